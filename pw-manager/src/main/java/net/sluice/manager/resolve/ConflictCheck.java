package net.sluice.manager.resolve;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import net.sluice.l2tp.Encapsulation;
import net.sluice.l2tp.LcceProfile.Listener;
import net.sluice.l2tp.TunnelProfile;
import net.sluice.manager.config.Problems;
import net.sluice.manager.desired.AcceptedSession;
import net.sluice.manager.desired.Change;
import net.sluice.manager.desired.DesiredPseudowire;
import net.sluice.manager.desired.DesiredState;
import net.sluice.manager.desired.DesiredTunnel;
import net.sluice.manager.desired.LocalPort;
import net.sluice.manager.desired.PortPair;
import net.sluice.manager.desired.RemoteEnd;
import net.sluice.manager.desired.RequestKey;
import net.sluice.yang.L2tpModel;
import net.sluice.yang.PseudowireModel;
import org.opendaylight.yangtools.yang.common.QName;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier;

/**
 * Detects values that several objects claim but only one can have: ids, UDP ports, interface names
 * and remote end ids. It compares only the changed objects with the desired state.
 */
final class ConflictCheck {
  private final DesiredState state;
  private final Problems problems;

  ConflictCheck(DesiredState state, Problems problems) {
    this.state = state;
    this.problems = problems;
  }

  /** Checks the ids, ports and address pairs of changed tunnels. */
  void tunnels(List<Change<DesiredTunnel>> changes) {
    Map<String, DesiredTunnel> after = after(changes);
    Set<String> changing = names(changes);
    Holders<Long> ids = new Holders<>(id -> state.tunnelWithId(id).stream().toList(), changing);
    Holders<LocalPort> ports =
        new Holders<>(port -> state.tunnelWithPort(port).stream().toList(), changing);
    Holders<LocalPort> signaledPorts = new Holders<>(state::signaledTunnelsWithPort, changing);
    Holders<PortPair> portPairs = new Holders<>(pair -> state.tunnelsBetween(pair), changing);
    for (DesiredTunnel tunnel : after.values()) {
      tunnel
          .id()
          .flatMap(id -> first(ids.claim(id, tunnel.name())))
          .ifPresent(other -> idTaken(tunnel, other));
      switch (tunnel) {
        case DesiredTunnel.Static fixed ->
            fixed
                .port()
                .flatMap(port -> first(ports.claim(port, fixed.name())))
                .ifPresent(other -> portTaken(fixed, other));
        case DesiredTunnel.Signaled signaled -> {
          signaled.port().ifPresent(port -> signaledPorts.claim(port, signaled.name()));
          signaled
              .ports()
              .flatMap(pair -> first(portPairs.claim(pair, signaled.name())))
              .ifPresent(other -> portTaken(signaled, other));
        }
      }
    }
    for (DesiredTunnel tunnel : after.values()) {
      tunnel
          .port()
          .flatMap(port -> otherKind(tunnel, port, ports, signaledPorts, changing))
          .ifPresent(other -> portTaken(tunnel, other));
    }
  }

  /**
   * Returns a tunnel of the other kind at the same port. The kernel does not share the socket of a
   * static tunnel. If both tunnels change, the problem is reported for the signaled one only.
   */
  private static Optional<String> otherKind(
      DesiredTunnel tunnel,
      LocalPort port,
      Holders<LocalPort> ports,
      Holders<LocalPort> signaledPorts,
      Set<String> changing) {
    return switch (tunnel) {
      case DesiredTunnel.Static ignored ->
          signaledPorts.others(port).stream()
              .filter(other -> !changing.contains(other))
              .findFirst();
      case DesiredTunnel.Signaled ignored -> first(ports.others(port));
    };
  }

  /** Checks the ids, interface names and remote end ids of changed pseudowires. */
  void pseudowires(List<Change<DesiredPseudowire>> changes) {
    Set<String> changing = names(changes);
    Holders<Long> sessions =
        new Holders<>(id -> state.pseudowireWithSession(id).stream().toList(), changing);
    Holders<String> interfaces =
        new Holders<>(name -> state.pseudowireWithInterface(name).stream().toList(), changing);
    Holders<RemoteEnd> remoteEnds =
        new Holders<>(end -> state.pseudowireWithRemoteEnd(end).stream().toList(), changing);
    for (DesiredPseudowire pseudowire : after(changes).values()) {
      String name = pseudowire.name();
      pseudowire
          .sessionId()
          .flatMap(id -> first(sessions.claim(id, name)))
          .ifPresent(
              other ->
                  problems.notUnique(
                      leaf(PseudowireModel.LOCAL_SESSION_ID),
                      name,
                      other,
                      "pseudowire '%s': local-session-id %d is already used by pseudowire '%s'"
                          .formatted(name, pseudowire.sessionId().get(), other)));
      String interfaceName = pseudowire.settings().name();
      first(interfaces.claim(interfaceName, name))
          .ifPresent(
              other ->
                  problems.notUnique(
                      leaf(PseudowireModel.INTERFACE_NAME),
                      name,
                      other,
                      "pseudowire '%s': interface name %s is already used by pseudowire '%s'"
                          .formatted(name, interfaceName, other)));
      pseudowire
          .remoteEnd()
          .flatMap(end -> first(remoteEnds.claim(end, name)))
          .ifPresent(
              other ->
                  problems.notUnique(
                      leaf(PseudowireModel.REMOTE_END_ID),
                      name,
                      other,
                      "pseudowire '%s': remote-end-id %s is already used in tunnel '%s' by pseudowire '%s'"
                          .formatted(
                              name,
                              pseudowire.remoteEnd().get().id(),
                              pseudowire.tunnel(),
                              other)));
    }
  }

