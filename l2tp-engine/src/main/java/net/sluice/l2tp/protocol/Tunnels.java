package net.sluice.l2tp.protocol;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import net.sluice.l2tp.Encapsulation;
import net.sluice.l2tp.PeerProfile;
import net.sluice.l2tp.SignaledTunnelProfile;
import net.sluice.l2tp.signaling.Reason;
import net.sluice.l2tp.wire.ControlMessage.Endpoint;

/** All tunnels: by name, by the address of a configured peer, and by the source of an SCCRQ. */
final class Tunnels {
  /** Most characters of a peer's host name in the generated name of its tunnel. */
  private static final int HOST_NAME_LENGTH = 32;

  private final Host host;
  private final Sessions sessions;
  private final HalfOpen halfOpen = new HalfOpen();
  private final Map<String, Tunnel> byName = new HashMap<>();

  /** Configured tunnels whose peer may open them, in the order in which they were configured. */
  private final Map<InetAddress, Map<String, Tunnel>> byPeer = new HashMap<>();

  /** Connections that peers requested, by the source of their SCCRQ. */
  private final Map<InetSocketAddress, List<ControlConnection>> byOrigin = new HashMap<>();

  Tunnels(Host host, Sessions sessions) {
    this.host = host;
    this.sessions = sessions;
  }

  /** Returns the tunnel with this name; empty if there is none. */
  Optional<Tunnel> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  List<Tunnel> all() {
    return List.copyOf(byName.values());
  }

  /** Returns the number of tunnels, configured or opened by a peer. */
  int size() {
    return byName.size();
  }

  HalfOpen halfOpen() {
    return halfOpen;
  }

  // --- Configuration

  /** Changes tunnels, given by name; an empty value removes the tunnel. */
  void update(Map<String, Optional<SignaledTunnelProfile>> changes) {
    changes.forEach(
        (name, changed) -> {
          if (changed.isEmpty()) {
            remove(name);
          }
        });
    changes.values().forEach(changed -> changed.ifPresent(this::configure));
  }

  /** Replaces all peer profiles. */
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

  private void configure(SignaledTunnelProfile profile) {
    Tunnel tunnel = byName.get(profile.name());
    if (tunnel == null) {
      tunnel = Tunnel.configured(host, sessions, this, profile);
      byName.put(profile.name(), tunnel);
      index(tunnel);
      tunnel.open();
    } else {
      unindex(tunnel);
      tunnel.update(profile);
      index(tunnel);
    }
  }

