package net.sluice.northbound.netconf.auth;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Slows down guessing: after ten wrong passwords, an address must wait for a minute. Thread: any.
 */
final class FailureLimit {
  static final int MAX_FAILURES = 10;
  static final Duration WINDOW = Duration.ofMinutes(1);

  /** Maximum number of addresses: an attacker with many must not fill the memory. */
  private static final int MAX_ADDRESSES = 10_000;

  private record Failures(int count, Instant since) {}

  private final InstantSource clock;
  private final Map<InetAddress, Failures> failures =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<InetAddress, Failures> eldest) {
          return size() > MAX_ADDRESSES;
        }
      };

  FailureLimit(InstantSource clock) {
    this.clock = clock;
  }

  /** Returns true if an address may try a password now. */
  synchronized boolean admits(InetAddress address) {
    return recent(address).count < MAX_FAILURES;
  }

  /** Counts a failure. */
  synchronized void failed(InetAddress address) {
    var recent = recent(address);
    failures.put(address, new Failures(recent.count + 1, recent.since));
  }

  /** Forgets the failures of an address. */
  synchronized void succeeded(InetAddress address) {
    failures.remove(address);
  }

  private Failures recent(InetAddress address) {
    var known = failures.get(address);
    var now = clock.instant();
    return known == null || known.since.plus(WINDOW).isBefore(now) ? new Failures(0, now) : known;
  }
}