  /** Checks the remote end ids of all session profiles. */
  void acceptedSessions(List<AcceptedSession> all) {
    Map<Object, String> owners = new HashMap<>();
    for (AcceptedSession accepted : all) {
      accepted
          .profile()
          .remoteEndId()
          .map(id -> owners.putIfAbsent(id, accepted.name()))
          .ifPresent(
              other ->
                  problems.notUnique(
                      name -> L2tpModel.sessionProfile(name).node(L2tpModel.REMOTE_END_ID),
                      accepted.name(),
                      other,
                      "session-profile '%s': remote-end-id %s is already used by session-profile '%s'"
                          .formatted(
                              accepted.name(), accepted.profile().remoteEndId().get(), other)));
    }
  }

  /**
   * Checks that no listener uses the port of a static tunnel. The kernel creates the socket of a
   * static tunnel and does not share it.
   *
   * @param listenersChange true if tunnels that do not change must be checked as well
   */
  void listeners(
      List<Listener> listeners, boolean listenersChange, List<Change<DesiredTunnel>> changes) {
    List<TunnelProfile> tunnels = new ArrayList<>();
    for (DesiredTunnel tunnel : after(changes).values()) {
      if (tunnel instanceof DesiredTunnel.Static changed) {
        tunnels.add(changed.profile());
      }
    }
    if (listenersChange) {
      Set<String> changing = names(changes);
      state.tunnels().stream()
          .filter(tunnel -> !changing.contains(tunnel.name()))
          .forEach(tunnel -> tunnel.asStatic().ifPresent(tunnels::add));
    }
    for (TunnelProfile tunnel : tunnels) {
      if (listeners.stream().anyMatch(listener -> conflicts(listener, tunnel))) {
        problems.conflict(
            L2tpModel.tunnel(tunnel.name()).node(L2tpModel.LOCAL_PORT),
            "tunnel '%s': UDP port %d of %s is already used by a listener for peers: give the tunnel another local-port, or change /l2tp/system/listen"
                .formatted(
                    tunnel.name(), tunnel.localPort(), tunnel.localAddress().getHostAddress()));
      }
    }
  }

  private static boolean conflicts(Listener listener, TunnelProfile tunnel) {
    return listener.encapsulation() == Encapsulation.UDP
        && tunnel.encapsulation() == Encapsulation.UDP
        && listener.port() == tunnel.localPort()
        && (listener.address().equals(tunnel.localAddress())
            || (listener.address().isAnyLocalAddress()
                && listener.address().getClass() == tunnel.localAddress().getClass()));
  }

  /**
   * Checks that a request of a peer can open only one of the changed dynamic tunnels. Otherwise its
   * time of arrival would decide which tunnels of the two ends belong together.
   */
  void requests(List<Change<DesiredTunnel>> changes) {
    Holders<RequestKey> requests =
        new Holders<>(request -> state.tunnelsFor(request), names(changes));
    for (DesiredTunnel tunnel : after(changes).values()) {
      if (tunnel instanceof DesiredTunnel.Dynamic dynamic) {
        first(requests.claim(dynamic.requestKey(), dynamic.name()))
            .ifPresent(other -> indistinguishable(dynamic, other));
      }
    }
  }

  private void indistinguishable(DesiredTunnel.Dynamic tunnel, String other) {
    problems.conflict(
        L2tpModel.tunnel(tunnel.name()).node(L2tpModel.PEER_HOST_NAME),
        "tunnel '%s': tunnel '%s' is between %s and %s as well, and requests of the peer do not distinguish them: give each its own peer-host-name, and the same value to host-name of the tunnel at the peer"
            .formatted(
                tunnel.name(),
                other,
                tunnel.localAddress().getHostAddress(),
                tunnel.profile().peerAddress().getHostAddress()));
  }

  private void idTaken(DesiredTunnel tunnel, String other) {
    problems.notUnique(
        name -> L2tpModel.tunnel(name).node(L2tpModel.LOCAL_TUNNEL_ID),
        tunnel.name(),
        other,
        "tunnel '%s': local-tunnel-id %d is already used by tunnel '%s'"
            .formatted(tunnel.name(), tunnel.id().orElseThrow(), other));
  }

  private void portTaken(DesiredTunnel tunnel, String other) {
    problems.notUnique(
        name -> L2tpModel.tunnel(name).node(L2tpModel.LOCAL_PORT),
        tunnel.name(),
        other,
        "tunnel '%s': UDP port %d of %s is already used by tunnel '%s'"
            .formatted(
                tunnel.name(),
                tunnel.port().orElseThrow().port(),
                tunnel.localAddress().getHostAddress(),
                other));
  }

  /** Returns the path of a leaf of a pseudowire by its name. */
  private static Function<String, YangInstanceIdentifier> leaf(QName leaf) {
    return name -> PseudowireModel.pseudowire(name).node(leaf);
  }

  private static Optional<String> first(List<String> names) {
    return names.stream().findFirst();
  }

  private static <T> Set<String> names(List<Change<T>> changes) {
    return changes.stream().map(Change::name).collect(Collectors.toSet());
  }

  private static <T> Map<String, T> after(List<Change<T>> changes) {
    Map<String, T> after = new LinkedHashMap<>();
    changes.forEach(change -> change.after().ifPresent(value -> after.put(change.name(), value)));
    return after;
  }
}
