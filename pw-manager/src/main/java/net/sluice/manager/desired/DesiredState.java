package net.sluice.manager.desired;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import net.sluice.l2tp.LcceProfile;
import net.sluice.l2tp.PeerProfile;
import net.sluice.l2tp.PseudowireProfile;
import net.sluice.l2tp.SignaledTunnelProfile;
import net.sluice.l2tp.TunnelProfile;
import net.sluice.manager.store.PersistedNumbers;

/**
 * The desired state: every configured tunnel and pseudowire, resolved, with indexes by id, name and
 * port. {@code DesiredStateResolver} computes the {@link Delta} of a change of the configuration,
 * {@link #apply} makes it part of the state.
 *
 * <p>Thread: manager. {@link #lcce}, {@link #pseudowireWithSession} and {@link
 * #pseudowireWithInterface}: any.
 */
public final class DesiredState {

  private final LocalHost host;
  private final Numbers ids;
  private final DesiredFunnels funnels;

  private final Map<String, DesiredTunnel> tunnels = new HashMap<>();
  private final Map<Long, String> tunnelsById = new HashMap<>();
  private final Map<LocalPort, String> tunnelsByPort = new HashMap<>();
  private final Referrers<LocalPort> signaledTunnelsByPort = new Referrers<>();
  private final Referrers<PortPair> tunnelsByPorts = new Referrers<>();
  private final Referrers<RequestKey> tunnelsByRequest = new Referrers<>();
  private final Referrers<String> tunnelsByProfile = new Referrers<>();
  private final TunnelSummary summary = new TunnelSummary();

  private final Map<String, DesiredPseudowire> pseudowires = new HashMap<>();
  private final Map<Long, String> pseudowiresBySession = new ConcurrentHashMap<>();
  private final Map<String, String> pseudowiresByInterface = new ConcurrentHashMap<>();
  private final Map<RemoteEnd, String> pseudowiresByRemoteEnd = new HashMap<>();
  private final Referrers<String> pseudowiresByTunnel = new Referrers<>();
  private final Referrers<String> pseudowiresByProfile = new Referrers<>();

  private volatile Optional<LcceProfile> lcce = Optional.empty();
  private List<PeerProfile> peers = List.of();
  private Map<String, AcceptedSession> acceptedSessions = Map.of();

  /**
   * @param persisted the stored numbers of pseudowires and funnels
   */
  public DesiredState(PersistedNumbers persisted) {
    this(persisted, LocalHost.current());
  }

  /**
   * @param persisted the stored numbers of pseudowires and funnels
   * @param host the name of the host, for configurations without a host name
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

  /** Returns a configured tunnel. */
  public Optional<DesiredTunnel> tunnel(String name) {
    return Optional.ofNullable(tunnels.get(name));
  }

  /** Returns the profile of a static tunnel; empty for other kinds. */
  public Optional<TunnelProfile> staticTunnel(String name) {
    return tunnel(name).flatMap(DesiredTunnel::asStatic);
  }

  /** Returns the profile of a dynamic or keepalive tunnel; empty for a static one. */
  public Optional<SignaledTunnelProfile> signaledTunnel(String name) {
    return tunnel(name).flatMap(DesiredTunnel::asSignaled);
  }

  /** Returns all configured tunnels; a live view. */
  public Collection<DesiredTunnel> tunnels() {
    return Collections.unmodifiableCollection(tunnels.values());
  }

  /** Returns the name of the static or keepalive tunnel with this id at this end. */
  public Optional<String> tunnelWithId(long id) {
    return Optional.ofNullable(tunnelsById.get(id));
  }

  /** Returns the name of the static tunnel that has this UDP port. */
  public Optional<String> tunnelWithPort(LocalPort port) {
    return Optional.ofNullable(tunnelsByPort.get(port));
  }

  /** Returns the names of the signaled tunnels that have this UDP port; a live view. */
  public Collection<String> signaledTunnelsWithPort(LocalPort port) {
    return signaledTunnelsByPort.of(port);
  }

  /** Returns the names of the signaled tunnels between these UDP ports; a live view. */
  public Collection<String> tunnelsBetween(PortPair ports) {
    return tunnelsByPorts.of(ports);
  }

  /** Returns the names of the dynamic tunnels that a request can open; a live view. */
  public Collection<String> tunnelsFor(RequestKey request) {
    return tunnelsByRequest.of(request);
  }

  /** Returns the names of the tunnels that name a profile; a live view. */
  public Collection<String> tunnelsWithProfile(String profile) {
    return tunnelsByProfile.of(profile);
  }

  /** Returns the summary of all tunnels; a live view. */
  public TunnelSummary summary() {
    return summary;
  }

  // --- Pseudowires -------------------------------------------------------------------------------

  /** Returns a configured pseudowire. */
  public Optional<DesiredPseudowire> pseudowire(String name) {
    return Optional.ofNullable(pseudowires.get(name));
  }

  /** Returns the profile of a static pseudowire; empty for other kinds. */
  public Optional<PseudowireProfile> staticPseudowire(String name) {
    return pseudowire(name).flatMap(DesiredPseudowire::asStatic);
  }

  /** Returns the profile of a pseudowire in a keepalive tunnel; empty for other kinds. */
  public Optional<PseudowireProfile> keepalivePseudowire(String name) {
    return pseudowire(name).flatMap(DesiredPseudowire::asKeepalive);
  }

  /** Returns all configured pseudowires; a live view. */
  public Collection<DesiredPseudowire> pseudowires() {
    return Collections.unmodifiableCollection(pseudowires.values());
  }

