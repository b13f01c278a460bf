package net.sluice.manager;

import java.net.InetAddress;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.sluice.l2tp.Encapsulation;
import net.sluice.l2tp.PseudowireProfile;
import net.sluice.l2tp.SignaledTunnelProfile;
import net.sluice.l2tp.TunnelProfile;
import net.sluice.manager.Delta.Change;

/**
 * What shall be: every tunnel and pseudowire resolved, and who holds which id, name and port. Owned
 * by the manager's thread. {@link DesiredStateResolver} works out what a change of configuration
 * means for it, {@link #apply} makes that so.
 */
final class DesiredState {

  /** The end of a UDP socket, of which the host has one. */
  record LocalPort(InetAddress address, int port) {
    static Optional<LocalPort> of(TunnelProfile tunnel) {
      return tunnel.encapsulation() == Encapsulation.UDP
          ? Optional.of(new LocalPort(tunnel.localAddress(), tunnel.localPort()))
          : Optional.empty();
    }
  }

  private final Map<String, TunnelProfile> tunnels = new HashMap<>();
  private final Map<String, PseudowireProfile> pseudowires = new HashMap<>();
  private final Map<String, SignaledTunnelProfile> signaledTunnels = new HashMap<>();
  private final Map<String, SignaledPseudowire> signaledPseudowires = new HashMap<>();
  private final Map<String, PseudowireProfile> keepalivePseudowires = new HashMap<>();
  private Map<String, AcceptedSession> acceptedSessions = Map.of();
  private final Map<Long, String> tunnelsById = new HashMap<>();
  private final Map<LocalPort, String> tunnelsByPort = new HashMap<>();
  private final Map<Long, String> pseudowiresBySession = new HashMap<>();
  private final Map<String, String> pseudowiresByInterface = new HashMap<>();
  private final Referrers pseudowiresByTunnel = new Referrers();
  private final Referrers tunnelsByProfile = new Referrers();
  private final Referrers pseudowiresByProfile = new Referrers();
  private final PseudowireIds ids;

  /**
   * @param persistedIds the numbers that pseudowires have from before
   */
  DesiredState(Map<String, Integer> persistedIds) {
    ids = new PseudowireIds(persistedIds);
  }

  Optional<TunnelProfile> tunnel(String name) {
    return Optional.ofNullable(tunnels.get(name));
  }

  Optional<PseudowireProfile> pseudowire(String name) {
    return Optional.ofNullable(pseudowires.get(name));
  }

  Optional<SignaledTunnelProfile> signaledTunnel(String name) {
    return Optional.ofNullable(signaledTunnels.get(name));
  }

  Optional<SignaledPseudowire> signaledPseudowire(String name) {
    return Optional.ofNullable(signaledPseudowires.get(name));
  }

  Collection<TunnelProfile> tunnels() {
    return tunnels.values();
  }

  Collection<PseudowireProfile> pseudowires() {
    return pseudowires.values();
  }

  Collection<SignaledTunnelProfile> signaledTunnels() {
    return signaledTunnels.values();
  }

  Collection<SignaledPseudowire> signaledPseudowires() {
    return signaledPseudowires.values();
  }

  /** A pseudowire in a keepalive tunnel. */
  Optional<PseudowireProfile> keepalivePseudowire(String name) {
    return Optional.ofNullable(keepalivePseudowires.get(name));
  }

  /** What a session gets that the session profile with this name accepts. */
  Optional<AcceptedSession> acceptedSession(String sessionProfile) {
    return Optional.ofNullable(acceptedSessions.get(sessionProfile));
  }

  /** Name of the static tunnel with this id at this end. */
  Optional<String> tunnelWithId(long id) {
    return Optional.ofNullable(tunnelsById.get(id));
  }

  /** Name of the static tunnel that has this UDP port. */
  Optional<String> tunnelWithPort(LocalPort port) {
    return Optional.ofNullable(tunnelsByPort.get(port));
  }

  /** Name of the static pseudowire with this session id at this end. */
  Optional<String> pseudowireWithSession(long id) {
    return Optional.ofNullable(pseudowiresBySession.get(id));
  }

  /** Name of the pseudowire with this interface. */
  Optional<String> pseudowireWithInterface(String name) {
    return Optional.ofNullable(pseudowiresByInterface.get(name));
  }

  /** Names of the pseudowires in a tunnel; a live view. */
  Collection<String> pseudowiresIn(String tunnel) {
    return pseudowiresByTunnel.of(tunnel);
  }

  /** Names of the tunnels that name a profile; a live view. */
  Collection<String> tunnelsWithProfile(String profile) {
    return tunnelsByProfile.of(profile);
  }

