package net.sluice.l2tp.protocol;

import java.util.HashSet;
import java.util.Set;

/**
 * The control connections that peers have begun but not established. Connections whose SCCRQ was
 * authenticated are counted apart, so that unknown peers can not use up their places. A connection
 * for a configured tunnel is always admitted: a tunnel has one at most.
 */
final class HalfOpen {
  private final Set<ControlConnection> proven = new HashSet<>();
  private final Set<ControlConnection> unproven = new HashSet<>();

  /**
   * Returns true if one more connection is admitted.
   *
   * @param byDigest true if its SCCRQ is authenticated
   * @param limit highest number of each kind; 0 for no limit
   */
  boolean admits(boolean byDigest, int limit) {
    return limit == 0 || (byDigest ? proven : unproven).size() < limit;
  }

  void add(ControlConnection connection) {
    boolean byDigest = !connection.parameters().authentication().secrets().isEmpty();
    (byDigest ? proven : unproven).add(connection);
  }

  /** Removes a connection that is established or has ended. */
  void remove(ControlConnection connection) {
    proven.remove(connection);
    unproven.remove(connection);
  }

  int size() {
    return proven.size() + unproven.size();
  }
}