  /** Returns the pseudowire with this session id at this end; empty for dynamic pseudowires. */
  public Optional<String> pseudowireWithSession(long id) {
    return Optional.ofNullable(pseudowiresBySession.get(id));
  }

  /** Returns the name of the pseudowire with this interface. */
  public Optional<String> pseudowireWithInterface(String name) {
    return Optional.ofNullable(pseudowiresByInterface.get(name));
  }

  /** Returns the name of the pseudowire with this remote end id in its tunnel. */
  public Optional<String> pseudowireWithRemoteEnd(RemoteEnd end) {
    return Optional.ofNullable(pseudowiresByRemoteEnd.get(end));
  }

  /** Returns the names of the pseudowires in a tunnel; a live view. */
  public Collection<String> pseudowiresIn(String tunnel) {
    return pseudowiresByTunnel.of(tunnel);
  }

  /** Returns the names of the pseudowires that name a profile; a live view. */
  public Collection<String> pseudowiresWithProfile(String profile) {
    return pseudowiresByProfile.of(profile);
  }

  public Numbers ids() {
    return ids;
  }

  public DesiredFunnels funnels() {
    return funnels;
  }

  // --- Host and peers ----------------------------------------------------------------------------

  /** Returns this host as an LCCE; empty before the first difference is applied. */
  public Optional<LcceProfile> lcce() {
    return lcce;
  }

  /** Returns the peer profiles, sorted by name. */
  public List<PeerProfile> peers() {
    return peers;
  }

  /** Returns the settings of sessions that a session profile accepts. */
  public Optional<AcceptedSession> acceptedSession(String sessionProfile) {
    return Optional.ofNullable(acceptedSessions.get(sessionProfile));
  }

  /** Returns the settings of accepted sessions by session profile. */
  public Map<String, AcceptedSession> acceptedSessions() {
    return acceptedSessions;
  }

  // --- Changes -----------------------------------------------------------------------------------

  /** Applies a difference. */
  public void apply(Delta delta) {
    delta.tunnels().forEach(change -> change.before().ifPresent(this::remove));
    delta.pseudowires().forEach(change -> change.before().ifPresent(this::remove));
    ids.add(delta.newIds());
    funnels.apply(delta.funnels());
    delta.tunnels().forEach(change -> change.after().ifPresent(this::add));
    delta.pseudowires().forEach(change -> change.after().ifPresent(this::add));
    delta.tunnelProfiles().forEach(tunnelsByProfile::put);
    delta.pseudowireProfiles().forEach(pseudowiresByProfile::put);
    for (Change<DesiredTunnel> change : delta.tunnels()) {
      if (change.disappears()) {
        tunnelsByProfile.remove(change.name());
      }
    }
    for (Change<DesiredPseudowire> change : delta.pseudowires()) {
      if (change.disappears()) {
        pseudowiresByProfile.remove(change.name());
        ids.remove(change.name());
      }
    }
    apply(delta.host());
  }

  private void apply(HostDelta host) {
    lcce = host.lcce().or(() -> lcce);
    peers = host.peers().orElse(peers);
    host.accepts()
        .ifPresent(
            all ->
                acceptedSessions =
                    all.stream()
                        .collect(Collectors.toMap(AcceptedSession::name, Function.identity())));
  }

  private void add(DesiredTunnel tunnel) {
    String name = tunnel.name();
    tunnels.put(name, tunnel);
    tunnel.id().ifPresent(id -> tunnelsById.put(id, name));
    summary.add(tunnel);
    switch (tunnel) {
      case DesiredTunnel.Static added ->
          added.port().ifPresent(port -> tunnelsByPort.put(port, name));
      case DesiredTunnel.Signaled added -> {
        added.port().ifPresent(port -> signaledTunnelsByPort.put(name, port));
        added.ports().ifPresent(ports -> tunnelsByPorts.put(name, ports));
        if (added instanceof DesiredTunnel.Dynamic dynamic) {
          tunnelsByRequest.put(name, dynamic.requestKey());
        }
      }
    }
  }

  private void remove(DesiredTunnel tunnel) {
    String name = tunnel.name();
    tunnels.remove(name);
    tunnel.id().ifPresent(tunnelsById::remove);
    summary.remove(tunnel);
    switch (tunnel) {
      case DesiredTunnel.Static removed -> removed.port().ifPresent(tunnelsByPort::remove);
      case DesiredTunnel.Signaled ignored -> {
        signaledTunnelsByPort.remove(name);
        tunnelsByPorts.remove(name);
        tunnelsByRequest.remove(name);
      }
    }
  }

  private void add(DesiredPseudowire pseudowire) {
    String name = pseudowire.name();
    pseudowires.put(name, pseudowire);
    pseudowire.sessionId().ifPresent(id -> pseudowiresBySession.put(id, name));
    pseudowire.remoteEnd().ifPresent(end -> pseudowiresByRemoteEnd.put(end, name));
    pseudowiresByInterface.put(pseudowire.settings().name(), name);
    pseudowiresByTunnel.put(name, pseudowire.tunnel());
  }

  private void remove(DesiredPseudowire pseudowire) {
    String name = pseudowire.name();
    pseudowires.remove(name);
    pseudowire.sessionId().ifPresent(pseudowiresBySession::remove);
    pseudowire.remoteEnd().ifPresent(pseudowiresByRemoteEnd::remove);
    pseudowiresByInterface.remove(pseudowire.settings().name());
    pseudowiresByTunnel.remove(name);
  }
}
