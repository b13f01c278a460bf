package net.sluice.manager.ledger;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.sluice.l2tp.LcceProfile;
import net.sluice.l2tp.LcceProfile.Listener;
import net.sluice.l2tp.PseudowireProfile;
import net.sluice.l2tp.SignaledTunnelProfile;
import net.sluice.l2tp.TunnelProfile;
import net.sluice.manager.api.Plan;
import net.sluice.manager.desired.Change;
import net.sluice.manager.desired.Delta;
import net.sluice.manager.desired.DesiredPseudowire;
import net.sluice.manager.desired.DesiredState;
import net.sluice.manager.desired.DesiredTunnel;
import net.sluice.manager.desired.LocalPort;
import net.sluice.manager.ledger.Placed.Kind;
import net.sluice.manager.plan.Planner;
import net.sluice.manager.plan.Planner.Placements;

/**
 * Plans the changes that a commit makes to static tunnels and sessions of the data plane. The plan
 * is applied as a whole or not at all. The following changes are left to the {@link Settler}, so
 * that they can not make the commit fail:
 *
 * <ul>
 *   <li>a session whose tunnel the data plane does not have;
 *   <li>a session that the data plane has rejected before, and that the commit does not change;
 *   <li>a static tunnel whose id or UDP port a signaled tunnel has until signaling has closed it,
 *       which happens after the commit.
 * </ul>
 *
 * <p>Thread: manager.
 */
public final class CommitPlanner {
  private final DesiredState desired;
  private final Ledger ledger;
  private final PeerSessions peerSessions;

  CommitPlanner(DesiredState desired, Ledger ledger, PeerSessions peerSessions) {
    this.desired = desired;
    this.ledger = ledger;
    this.peerSessions = peerSessions;
  }

  /** Returns the plan of a commit. The desired state is the one before the commit. */
  CommitPlan plan(Delta delta) {
    Map<String, String> waiting = waitingTunnels(delta);
    List<Change<TunnelProfile>> tunnels = tunnels(delta, waiting.keySet());
    List<Change<PseudowireProfile>> sessions = sessions(delta, tunnels, waiting.keySet());
    Placements placements = new Placements(tunnels, sessions);
    return new CommitPlan(Planner.plan(placements, delta.funnels()), placements, waiting);
  }

  /**
   * The changes of the data plane that a commit makes.
   *
   * @param plan the steps, which are applied as a whole or not at all
   * @param placements the tunnels and sessions that the plan changes
   * @param waiting the static tunnels that wait for the signaling, with the reason
   */
  public record CommitPlan(Plan plan, Placements placements, Map<String, String> waiting) {

    /** A plan that does nothing. */
    static final CommitPlan NONE =
        new CommitPlan(
            new Plan(List.of(), List.of(), List.of(), Set.of()),
            new Placements(List.of(), List.of()),
            Map.of());

    /** Returns the names of the tunnels that the plan creates. */
    Set<String> createdTunnels() {
      return placements.tunnels().stream()
          .filter(change -> !change.disappears())
          .map(Change::name)
          .collect(Collectors.toSet());
    }
  }

  // --- Tunnels -----------------------------------------------------------------------------------

  private Map<String, String> waitingTunnels(Delta delta) {
    Map<LocalPort, String> ports = portsGivenUp(delta);
    Map<String, String> waiting = new LinkedHashMap<>();
    for (Change<TunnelProfile> change : delta.staticTunnels()) {
      change
          .after()
          .flatMap(tunnel -> obstacle(tunnel, ports))
          .ifPresent(reason -> waiting.put(change.name(), reason));
    }
    return waiting;
  }

  private Optional<String> obstacle(TunnelProfile tunnel, Map<LocalPort, String> ports) {
    PlacedTunnel holder = ledger.tunnel(tunnel.tunnelId());
    if (holder != null && !holder.isStatic()) {
      return Optional.of(
          "waits for tunnel id %d, which tunnel '%s' has until it is closed"
              .formatted(tunnel.tunnelId(), holder.name()));
    }
    return LocalPort.of(tunnel)
        .flatMap(port -> holder(port, ports))
        .map(
            owner ->
                "waits for UDP port %d, which %s has until it is closed"
                    .formatted(tunnel.localPort(), owner));
  }

  private static Optional<String> holder(LocalPort port, Map<LocalPort, String> ports) {
    return Optional.ofNullable(ports.get(port))
        .or(
            () ->
                ports.entrySet().stream()
                    .filter(entry -> entry.getKey().address().isAnyLocalAddress())
                    .filter(entry -> entry.getKey().port() == port.port())
                    .filter(
                        entry -> entry.getKey().address().getClass() == port.address().getClass())
                    .map(Map.Entry::getValue)
                    .findFirst());
  }

