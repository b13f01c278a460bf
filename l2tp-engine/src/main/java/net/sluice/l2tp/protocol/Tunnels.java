package net.sluice.l2tp.protocol;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.sluice.l2tp.PeerProfile;
import net.sluice.l2tp.SignaledTunnelProfile;
import net.sluice.l2tp.wire.ControlMessage.Endpoint;

/** All tunnels: by name, by the address of a configured peer, and by who asked for a connection. */
final class Tunnels {
  /** Characters of a peer's host name in the name made for its tunnel. */
  private static final int HOST_NAME_LENGTH = 32;

  private final Host host;
  private final Sessions sessions;
  private final HalfOpen halfOpen = new HalfOpen();
  private final Map<String, Tunnel> byName = new HashMap<>();

  /** Configured tunnels whose peer may open them, in the order in which they were configured. */
  private final Map<InetAddress, Map<String, Tunnel>> byPeer = new HashMap<>();

  /** Connections that peers asked for, by where their SCCRQ came from. */
  private final Map<InetSocketAddress, List<ControlConnection>> byOrigin = new HashMap<>();

  Tunnels(Host host, Sessions sessions) {
    this.host = host;
    this.sessions = sessions;
  }

  /** The tunnel with this name. */
  Optional<Tunnel> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  List<Tunnel> all() {
    return List.copyOf(byName.values());
  }

  /** Tunnels: each configured one, and each that a peer opened. */
  int size() {
    return byName.size();
  }

  HalfOpen halfOpen() {
    return halfOpen;
  }

  // --- What shall be

  /** Tunnels shall be something else, or be no more. */
  void update(Map<String, Optional<SignaledTunnelProfile>> changes) {
    changes.forEach(
        (name, shall) -> {
          if (shall.isEmpty()) {
            remove(name);
          }
        });
    changes.values().forEach(shall -> shall.ifPresent(this::configure));
  }

  /** The peer profiles shall be these. */
  void peers(List<PeerProfile> profiles) {
    Map<String, PeerProfile> byProfile = new HashMap<>();
    profiles.forEach(profile -> byProfile.put(profile.name(), profile));
    for (Tunnel tunnel : byName.values()) {
      tunnel
          .terms()
          .peerProfile()
          .map(byProfile::get)
          .filter(profile -> !profile.refuse())
          .ifPresent(tunnel::update);
    }
  }

  private void configure(SignaledTunnelProfile shall) {
    Tunnel tunnel = byName.get(shall.name());
    if (tunnel == null) {
      tunnel = Tunnel.configured(host, sessions, this, shall);
      byName.put(shall.name(), tunnel);
      index(tunnel);
      tunnel.open();
    } else {
      unindex(tunnel);
      tunnel.update(shall);
      index(tunnel);
    }
  }

  private void remove(String name) {
    Tunnel tunnel = byName.get(name);
    if (tunnel != null && tunnel.profile().isPresent()) {
      unindex(tunnel);
      byName.remove(name);
      tunnel.remove();
    }
  }

  private void index(Tunnel tunnel) {
    SignaledTunnelProfile profile = tunnel.profile().orElseThrow();
    if (profile.keepalive().isEmpty()) {
      byPeer
          .computeIfAbsent(profile.peerAddress(), address -> new LinkedHashMap<>())
          .put(profile.name(), tunnel);
    }
  }

  private void unindex(Tunnel tunnel) {
    byPeer.computeIfPresent(
        tunnel.profile().orElseThrow().peerAddress(),
        (address, tunnels) -> {
          tunnels.remove(tunnel.name());
          return tunnels.isEmpty() ? null : tunnels;
        });
  }

  // --- What peers ask for

  /**
   * The configured tunnels that an SCCRQ may be for, best first: those without a connection, then
   * those whose own SCCRQ is under way, then those whose peer may have started again.
   *
   * <p>A peer is who has the configured address, and the Host Name if one is configured, over UDP
   * and over IP alike. RFC 3931 section 5.4.3 wants it known by its Router ID over IP, before a tie
   * is broken. But this end has that of the peer from no one else than the peer, and not yet when
   * two SCCRQs cross.
   */
  List<Tunnel> candidates(InetSocketAddress source, String hostName, ControlSocket socket) {
    return byPeer.getOrDefault(source.getAddress(), Map.of()).values().stream()
        .filter(tunnel -> fits(tunnel.profile().orElseThrow(), hostName, socket))
        .sorted(Comparator.comparingInt(Tunnels::rank))
        .toList();
  }

  private static boolean fits(
      SignaledTunnelProfile profile, String hostName, ControlSocket socket) {
    InetAddress local = profile.localAddress();
    return profile.encapsulation() == socket.encapsulation()
        && profile.peerHostName().filter(wanted -> !wanted.equals(hostName)).isEmpty()
        && (local.isAnyLocalAddress()
            || socket.address().isAnyLocalAddress()
            || local.equals(socket.address()));
  }

  private static int rank(Tunnel tunnel) {
    if (tunnel.isFree()) {
      return 0;
    }
    return tunnel.requesting().isPresent() ? 1 : tunnel.hasChallenger() ? 3 : 2;
  }

  /** A tunnel for a peer that is not that of a configured one. */
  Tunnel make(String hostName, ConnectionTerms terms) {
    String printable = hostName.replaceAll("[^A-Za-z0-9._-]", "_");
    String prefix =
        "peer-%s-"
            .formatted(printable.substring(0, Math.min(printable.length(), HOST_NAME_LENGTH)));
    String name;
    do {
      name = prefix + Integer.toUnsignedString(host.random().nextInt());
    } while (byName.containsKey(name));
    Tunnel tunnel = Tunnel.made(host, sessions, this, name, terms);
    byName.put(name, tunnel);
    return tunnel;
  }

  /** A tunnel that a peer opened is over. */
  void forget(Tunnel tunnel) {
    byName.remove(tunnel.name(), tunnel);
  }

  /** A peer has asked for a connection. */
  void requested(ControlConnection connection) {
    halfOpen.add(connection);
    byOrigin.computeIfAbsent(connection.origin(), origin -> new ArrayList<>(1)).add(connection);
  }

  /** The connections that somebody has asked for. */
  List<ControlConnection> from(InetSocketAddress origin) {
    return byOrigin.getOrDefault(origin, List.of());
  }

  /** The connection that an SCCRQ began, if this one repeats it. */
  Optional<ControlConnection> begun(InetSocketAddress origin, Endpoint sender) {
    return from(origin).stream()
        .filter(each -> each.remote().equals(sender) && each.mayBeRequestedAgain())
        .findFirst();
  }

  /** A connection has nothing more to acknowledge. */
  void closed(ControlConnection connection) {
    if (connection.origin() == null) {
      return;
    }
    byOrigin.computeIfPresent(
        connection.origin(),
        (origin, connections) -> {
          connections.remove(connection);
          return connections.isEmpty() ? null : connections;
        });
  }
}
