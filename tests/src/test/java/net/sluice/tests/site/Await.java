package net.sluice.tests.site;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what happens in other processes and in the kernel. */
public final class Await {
  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(20);

  private Await() {}

  /**
   * Waits until the condition holds.
   *
   * @param detail what to add to the failure
   * @return how long that took
   * @throws AssertionError when it does not hold within the limit
   */
  public static Duration until(
      String what, Duration limit, Supplier<String> detail, BooleanSupplier condition) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - start > limit.toNanos()) {
        throw new AssertionError(
            "waited %s in vain until %s\n%s".formatted(limit, what, detail.get()));
      }
      LockSupport.parkNanos(PAUSE);
    }
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
