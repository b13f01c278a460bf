package net.sluice.manager.desired;

import java.net.InetAddress;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.sluice.l2tp.Encapsulation;
import net.sluice.l2tp.LcceProfile;
import net.sluice.l2tp.PeerProfile;
import net.sluice.l2tp.PseudowireProfile;
import net.sluice.l2tp.SignaledTunnelProfile;
import net.sluice.l2tp.TunnelProfile;
import net.sluice.manager.desired.Delta.Change;
import net.sluice.manager.desired.DesiredPseudowire.RemoteEnd;
import net.sluice.manager.desired.DesiredTunnel.AddressPair;
import net.sluice.manager.desired.DesiredTunnel.PortPair;
import net.sluice.manager.store.PersistedNumbers;

/**
 * What shall be: every tunnel and pseudowire resolved, and who holds which id, name and port. Owned
 * by the manager's thread. {@code DesiredStateResolver} works out what a change of configuration
 * means for it, {@link #apply} makes that so.
 */
public final class DesiredState {

  /** The end of a UDP socket, of which the host has one. */
  public record LocalPort(InetAddress address, int port) {
    public static Optional<LocalPort> of(TunnelProfile tunnel) {
      return of(tunnel.encapsulation(), tunnel.localAddress(), tunnel.localPort());
    }

    public static Optional<LocalPort> of(SignaledTunnelProfile tunnel) {
      return of(tunnel.encapsulation(), tunnel.localAddress(), tunnel.localPort());
    }

    private static Optional<LocalPort> of(
        Encapsulation encapsulation, InetAddress address, int port) {
      return encapsulation == Encapsulation.UDP && port != 0
          ? Optional.of(new LocalPort(address, port))
          : Optional.empty();
    }
  }

  private final LocalHost host;
  private final Numbers ids;
  private final DesiredFunnels funnels;

  private final Map<String, TunnelProfile> tunnels = new HashMap<>();
  private final Map<String, SignaledTunnelProfile> signaledTunnels = new HashMap<>();
  private final Map<Long, String> tunnelsById = new HashMap<>();
  private final Map<LocalPort, String> tunnelsByPort = new HashMap<>();
  private final Referrers<LocalPort> signaledTunnelsByPort = new Referrers<>();
  private final Referrers<PortPair> tunnelsByPorts = new Referrers<>();
  private final Referrers<AddressPair> tunnelsByPeers = new Referrers<>();
  private final Referrers<String> tunnelsByProfile = new Referrers<>();
  private final TunnelSummary summary = new TunnelSummary();

  private final Map<String, PseudowireProfile> pseudowires = new HashMap<>();
  private final Map<String, PseudowireProfile> keepalivePseudowires = new HashMap<>();
  private final Map<String, SignaledPseudowire> signaledPseudowires = new HashMap<>();
  private final Map<Long, String> pseudowiresBySession = new HashMap<>();
  private final Map<String, String> pseudowiresByInterface = new HashMap<>();
  private final Map<RemoteEnd, String> pseudowiresByRemoteEnd = new HashMap<>();
  private final Referrers<String> pseudowiresByTunnel = new Referrers<>();
  private final Referrers<String> pseudowiresByProfile = new Referrers<>();

  private Optional<LcceProfile> lcce = Optional.empty();
  private List<PeerProfile> peers = List.of();
  private Map<String, AcceptedSession> acceptedSessions = Map.of();

  /**
   * @param persisted the numbers that its objects have from before
   */
  public DesiredState(PersistedNumbers persisted) {
    this(persisted, LocalHost.current());
  }

  /**
   * @param persisted the numbers that its objects have from before
   * @param host what the host is called where the configuration does not say
   */
  public DesiredState(PersistedNumbers persisted, LocalHost host) {
    this.host = host;
    ids = new Numbers(persisted.pseudowires());
    funnels = new DesiredFunnels(persisted);
  }

  public LocalHost host() {
    return host;
  }

  // --- Tunnels -----------------------------------------------------------------------------------

  /** A static tunnel. */
  public Optional<TunnelProfile> tunnel(String name) {
    return Optional.ofNullable(tunnels.get(name));
  }

  /** A dynamic or keepalive tunnel. */
  public Optional<SignaledTunnelProfile> signaledTunnel(String name) {
    return Optional.ofNullable(signaledTunnels.get(name));
  }

  /** A tunnel of either kind. */
  public Optional<DesiredTunnel> anyTunnel(String name) {
    return tunnel(name)
        .<DesiredTunnel>map(DesiredTunnel.Static::new)
        .or(() -> signaledTunnel(name).map(DesiredTunnel.Signaled::new));
  }

  /** The static tunnels. */
  public Collection<TunnelProfile> tunnels() {
    return tunnels.values();
  }

  /** The dynamic and keepalive tunnels. */
  public Collection<SignaledTunnelProfile> signaledTunnels() {
    return signaledTunnels.values();
  }