  /** Returns the UDP ports that the signaling gives up with this commit, and their owners. */
  private Map<LocalPort, String> portsGivenUp(Delta delta) {
    Map<LocalPort, String> ports = new HashMap<>();
    for (Change<DesiredTunnel> change : delta.tunnels()) {
      change
          .before()
          .flatMap(DesiredTunnel::asSignaled)
          .flatMap((SignaledTunnelProfile tunnel) -> LocalPort.of(tunnel))
          .ifPresent(port -> ports.put(port, "tunnel '%s'".formatted(change.name())));
    }
    Stream<Listener> listeners =
        delta.host().lcce().isEmpty()
            ? Stream.empty()
            : desired.lcce().map(LcceProfile::listeners).orElse(List.of()).stream();
    listeners.forEach(
        listener ->
            ports.putIfAbsent(new LocalPort(listener.address(), listener.port()), "a listener"));
    return ports;
  }

  private List<Change<TunnelProfile>> tunnels(Delta delta, Set<String> waiting) {
    List<Change<TunnelProfile>> changes = new ArrayList<>();
    for (Change<TunnelProfile> change : delta.staticTunnels()) {
      Optional<TunnelProfile> before = change.before().flatMap(old -> present(old.tunnelId()));
      Optional<TunnelProfile> after =
          change.after().filter(tunnel -> !waiting.contains(change.name()));
      if (before.isPresent() || after.isPresent()) {
        changes.add(new Change<>(change.name(), before, after));
      }
    }
    return changes;
  }

  private Optional<TunnelProfile> present(long tunnelId) {
    PlacedTunnel tunnel = ledger.tunnel(tunnelId);
    return tunnel == null || !tunnel.isStatic() ? Optional.empty() : tunnel.asPresent();
  }

  // --- Sessions ----------------------------------------------------------------------------------

  private List<Change<PseudowireProfile>> sessions(
      Delta delta, List<Change<TunnelProfile>> tunnels, Set<String> waiting) {
    Set<String> changedTunnels = new HashSet<>();
    tunnels.forEach(change -> changedTunnels.add(change.name()));
    Map<String, Change<PseudowireProfile>> changes = new LinkedHashMap<>();
    Set<String> takenNames = new HashSet<>();
    for (Change<DesiredPseudowire> change : delta.pseudowires()) {
      Optional<PseudowireProfile> after =
          change
              .after()
              .flatMap(DesiredPseudowire::asStatic)
              .filter(session -> !waiting.contains(session.tunnel()))
              .filter(session -> isFeasible(session, change, changedTunnels));
      Optional<PseudowireProfile> before = before(change, after.isPresent());
      after.ifPresent(session -> takenNames.add(session.settings().name()));
      if (before.isPresent() || after.isPresent()) {
        changes.put(change.name(), new Change<>(change.name(), before, after));
      }
    }
    displaced(delta, takenNames)
        .forEach(
            session ->
                session
                    .asPresent()
                    .ifPresent(
                        before ->
                            changes.putIfAbsent(
                                session.name(),
                                new Change<>(
                                    session.name(), Optional.of(before), Optional.empty()))));
    return List.copyOf(changes.values());
  }

  /** Returns the present session, unless signaling is to remove it after the commit. */
  private Optional<PseudowireProfile> before(
      Change<DesiredPseudowire> change, boolean becomesStatic) {
    Placed session = ledger.session(change.name());
    return session == null || !(session.kind() == Kind.STATIC || becomesStatic)
        ? Optional.empty()
        : session.asPresent();
  }

  private boolean isFeasible(
      PseudowireProfile session, Change<DesiredPseudowire> change, Set<String> changedTunnels) {
    if (changedTunnels.contains(session.tunnel())) {
      return true;
    }
    if (present(session.session().tunnelId()).isEmpty()) {
      return false;
    }
    boolean refusedBefore =
        change
                .before()
                .flatMap(DesiredPseudowire::asStatic)
                .filter(before -> before.session().equals(session.session()))
                .isPresent()
            && !isPresent(change.name());
    return !refusedBefore;
  }

  private boolean isPresent(String pseudowire) {
    Placed session = ledger.session(pseudowire);
    return session != null && session.present() != null;
  }

  /** Returns the sessions that lose the names of their interfaces to static pseudowires. */
  private List<Placed> displaced(Delta delta, Set<String> takenNames) {
    List<Placed> displaced = new ArrayList<>();
    for (Change<DesiredPseudowire> change : delta.pseudowires()) {
      Placed session = ledger.session(change.name());
      if (session != null && takenNames.contains(session.interfaceName())) {
        displaced.add(session);
      }
    }
    takenNames.forEach(name -> peerSessions.withInterface(name).ifPresent(displaced::add));
    return displaced;
  }
}
