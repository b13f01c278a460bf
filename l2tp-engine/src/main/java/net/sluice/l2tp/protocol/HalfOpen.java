package net.sluice.l2tp.protocol;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The control connections that peers have begun but not established. There is a limit for all of
 * them and one for each source prefix. At a limit, the oldest connection must end: a peer that
 * answers needs its place for one round trip only. Connections whose SCCRQ was authenticated have
 * places of their own, so that unknown peers can not use them up. A connection for a configured
 * tunnel needs no place: a tunnel has two at most.
 *
 * <p>The prefixes are the longest that are commonly routed by themselves: 24 bits of an IPv4
 * address and 48 bits of an IPv6 address, which one site has. One prefix gets a quarter of the
 * places.
 */
final class HalfOpen {
  private static final int SHARE = 4;
  private static final int IPV4_OTHER_BITS = Integer.SIZE - 24;
  private static final int IPV6_OTHER_BITS = Long.SIZE - 48;

  private final Places authenticated = new Places();
  private final Places unknown = new Places();
  private final Set<ControlConnection> configured = new HashSet<>();

  /** Connections in the order in which they began. */
  private static final class Places {
    private final SequencedSet<ControlConnection> all = new LinkedHashSet<>();
    private final Map<Long, SequencedSet<ControlConnection>> byPrefix = new HashMap<>();

    void add(ControlConnection connection) {
      all.add(connection);
      byPrefix.computeIfAbsent(prefix(connection), any -> new LinkedHashSet<>(2)).add(connection);
    }

    void remove(ControlConnection connection) {
      if (all.remove(connection)) {
        byPrefix.computeIfPresent(
            prefix(connection),
            (prefix, connections) -> {
              connections.remove(connection);
              return connections.isEmpty() ? null : connections;
            });
      }
    }
  }

  /**
   * Returns the connection that must end before one more from the prefix of a source may begin;
   * null if the prefix has a free place.
   *
   * @param byDigest true if the SCCRQ of the new one is authenticated
   * @param limit highest number of each kind; 0 for no limit
   */
  @Nullable ControlConnection oldestOfPrefix(InetAddress source, boolean byDigest, int limit) {
    var same = places(byDigest).byPrefix.get(prefix(source));
    return limit == 0 || same == null || same.size() < Math.max(1, limit / SHARE)
        ? null
        : same.getFirst();
  }

  /** Returns the connection that must end before one more may begin; null if a place is free. */
  @Nullable ControlConnection oldest(boolean byDigest, int limit) {
    Places places = places(byDigest);
    return limit == 0 || places.all.size() < limit ? null : places.all.getFirst();
  }

  /** Adds a connection that a peer has begun. */
  void add(ControlConnection connection) {
    if (connection.isOfConfiguredTunnel()) {
      configured.add(connection);
    } else {
      places(connection.isAuthenticated()).add(connection);
    }
  }

  /** Removes a connection that is established or has ended. */
  void remove(ControlConnection connection) {
    configured.remove(connection);
    authenticated.remove(connection);
    unknown.remove(connection);
  }

  int size() {
    return configured.size() + authenticated.all.size() + unknown.all.size();
  }

  private Places places(boolean byDigest) {
    return byDigest ? authenticated : unknown;
  }

  private static long prefix(ControlConnection connection) {
    return prefix(Objects.requireNonNull(connection.origin(), "a peer began it").getAddress());
  }

  private static long prefix(InetAddress source) {
    ByteBuffer octets = ByteBuffer.wrap(source.getAddress());
    // An IPv4 prefix has the key of an IPv6 prefix in ::/16, which is not routed.
    return octets.remaining() < Long.BYTES
        ? Integer.toUnsignedLong(octets.getInt()) >>> IPV4_OTHER_BITS
        : octets.getLong() >>> IPV6_OTHER_BITS;
  }
}