  /** Names of the tunnels of both kinds. */
  public List<String> tunnelNames() {
    return Stream.concat(tunnels.keySet().stream(), signaledTunnels.keySet().stream()).toList();
  }

  /** Number of tunnels of both kinds. */
  public int tunnelCount() {
    return tunnels.size() + signaledTunnels.size();
  }

  /** Name of the static or keepalive tunnel with this id at this end. */
  public Optional<String> tunnelWithId(long id) {
    return Optional.ofNullable(tunnelsById.get(id));
  }

  /** Name of the static tunnel that has this UDP port. */
  public Optional<String> tunnelWithPort(LocalPort port) {
    return Optional.ofNullable(tunnelsByPort.get(port));
  }

  /** Names of the signalled tunnels that have this UDP port; a live view. */
  public Collection<String> signaledTunnelsWithPort(LocalPort port) {
    return signaledTunnelsByPort.of(port);
  }

  /** Names of the signalled tunnels between these UDP ports; a live view. */
  public Collection<String> tunnelsBetween(PortPair ports) {
    return tunnelsByPorts.of(ports);
  }

  /** Names of the dynamic tunnels between these addresses; a live view. */
  public Collection<String> tunnelsBetween(AddressPair addresses) {
    return tunnelsByPeers.of(addresses);
  }

  /** Names of the tunnels that name a profile; a live view. */
  public Collection<String> tunnelsWithProfile(String profile) {
    return tunnelsByProfile.of(profile);
  }

  /** What all tunnels together say about the host; a live view. */
  public TunnelSummary summary() {
    return summary;
  }

  // --- Pseudowires -------------------------------------------------------------------------------

  /** A pseudowire in a static tunnel. */
  public Optional<PseudowireProfile> pseudowire(String name) {
    return Optional.ofNullable(pseudowires.get(name));
  }

  /** A pseudowire in a dynamic tunnel. */
  public Optional<SignaledPseudowire> signaledPseudowire(String name) {
    return Optional.ofNullable(signaledPseudowires.get(name));
  }

  /** A pseudowire in a keepalive tunnel. */
  public Optional<PseudowireProfile> keepalivePseudowire(String name) {
    return Optional.ofNullable(keepalivePseudowires.get(name));
  }

  /** A pseudowire of whatever kind. */
  public Optional<DesiredPseudowire> anyPseudowire(String name) {
    return pseudowire(name)
        .<DesiredPseudowire>map(profile -> new DesiredPseudowire.Fixed(profile, false))
        .or(() -> signaledPseudowire(name).map(DesiredPseudowire.Signaled::new))
        .or(
            () ->
                keepalivePseudowire(name)
                    .map(profile -> new DesiredPseudowire.Fixed(profile, true)));
  }

  /** The pseudowires in static tunnels. */
  public Collection<PseudowireProfile> pseudowires() {
    return pseudowires.values();
  }

  /** The pseudowires in dynamic tunnels. */
  Collection<SignaledPseudowire> signaledPseudowires() {
    return signaledPseudowires.values();
  }

  /** Names of the pseudowires of all kinds. */
  public Stream<String> pseudowireNames() {
    return Stream.of(pseudowires, signaledPseudowires, keepalivePseudowires)
        .flatMap(map -> map.keySet().stream());
  }

  /** Number of pseudowires of all kinds. */
  public int pseudowireCount() {
    return pseudowires.size() + signaledPseudowires.size() + keepalivePseudowires.size();
  }

  /** Name of the pseudowire in a static or keepalive tunnel with this session id at this end. */
  public Optional<String> pseudowireWithSession(long id) {
    return Optional.ofNullable(pseudowiresBySession.get(id));
  }

  /** Name of the pseudowire with this interface. */
  public Optional<String> pseudowireWithInterface(String name) {
    return Optional.ofNullable(pseudowiresByInterface.get(name));
  }

  /** Name of the pseudowire that is called this towards a peer. */
  public Optional<String> pseudowireWithRemoteEnd(RemoteEnd end) {
    return Optional.ofNullable(pseudowiresByRemoteEnd.get(end));
  }

  /** Names of the pseudowires in a tunnel; a live view. */
  public Collection<String> pseudowiresIn(String tunnel) {
    return pseudowiresByTunnel.of(tunnel);
  }

  /** Names of the pseudowires that name a profile; a live view. */
  public Collection<String> pseudowiresWithProfile(String profile) {
    return pseudowiresByProfile.of(profile);
  }

  public Numbers ids() {
    return ids;
  }

  public DesiredFunnels funnels() {
    return funnels;
  }

  // --- What peers may open -----------------------------------------------------------------------

  /** This host as an LCCE; empty before the first difference. */
  public Optional<LcceProfile> lcce() {
    return lcce;
  }

  /** The peer profiles, by name. */
  public List<PeerProfile> peers() {
    return peers;
  }

