package net.sluice.northbound.netconf.auth;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The rate of password checks of each source: ten in a row, then one every two seconds. A check
 * counts before its result is known, and a right password takes it back, so only wrong ones slow a
 * source down. No source is ever locked out: a user behind the address of a guesser would be too.
 * Thread: any.
 */
final class GuessLimit {
  /** Number of wrong passwords that cost no waiting. */
  static final int BURST = 10;

  /** Time in which one wrong password is forgotten. A login within three seconds stays possible. */
  static final Duration INTERVAL = Duration.ofSeconds(2);

  /** Maximum number of sources: an attacker with many must not fill the memory. */
  static final int MAX_SOURCES = 10_000;

  private final LongSupplier nanoTime;

  /** The time at which all checks of a source are forgotten, latest counted last. */
  private final Map<SourcePrefix, Long> forgotten =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<SourcePrefix, Long> eldest) {
          return size() > MAX_SOURCES;
        }
      };

  /**
   * @param nanoTime monotonic clock, as {@link System#nanoTime}
   */
  GuessLimit(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Counts a check. */
  synchronized void count(SourcePrefix source) {
    long until = nanoTime.getAsLong() + debt(source) + INTERVAL.toNanos();
    forgotten.remove(source);
    forgotten.put(source, until);
  }

  /** Takes a check back, because its password was right. */
  synchronized void takeBack(SourcePrefix source) {
    forgotten.computeIfPresent(source, (known, until) -> until - INTERVAL.toNanos());
  }

  /** Returns the time until all checks of a source are forgotten, in ns: 0 without any. */
  synchronized long debt(SourcePrefix source) {
    Long until = forgotten.get(source);
    return until == null ? 0 : Math.max(0, until - nanoTime.getAsLong());
  }

  /** Returns the time until a source may have its next check, in ns: 0 for now. */
  long delay(SourcePrefix source) {
    return Math.max(0, debt(source) - (BURST - 1) * INTERVAL.toNanos());
  }

  /** Returns the number of sources in memory. */
  synchronized int sources() {
    return forgotten.size();
  }
}
