package net.sluice.manager.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.sluice.funnel.Tree;
import net.sluice.l2tp.InterfaceSettings;
import net.sluice.l2tp.PseudowireProfile;
import net.sluice.l2tp.SessionProfile;
import net.sluice.l2tp.Step;
import net.sluice.l2tp.TunnelProfile;
import net.sluice.l2tp.TunnelSocket;
import net.sluice.manager.api.Plan;
import net.sluice.manager.api.Plan.PlannedStep;
import net.sluice.manager.desired.Change;
import net.sluice.manager.desired.Delta;
import net.sluice.manager.desired.DesiredFunnels.FunnelVlan;
import net.sluice.manager.desired.FunnelDelta;
import net.sluice.manager.desired.LocalPort;
import net.sluice.manager.desired.Member;
import net.sluice.manager.plan.Phases.Phase;

/**
 * Turns changes of tunnels and sessions into an ordered plan. Pure.
 *
 * <p>New objects are created before old ones are removed. The data plane rejects creations rather
 * than removals, so there is then little to undo. Conflicting objects are removed first: the old
 * form of a tunnel or session that is recreated, and an object whose id, interface name, UDP port
 * or VLAN of a funnel a new object takes over. A VLAN of a funnel belongs to one customer.
 */
public final class Planner {
  private final Placements changes;
  private final FunnelDelta funnels;

  /** The changes of tunnels that exist, by their id before the change. */
  private final Map<Long, Change<TunnelProfile>> lostTunnels = new HashMap<>();

  private final Set<Long> takenTunnelIds = new HashSet<>();
  private final Set<LocalPort> takenPorts = new HashSet<>();
  private final Set<Long> takenSessionIds = new HashSet<>();
  private final Set<String> takenNames = new HashSet<>();
  private final Set<FunnelVlan> takenVlans = new HashSet<>();

  /** The VLANs that pseudowires had, by name. */
  private final Map<String, FunnelVlan> vlansBefore = new HashMap<>();

  /** The leaf bridges of removed funnels, which the plan removes first. */
  private final Set<String> goneBridges = new HashSet<>();

  private final Phases phases = new Phases();

  /**
   * Changes of the data plane.
   *
   * @param tunnels tunnels as they are, and as they must become
   * @param sessions sessions with the settings of their interfaces, likewise; those of a tunnel
   *     that is removed or created again must be among them
   * @param sockets the socket of a signaled tunnel by its id; empty for a static one
   */
  public record Placements(
      List<Change<TunnelProfile>> tunnels,
      List<Change<PseudowireProfile>> sessions,
      LongFunction<Optional<TunnelSocket>> sockets) {

    /** Changes of static tunnels and their sessions. */
    public Placements(
        List<Change<TunnelProfile>> tunnels, List<Change<PseudowireProfile>> sessions) {
      this(tunnels, sessions, id -> Optional.empty());
    }
  }

  private Planner(Placements changes, FunnelDelta funnels) {
    this.changes = changes;
    this.funnels = funnels;
    for (Change<TunnelProfile> change : changes.tunnels()) {
      change.before().ifPresent(before -> lostTunnels.put(before.tunnelId(), change));
    }
    funnels.trees().stream()
        .filter(change -> change.after().isEmpty())
        .flatMap(change -> change.before().stream())
        .forEach(tree -> goneBridges.addAll(leafBridges(tree)));
  }

  /** Returns the plan of a difference, with a data plane that has the state before it. */
  public static Plan plan(Delta delta) {
    return plan(new Placements(delta.staticTunnels(), delta.staticPseudowires()), delta.funnels());
  }

  /** Returns the plan of changes. */
  public static Plan plan(Placements changes, FunnelDelta funnels) {
    return new Planner(changes, funnels).plan();
  }

  private static List<Step> creation(PseudowireProfile pseudowire) {
    return List.of(
        new Step.CreateSession(pseudowire.name(), pseudowire.session()), configuration(pseudowire));
  }

  private static Step configuration(PseudowireProfile created) {
    InterfaceSettings settings = created.settings();
    return new Step.Configure(created.name(), InterfaceSettings.fresh(settings.name()), settings);
  }

  private Plan plan() {
    collectTaken();
    changes.sessions().forEach(this::planSession);
    Map<Long, List<PseudowireProfile>> lost = sessionsOfLostTunnels();
    changes.tunnels().forEach(change -> planTunnel(change, lost));
    return new Plan(phases.first(), funnels.trees(), phases.then(), funnels.later());
  }

  private void collectTaken() {
    for (Change<TunnelProfile> change : changes.tunnels()) {
      change.after().ifPresent(this::take);
    }
    for (Change<Member> change : funnels.members()) {
      Optional<FunnelVlan> before = change.before().flatMap(FunnelVlan::of);
      before.ifPresent(vlan -> vlansBefore.put(change.name(), vlan));
      change
          .after()
          .flatMap(FunnelVlan::of)
          .filter(vlan -> !before.equals(Optional.of(vlan)))
          .ifPresent(takenVlans::add);
    }
    for (Change<PseudowireProfile> change : changes.sessions()) {
      if (createsSession(change)) {
        SessionProfile session = change.after().orElseThrow().session();
        takenSessionIds.add(session.sessionId());
        takenNames.add(session.interfaceName());
      }
    }
  }