  /** What a session gets that the session profile with this name accepts. */
  public Optional<AcceptedSession> acceptedSession(String sessionProfile) {
    return Optional.ofNullable(acceptedSessions.get(sessionProfile));
  }

  /** What sessions get, by session profile. */
  public Map<String, AcceptedSession> acceptedSessions() {
    return acceptedSessions;
  }

  // --- Changes -----------------------------------------------------------------------------------

  /** Makes a difference part of the state. */
  public void apply(Delta delta) {
    List<Change<DesiredTunnel>> tunnelChanges = delta.allTunnels();
    List<Change<DesiredPseudowire>> pseudowireChanges = delta.allPseudowires();
    tunnelChanges.forEach(change -> change.before().ifPresent(this::remove));
    pseudowireChanges.forEach(change -> change.before().ifPresent(this::remove));
    ids.add(delta.newIds());
    funnels.apply(delta.funnels());
    tunnelChanges.forEach(change -> change.after().ifPresent(this::add));
    pseudowireChanges.forEach(change -> change.after().ifPresent(this::add));
    delta.tunnelProfiles().forEach(tunnelsByProfile::put);
    delta.pseudowireProfiles().forEach(pseudowiresByProfile::put);
    tunnelChanges.stream()
        .map(Change::name)
        .filter(name -> anyTunnel(name).isEmpty())
        .forEach(tunnelsByProfile::remove);
    pseudowireChanges.stream()
        .map(Change::name)
        .filter(name -> anyPseudowire(name).isEmpty())
        .forEach(
            name -> {
              pseudowiresByProfile.remove(name);
              ids.remove(name);
            });
    SignaledDelta signaled = delta.signaled();
    lcce = signaled.lcce().or(() -> lcce);
    peers = signaled.peers().orElse(peers);
    signaled
        .accepts()
        .ifPresent(
            all ->
                acceptedSessions =
                    all.stream()
                        .collect(Collectors.toMap(AcceptedSession::name, Function.identity())));
  }

  private void add(DesiredTunnel tunnel) {
    String name = tunnel.name();
    tunnel.id().ifPresent(id -> tunnelsById.put(id, name));
    summary.add(tunnel);
    switch (tunnel) {
      case DesiredTunnel.Static added -> {
        tunnels.put(name, added.profile());
        added.port().ifPresent(port -> tunnelsByPort.put(port, name));
      }
      case DesiredTunnel.Signaled added -> {
        signaledTunnels.put(name, added.profile());
        added.port().ifPresent(port -> signaledTunnelsByPort.put(name, port));
        added.ports().ifPresent(ports -> tunnelsByPorts.put(name, ports));
        added.peers().ifPresent(peer -> tunnelsByPeers.put(name, peer));
      }
    }
  }

  private void remove(DesiredTunnel tunnel) {
    String name = tunnel.name();
    tunnel.id().ifPresent(tunnelsById::remove);
    summary.remove(tunnel);
    switch (tunnel) {
      case DesiredTunnel.Static removed -> {
        tunnels.remove(name);
        removed.port().ifPresent(tunnelsByPort::remove);
      }
      case DesiredTunnel.Signaled ignored -> {
        signaledTunnels.remove(name);
        signaledTunnelsByPort.remove(name);
        tunnelsByPorts.remove(name);
        tunnelsByPeers.remove(name);
      }
    }
  }

  private void add(DesiredPseudowire pseudowire) {
    String name = pseudowire.name();
    switch (pseudowire) {
      case DesiredPseudowire.Fixed added -> fixed(added).put(name, added.profile());
      case DesiredPseudowire.Signaled added -> signaledPseudowires.put(name, added.pseudowire());
    }
    pseudowire.sessionId().ifPresent(id -> pseudowiresBySession.put(id, name));
    pseudowire.remoteEnd().ifPresent(end -> pseudowiresByRemoteEnd.put(end, name));
    pseudowiresByInterface.put(pseudowire.settings().name(), name);
    pseudowiresByTunnel.put(name, pseudowire.tunnel());
  }

  private void remove(DesiredPseudowire pseudowire) {
    String name = pseudowire.name();
    switch (pseudowire) {
      case DesiredPseudowire.Fixed removed -> fixed(removed).remove(name);
      case DesiredPseudowire.Signaled ignored -> signaledPseudowires.remove(name);
    }
    pseudowire.sessionId().ifPresent(pseudowiresBySession::remove);
    pseudowire.remoteEnd().ifPresent(pseudowiresByRemoteEnd::remove);
    pseudowiresByInterface.remove(pseudowire.settings().name());
    pseudowiresByTunnel.remove(name);
  }

  private Map<String, PseudowireProfile> fixed(DesiredPseudowire.Fixed pseudowire) {
    return pseudowire.keepalive() ? keepalivePseudowires : pseudowires;
  }
}
