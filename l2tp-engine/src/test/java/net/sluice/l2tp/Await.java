package net.sluice.l2tp;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for conditions that other threads or the kernel fulfil. */
public final class Await {
  private static final long LIMIT = TimeUnit.SECONDS.toNanos(10);

  private Await() {}

  /** Waits until the condition holds, and fails after ten seconds. */
  public static void until(String event, BooleanSupplier condition) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() - start < LIMIT, () -> "timeout: " + event);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
    }
  }
}
