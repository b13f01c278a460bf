package net.sluice.l2tp.userspace;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** Counts drops by their reason. The forwarding thread writes, any thread reads. */
final class DropCounters {
  private final Map<Drop, AtomicLong> counts = new EnumMap<>(Drop.class);

  DropCounters() {
    for (Drop reason : Drop.values()) {
      counts.put(reason, new AtomicLong());
    }
  }

  void add(Drop reason) {
    counts.get(reason).incrementAndGet();
  }

  long get(Drop reason) {
    return counts.get(reason).get();
  }

  /** Drops of packets from the peer. */
  long incoming() {
    long all = counts.values().stream().mapToLong(AtomicLong::get).sum();
    return all - get(Drop.NOT_SENT);
  }

  /** Adds to sums by reason. */
  void addTo(Map<Drop, Long> sums) {
    counts.forEach((reason, count) -> sums.merge(reason, count.get(), Long::sum));
  }
}
