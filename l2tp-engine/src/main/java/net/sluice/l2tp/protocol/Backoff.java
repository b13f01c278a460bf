package net.sluice.l2tp.protocol;

import java.util.random.RandomGenerator;
import net.sluice.l2tp.ControlParameters;

/**
 * The wait before the next attempt after a failure: exponential back-off with a cap, shortened at
 * random so that many tunnels or sessions do not retry at the same moment.
 */
final class Backoff {
  /** Number of doublings after which the wait has surely reached the cap. */
  private static final int MOST_DOUBLINGS = 30;

  private final double jitter;
  private final RandomGenerator random;

  /**
   * Creates a back-off.
   *
   * @param jitter the part of the wait, 0 to 1, by which it is shortened at most
   * @param random source of the jitter; each delay draws one number
   */
  Backoff(double jitter, RandomGenerator random) {
    this.jitter = jitter;
    this.random = random;
  }

  /**
   * Returns the wait before the next attempt, in nanoseconds: the retry interval, doubled for each
   * earlier failure, at most the retry cap.
   *
   * @param failures number of attempts that failed before the one that failed now
   */
  long delay(ControlParameters parameters, int failures) {
    long cap = parameters.timing().retryCap().toNanos();
    long wait = parameters.timing().retryInterval().toNanos();
    for (int i = 0; i < Math.min(failures, MOST_DOUBLINGS) && wait < cap; i++) {
      wait *= 2;
    }
    return (long) (Math.min(wait, cap) * (1 - jitter * random.nextDouble()));
  }

  /**
   * Returns true if something that has ended was up long enough to count as a success. If it was
   * cleared soon after it came up, it counts as one more failure.
   *
   * @param since when it came up, in nanoseconds
   */
  static boolean hasLasted(ControlParameters parameters, long since, long now) {
    return now - since >= parameters.timing().retryCap().toNanos();
  }
}