  /** Names of the pseudowires that name a profile; a live view. */
  Collection<String> pseudowiresWithProfile(String profile) {
    return pseudowiresByProfile.of(profile);
  }

  PseudowireIds ids() {
    return ids;
  }

  /** Makes a difference part of the state. */
  void apply(Delta delta) {
    delta.tunnels().forEach(change -> change.before().ifPresent(this::remove));
    delta.pseudowires().forEach(change -> change.before().ifPresent(this::remove));
    delta.signaled().tunnels().forEach(change -> signaledTunnels.remove(change.name()));
    delta.signaled().pseudowires().forEach(change -> change.before().ifPresent(this::remove));
    delta
        .signaled()
        .keepalive()
        .forEach(change -> change.before().ifPresent(this::removeKeepalive));
    ids.add(delta.newIds());
    delta.tunnels().forEach(change -> change.after().ifPresent(this::add));
    delta.pseudowires().forEach(change -> change.after().ifPresent(this::add));
    delta.signaled().tunnels().forEach(change -> change.after().ifPresent(this::add));
    delta.signaled().pseudowires().forEach(change -> change.after().ifPresent(this::add));
    delta.signaled().keepalive().forEach(change -> change.after().ifPresent(this::addKeepalive));
    delta
        .signaled()
        .accepts()
        .ifPresent(
            all ->
                acceptedSessions =
                    all.stream()
                        .collect(Collectors.toMap(AcceptedSession::name, Function.identity())));
    delta.tunnelProfiles().forEach(tunnelsByProfile::put);
    delta.pseudowireProfiles().forEach(pseudowiresByProfile::put);
    Stream.concat(delta.tunnels().stream(), delta.signaled().tunnels().stream())
        .filter(Change::disappears)
        .map(Change::name)
        .filter(name -> !tunnels.containsKey(name) && !signaledTunnels.containsKey(name))
        .forEach(tunnelsByProfile::remove);
    Stream.concat(delta.pseudowires().stream(), delta.signaled().pseudowires().stream())
        .filter(Change::disappears)
        .map(Change::name)
        .filter(name -> !pseudowires.containsKey(name) && !signaledPseudowires.containsKey(name))
        .forEach(
            name -> {
              pseudowiresByProfile.remove(name);
              ids.remove(name);
            });
  }

  private void add(SignaledTunnelProfile tunnel) {
    signaledTunnels.put(tunnel.name(), tunnel);
  }

  private void add(SignaledPseudowire pseudowire) {
    String name = pseudowire.name();
    signaledPseudowires.put(name, pseudowire);
    pseudowiresByInterface.put(pseudowire.settings().name(), name);
    pseudowiresByTunnel.put(name, pseudowire.profile().tunnel());
  }

  private void remove(SignaledPseudowire pseudowire) {
    signaledPseudowires.remove(pseudowire.name());
    pseudowiresByInterface.remove(pseudowire.settings().name());
    pseudowiresByTunnel.remove(pseudowire.name());
  }

  private void addKeepalive(PseudowireProfile pseudowire) {
    keepalivePseudowires.put(pseudowire.name(), pseudowire);
    index(pseudowire);
  }

  private void removeKeepalive(PseudowireProfile pseudowire) {
    keepalivePseudowires.remove(pseudowire.name());
    unindex(pseudowire);
  }

  private void add(TunnelProfile tunnel) {
    tunnels.put(tunnel.name(), tunnel);
    tunnelsById.put(tunnel.tunnelId(), tunnel.name());
    LocalPort.of(tunnel).ifPresent(port -> tunnelsByPort.put(port, tunnel.name()));
  }

  private void remove(TunnelProfile tunnel) {
    tunnels.remove(tunnel.name());
    tunnelsById.remove(tunnel.tunnelId());
    LocalPort.of(tunnel).ifPresent(tunnelsByPort::remove);
  }

  private void add(PseudowireProfile pseudowire) {
    pseudowires.put(pseudowire.name(), pseudowire);
    index(pseudowire);
  }

  private void index(PseudowireProfile pseudowire) {
    String name = pseudowire.name();
    pseudowiresBySession.put(pseudowire.session().sessionId(), name);
    pseudowiresByInterface.put(pseudowire.settings().name(), name);
    pseudowiresByTunnel.put(name, pseudowire.tunnel());
  }

  private void remove(PseudowireProfile pseudowire) {
    pseudowires.remove(pseudowire.name());
    unindex(pseudowire);
  }

  private void unindex(PseudowireProfile pseudowire) {
    pseudowiresBySession.remove(pseudowire.session().sessionId());
    pseudowiresByInterface.remove(pseudowire.settings().name());
    pseudowiresByTunnel.remove(pseudowire.name());
  }
}
