package net.sluice.manager;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * An executor whose time a test controls. It runs work that is not scheduled immediately, on the
 * thread of the caller, and scheduled work on request. Its time is that of the work it ran last.
 */
public final class VirtualTime extends AbstractExecutorService implements ScheduledExecutorService {
  private record Task(Duration due, Runnable work) {}

  private final List<Task> tasks = new ArrayList<>();
  private Duration now = Duration.ZERO;
  private boolean shut;

  public synchronized Duration now() {
    return now;
  }

  /** Does what comes next, if it is to be done by a time. */
  public synchronized void doNext(Duration by) {
    tasks.stream()
        .min(Comparator.comparing(Task::due))
        .filter(task -> task.due().compareTo(by) <= 0)
        .ifPresent(
            task -> {
              tasks.remove(task);
              now = task.due();
              task.work().run();
            });
  }

  /** Runs scheduled work until a condition holds, which must be within a time from now. */
  public void within(Duration limit, BooleanSupplier condition) {
    Duration end = now().plus(limit);
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < deadline, "it did not come about by " + end);
      doNext(end);
    }
  }

  @Override
  public synchronized void execute(Runnable work) {
    work.run();
  }

  @Override
  public synchronized ScheduledFuture<?> schedule(Runnable work, long delay, TimeUnit unit) {
    tasks.add(new Task(now.plus(Duration.of(delay, unit.toChronoUnit())), work));
    return null; // no test cancels scheduled work
  }

  @Override
  public <T> ScheduledFuture<T> schedule(Callable<T> work, long delay, TimeUnit unit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public ScheduledFuture<?> scheduleAtFixedRate(
      Runnable work, long initialDelay, long period, TimeUnit unit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public ScheduledFuture<?> scheduleWithFixedDelay(
      Runnable work, long initialDelay, long delay, TimeUnit unit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public synchronized void shutdown() {
    shut = true;
    tasks.clear();
  }

  @Override
  public List<Runnable> shutdownNow() {
    shutdown();
    return List.of();
  }

  @Override
  public synchronized boolean isShutdown() {
    return shut;
  }

  @Override
  public boolean isTerminated() {
    return isShutdown();
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) {
    return true;
  }
}
