package net.sluice.l2tp.protocol;

import java.util.HashSet;
import java.util.Set;

/**
 * The control connections that peers have begun and not established. Those whose SCCRQ had a digest
 * that only who knows the secret can make are counted apart, so that strangers can't take their
 * places. A connection for a configured tunnel always has its place: a tunnel has one at most.
 */
final class HalfOpen {
  private final Set<ControlConnection> proven = new HashSet<>();
  private final Set<ControlConnection> unproven = new HashSet<>();

  /**
   * Whether there is place for one more.
   *
   * @param limit most of each kind; 0 for no limit
   */
  boolean admits(boolean byDigest, int limit) {
    return limit == 0 || (byDigest ? proven : unproven).size() < limit;
  }

  void add(ControlConnection connection) {
    boolean byDigest = !connection.parameters().authentication().secrets().isEmpty();
    (byDigest ? proven : unproven).add(connection);
  }

  /** A connection is established, or over. */
  void remove(ControlConnection connection) {
    proven.remove(connection);
    unproven.remove(connection);
  }

  int size() {
    return proven.size() + unproven.size();
  }
}
