package net.sluice.netlink;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Waits for conditions that other threads, other processes or the kernel bring about.
 *
 * <p>On a machine that is many times slower, the property {@code sluice.wait.factor} lengthens all
 * limits of tests.
 */
public final class Await {
  private static final int FACTOR = Integer.getInteger("sluice.wait.factor", 1);
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(2);

  /** The pause between checks that may start a program each. */
  private static final long LONG_PAUSE = TimeUnit.MILLISECONDS.toNanos(20);

  private Await() {}

  /** Returns a limit for an ordinary machine, lengthened for this one. */
  public static Duration lengthened(Duration limit) {
    return limit.multipliedBy(FACTOR);
  }

  /** Waits up to twenty seconds until the condition holds. */
  public static void until(BooleanSupplier condition) {
    until("the condition of this line holds", condition);
  }

  /**
   * Waits up to twenty seconds until the condition holds.
   *
   * @param what the condition in words, for the failure
   * @throws AssertionError if it does not hold by then
   */
  public static void until(String what, BooleanSupplier condition) {
    until(what, LIMIT, () -> "", condition, PAUSE);
  }

  /**
   * Waits until a condition holds that is expensive to check.
   *
   * @param what the condition in words, for the failure
   * @param limit the time that it may take on an ordinary machine
   * @param detail text to add to the failure
   * @return the time that it took
   * @throws AssertionError if the condition does not hold within the limit
   */
  public static Duration until(
      String what, Duration limit, Supplier<String> detail, BooleanSupplier condition) {
    return until(what, limit, detail, condition, LONG_PAUSE);
  }

  private static Duration until(
      String what,
      Duration ordinaryLimit,
      Supplier<String> detail,
      BooleanSupplier condition,
      long pauseNanos) {
    Duration limit = lengthened(ordinaryLimit);
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - start > limit.toNanos()) {
        throw new AssertionError("timeout after %s: %s\n%s".formatted(limit, what, detail.get()));
      }
      LockSupport.parkNanos(pauseNanos);
    }
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