  private void remove(String name) {
    Tunnel tunnel = byName.get(name);
    if (tunnel != null && tunnel.profile().isPresent()) {
      unindex(tunnel);
      byName.remove(name);
      tunnel.remove();
      host.objections().forget(name);
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

  // --- Requests of peers

  /**
   * Returns the configured tunnels that an SCCRQ may open, the best first: those without a
   * connection, then those with an unanswered SCCRQ, then those whose peer may have restarted; of
   * these, the one whose peer has been silent longest. A tunnel that names the host of the peer is
   * better than one that accepts any.
   *
   * <p>A peer is identified by its configured address, and its Host Name if one is configured, both
   * over UDP and over IP. RFC 3931 section 5.4.3 identifies it by its Router ID over IP before it
   * resolves a tie. But only the peer itself sends its Router ID, and this end does not have it
   * when two SCCRQs cross.
   */
  List<Tunnel> candidates(InetSocketAddress source, String hostName, ControlSocket socket) {
    return byPeer.getOrDefault(source.getAddress(), Map.of()).values().stream()
        .filter(tunnel -> fits(tunnel.profile().orElseThrow(), hostName, socket))
        .sorted(
            Comparator.comparing(Tunnels::acceptsAnyHost)
                .thenComparingInt(Tunnels::rank)
                .thenComparingLong(Tunnel::lastHeard))
        .toList();
  }

  private static boolean fits(
      SignaledTunnelProfile profile, String hostName, ControlSocket socket) {
    return mismatch(profile, hostName, socket).isEmpty();
  }

  /** A configured tunnel with the peer of an SCCRQ, and the reason why it can not be the one. */
  record Mismatch(String tunnel, Reason reason, String text) {}

  /** Returns the first configured tunnel with the peer of an SCCRQ that does not fit to it. */
  Optional<Mismatch> mismatch(InetSocketAddress source, String hostName, ControlSocket socket) {
    return byPeer.getOrDefault(source.getAddress(), Map.of()).values().stream()
        .flatMap(tunnel -> mismatch(tunnel.profile().orElseThrow(), hostName, socket).stream())
        .findFirst();
  }

  private static Optional<Mismatch> mismatch(
      SignaledTunnelProfile profile, String hostName, ControlSocket socket) {
    InetAddress local = profile.localAddress();
    if (profile.encapsulation() != socket.encapsulation()) {
      String text =
          "the encapsulation of this tunnel is %s at this end, not %s"
              .formatted(word(profile.encapsulation()), word(socket.encapsulation()));
      return Optional.of(new Mismatch(profile.name(), Reason.WRONG_ENCAPSULATION, text));
    }
    if (profile.peerHostName().filter(wanted -> !wanted.equals(hostName)).isPresent()) {
      String text = "host name %s is not the one expected".formatted(hostName);
      return Optional.of(new Mismatch(profile.name(), Reason.WRONG_HOST_NAME, text));
    }
    boolean asked =
        local.isAnyLocalAddress()
            || socket.address().isAnyLocalAddress()
            || local.equals(socket.address());
    return asked
        ? Optional.empty()
        : Optional.of(
            new Mismatch(
                profile.name(),
                Reason.WRONG_LOCAL_ADDRESS,
                "this tunnel has another address at this end"));
  }

  private static String word(Encapsulation encapsulation) {
    return encapsulation.name().toLowerCase(Locale.ROOT);
  }

  /** Returns true if configured tunnels name an address as their peer's. */
  boolean areConfiguredFor(InetAddress peer) {
    return byPeer.containsKey(peer);
  }

  private static boolean acceptsAnyHost(Tunnel tunnel) {
    return tunnel.terms().peerHostName().isEmpty();
  }

  private static int rank(Tunnel tunnel) {
    if (tunnel.isFree()) {
      return 0;
    }
    return tunnel.requesting().isPresent() ? 1 : tunnel.hasChallenger() ? 3 : 2;
  }

  /** Creates a tunnel for a peer that has no configured tunnel. */
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

  /** Removes a tunnel that a peer opened. */
  void forget(Tunnel tunnel) {
    byName.remove(tunnel.name(), tunnel);
    host.objections().forget(tunnel.name());
  }

  /** Adds a connection that a peer has requested. */
  void requested(ControlConnection connection) {
    halfOpen.add(connection);
    InetSocketAddress origin = connection.origin();
    if (origin != null) {
      byOrigin.computeIfAbsent(origin, any -> new ArrayList<>(1)).add(connection);
    }
  }

  /** Returns the connections that a source has requested. */
  List<ControlConnection> from(InetSocketAddress origin) {
    return byOrigin.getOrDefault(origin, List.of());
  }

  /** Returns the connection that an earlier copy of an SCCRQ has begun; empty for a new SCCRQ. */
  Optional<ControlConnection> begun(InetSocketAddress origin, Endpoint sender) {
    return from(origin).stream()
        .filter(each -> each.remote().equals(sender) && each.mayBeRequestedAgain())
        .findFirst();
  }

  /** Removes a connection that has nothing left to acknowledge. */
  void closed(ControlConnection connection) {
    InetSocketAddress origin = connection.origin();
    if (origin != null) {
      byOrigin.computeIfPresent(
          origin,
          (key, connections) -> {
            connections.remove(connection);
            return connections.isEmpty() ? null : connections;
          });
    }
  }
}