  private void take(TunnelProfile tunnel) {
    takenTunnelIds.add(tunnel.tunnelId());
    LocalPort.of(tunnel).ifPresent(takenPorts::add);
  }

  private boolean createsSession(Change<PseudowireProfile> change) {
    return !change.disappears()
        && (change.appears()
            || losesTunnel(change.before().orElseThrow())
            || !change.before().get().session().equals(change.after().get().session()));
  }

  /** Returns true if the tunnel of a session is removed or recreated, and the session with it. */
  private boolean losesTunnel(PseudowireProfile before) {
    return lostTunnels.containsKey(before.session().tunnelId());
  }

  private void planSession(Change<PseudowireProfile> change) {
    boolean creates = createsSession(change);
    if (!change.appears() && (change.disappears() || creates)) {
      planRemoval(change.before().orElseThrow(), creates);
    }
    if (creates) {
      PseudowireProfile after = change.after().orElseThrow();
      phases.add(
          Phase.CREATE_SESSIONS,
          PlannedStep.of(new Step.CreateSession(after.name(), after.session())));
      // The undo of the creation removes the interface, so the configuration needs no undo.
      phases.add(Phase.CONFIGURE, new PlannedStep(configuration(after), List.of()));
    } else if (!change.disappears()) {
      planConfiguration(change.before().orElseThrow(), change.after().orElseThrow().settings());
    }
  }

  private void planConfiguration(PseudowireProfile before, InterfaceSettings after) {
    InterfaceSettings settings = before.settings();
    if (!settings.equals(after)) {
      phases.add(
          Phase.CONFIGURE,
          new PlannedStep(
              new Step.Configure(before.name(), released(settings), after),
              List.of(new Step.Configure(before.name(), after, settings)),
              rejoin(before).toList()));
    }
  }

  /** Returns settings without the bridge if the bridge is in a removed funnel. */
  private InterfaceSettings released(InterfaceSettings before) {
    return isReleased(before) ? before.withoutBridge() : before;
  }

  private boolean isReleased(InterfaceSettings before) {
    return before.bridge().filter(goneBridges::contains).isPresent();
  }

  private Stream<Step> rejoin(PseudowireProfile before) {
    InterfaceSettings settings = before.settings();
    return isReleased(settings)
        ? Stream.of(new Step.Configure(before.name(), settings.withoutBridge(), settings))
        : Stream.empty();
  }

  private static Set<String> leafBridges(Tree tree) {
    return tree.leaves().stream()
        .map(leaf -> Tree.leafBridge(tree.funnel().id(), leaf))
        .collect(Collectors.toSet());
  }

  private void planRemoval(PseudowireProfile before, boolean createdAgain) {
    if (losesTunnel(before)) {
      return; // the kernel removes a tunnel's sessions with it, much faster than one by one
    }
    boolean early = createdAgain || conflicts(before);
    phases.add(
        early ? Phase.CLEAR_SESSIONS : Phase.REMOVE_SESSIONS,
        new PlannedStep(
            new Step.DeleteSession(before.name(), before.session()),
            creation(before),
            rejoin(before).toList()));
  }

  private boolean conflicts(TunnelProfile tunnel) {
    return takenTunnelIds.contains(tunnel.tunnelId())
        || LocalPort.of(tunnel).filter(takenPorts::contains).isPresent();
  }

  private boolean conflicts(PseudowireProfile pseudowire) {
    SessionProfile session = pseudowire.session();
    return takenSessionIds.contains(session.sessionId())
        || takenNames.contains(session.interfaceName())
        || takenVlans.contains(vlansBefore.get(pseudowire.name()));
  }

  private Map<Long, List<PseudowireProfile>> sessionsOfLostTunnels() {
    Map<Long, List<PseudowireProfile>> lost = new HashMap<>();
    for (Change<PseudowireProfile> change : changes.sessions()) {
      change
          .before()
          .filter(this::losesTunnel)
          .ifPresent(
              before ->
                  lost.computeIfAbsent(before.session().tunnelId(), id -> new ArrayList<>())
                      .add(before));
    }
    return lost;
  }

  private void planTunnel(Change<TunnelProfile> change, Map<Long, List<PseudowireProfile>> lost) {
    change
        .before()
        .ifPresent(
            before -> {
              List<PseudowireProfile> sessions = lost.getOrDefault(before.tunnelId(), List.of());
              boolean early =
                  !change.disappears()
                      || conflicts(before)
                      || sessions.stream().anyMatch(this::conflicts);
              phases.add(
                  early ? Phase.CLEAR_TUNNELS : Phase.REMOVE_TUNNELS, removal(before, sessions));
            });
    change
        .after()
        .ifPresent(
            after ->
                phases.add(
                    Phase.CREATE_TUNNELS,
                    PlannedStep.of(
                        new Step.CreateTunnel(after, changes.sockets().apply(after.tunnelId())))));
  }

  private PlannedStep removal(TunnelProfile tunnel, List<PseudowireProfile> sessions) {
    List<Step> undo = new ArrayList<>();
    undo.add(new Step.CreateTunnel(tunnel));
    sessions.forEach(lost -> undo.add(new Step.CreateSession(lost.name(), lost.session())));
    sessions.forEach(lost -> undo.add(configuration(lost)));
    return new PlannedStep(
        new Step.DeleteTunnel(tunnel),
        List.copyOf(undo),
        sessions.stream().flatMap(this::rejoin).toList());
  }
}
