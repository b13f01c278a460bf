package net.sluice.l2tp.link;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;

/**
 * Runs blocking calls in parallel. The removal of an interface is such a call: the kernel waits
 * until no processor uses the interface any more, and can remove others in the meantime.
 *
 * <p>Thread: any.
 */
public final class ParallelCalls {
  /** Number of calls from which several threads are worth their cost. */
  public static final int MIN_PARALLEL = 32;

  /**
   * Largest number of parallel calls. On Linux 6.18 with 2 processors, 1 thread removes 60 TAPs per
   * second, 16 threads remove 560, and 48 or more remove 800.
   */
  public static final int MAX_THREADS = 48;

  private ParallelCalls() {}

  /**
   * Makes calls and waits for all of them. They run on temporary threads, which are in the network
   * namespace of this thread: on one for fewer than {@link #MIN_PARALLEL} calls.
   *
   * @param count number of calls
   * @param call receives the number of the call, from 0 on
   * @throws RuntimeException the first exception of a call; the other calls were made
   */
  public static void run(int count, IntConsumer call) {
    List<Future<?>> calls = new ArrayList<>();
    int parallel = count < MIN_PARALLEL ? 1 : Math.min(count, MAX_THREADS);
    try (ExecutorService threads = Executors.newFixedThreadPool(parallel)) {
      for (int i = 0; i < count; i++) {
        int number = i;
        calls.add(threads.submit(() -> call.accept(number)));
      }
    }
    for (Future<?> each : calls) {
      if (each.state() == Future.State.FAILED) {
        throw each.exceptionNow() instanceof RuntimeException thrown
            ? thrown
            : new IllegalStateException(each.exceptionNow());
      }
    }
  }
}
