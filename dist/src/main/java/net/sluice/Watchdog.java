package net.sluice;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import net.sluice.files.ExitCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the process if one of its threads no longer works, or if the process does not stop in time;
 * a thread dump in the log is the evidence. While all threads work, it reports this to the service
 * manager.
 *
 * <p>All limits are counts of ticks of one second. Time in which the whole process did not run (a
 * suspended host, a stopped process) is no tick, so it makes no thread late.
 *
 * <p>Thread: any, except {@link #tick}.
 */
final class Watchdog {
  private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);

  /** Time in seconds in which an event loop must answer. Its work takes milliseconds. */
  static final int LOOP_LIMIT = 60;

  /** Time in seconds in which the thread manager must answer: longer than the largest commit. */
  static final int MANAGER_LIMIT = 600;

  /** Time in seconds for the end of the process. The unit has TimeoutStopSec=90. */
  static final int STOP_LIMIT = 60;

  private final ServiceManager serviceManager;
  private final LastResort lastResort;
  private final Queue<Part> parts = new ConcurrentLinkedQueue<>();
  private final int reportTicks;
  private long ticks;
  private int stopTicks;
  private volatile boolean stopping;

  /** A thread, and the question that it has not answered yet. */
  private static final class Part {
    private final String name;
    private final int limit;
    private final Executor executor;
    private volatile boolean answered = true;
    private int late;

    Part(String name, int limit, Executor executor) {
      this.name = name;
      this.limit = limit;
      this.executor = executor;
    }

    /** Asks again after an answer. Returns false if the thread has ended or is too late. */
    boolean works() {
      if (!answered) {
        return ++late < limit;
      }
      answered = false;
      late = 0;
      try {
        executor.execute(() -> answered = true);
        return true;
      } catch (RejectedExecutionException e) {
        return false;
      }
    }
  }

  Watchdog(ServiceManager serviceManager, LastResort lastResort) {
    this.serviceManager = serviceManager;
    this.lastResort = lastResort;
    this.reportTicks = serviceManager.reportSeconds();
  }

  /** Starts the thread, which ends with the process. */
  void start() {
    Thread.ofPlatform().name("watchdog").daemon().start(this::run);
  }

  private void run() {
    try {
      while (true) {
        // No shared timer: the thread of that timer could be the one that is stuck.
        Thread.sleep(1_000);
        tick();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("nothing interrupts the watchdog", e);
    }
  }

  /**
   * Watches a thread from now on.
   *
   * @param limit time in seconds in which the thread must answer
   * @param executor runs work on the thread
   */
  void watch(String name, int limit, Executor executor) {
    parts.add(new Part(name, limit, executor));
  }

  /** Watches only the end of the process from now on. */
  void stopping() {
    stopping = true;
  }

  /** Does the work of one second. Thread: watchdog. */
  void tick() {
    if (stopping) {
      if (++stopTicks == STOP_LIMIT) {
        stuck("stop unfinished waited=" + STOP_LIMIT + "s");
      }
      return;
    }
    for (Part part : parts) {
      if (!part.works() && !stopping) {
        stuck("thread stuck name=%s waited=%ds".formatted(part.name, part.late));
        return;
      }
    }
    if (ticks++ % reportTicks == 0) {
      serviceManager.works();
    }
  }

  private void stuck(String reason) {
    for (Map.Entry<Thread, StackTraceElement[]> entry : Thread.getAllStackTraces().entrySet()) {
      Thread thread = entry.getKey();
      Throwable trace = new Throwable("state " + thread.getState());
      trace.setStackTrace(entry.getValue());
      // The name is not a parameter: equal statements would be counted instead of printed.
      LOG.error("thread dump name=" + thread.getName(), trace);
    }
    lastResort.end(ExitCode.BROKEN, reason, null);
  }
}
