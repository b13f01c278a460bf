package net.sluice.northbound.netconf.auth;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/** Slows down guessing: an address with too many wrong passwords has to wait. */
final class FailureLimit {
  static final int MAX_FAILURES = 10;
  static final Duration WINDOW = Duration.ofMinutes(1);

  /** An attacker with many addresses must not fill the memory: the oldest are forgotten. */
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

  /** Whether an address may try now. */
  synchronized boolean admits(InetAddress address) {
    return recent(address).count < MAX_FAILURES;
  }

  /** Notes a failure. */
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
