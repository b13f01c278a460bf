package net.sluice.l2tp.link;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;

/**
 * Calls that mostly wait, many at once. Removing an interface is one: the kernel waits until no
 * processor uses it any more, during which others may go.
 */
public final class Waits {
  /** From how many calls on threads are worth their while. */
  public static final int MANY = 32;

  /**
   * On Linux 6.18 with 2 processors, 16 remove 560 TAPs in a second, 48 and more 800, 1 does 60.
   */
  public static final int MOST_AT_ONCE = 48;

  private Waits() {}

  /**
   * Makes calls, from {@link #MANY} on with threads that live no longer and are in the network
   * namespace of this one.
   *
   * @param count how many
   * @param call is given the number of each, from 0 on
   * @throws RuntimeException what a call threw; the others were made
   */
  public static void together(int count, IntConsumer call) {
    List<Future<?>> calls = new ArrayList<>();
    int atOnce = count < MANY ? 1 : Math.min(count, MOST_AT_ONCE);
    try (ExecutorService threads = Executors.newFixedThreadPool(atOnce)) {
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
