package net.sluice.l2tp.userspace;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts drops by their reason.
 *
 * <p>Thread: l2tp-forwarder counts, any thread reads.
 */
final class DropCounters {
  private static final Drop[] REASONS = Drop.values();

  private final AtomicLongArray counts = new AtomicLongArray(REASONS.length);

  void add(Drop reason) {
    counts.incrementAndGet(slot(reason));
  }

  long get(Drop reason) {
    return counts.get(slot(reason));
  }

  /** The codes are -1, -2 and so on. */
  private static int slot(Drop reason) {
    return -1 - reason.code();
  }

  /** Returns the number of dropped packets from the peer. */
  long incoming() {
    return Arrays.stream(REASONS).mapToLong(this::get).sum() - get(Drop.NOT_SENT);
  }

  /** Adds the counts to sums by reason. */
  void addTo(Map<Drop, Long> sums) {
    for (Drop reason : REASONS) {
      sums.merge(reason, get(reason), Long::sum);
    }
  }
}
