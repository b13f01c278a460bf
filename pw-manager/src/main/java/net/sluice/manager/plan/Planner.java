package net.sluice.manager.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.sluice.funnel.Tree;
import net.sluice.l2tp.InterfaceSettings;
import net.sluice.l2tp.PseudowireProfile;
import net.sluice.l2tp.SessionProfile;
import net.sluice.l2tp.Step;
import net.sluice.l2tp.TunnelProfile;
import net.sluice.manager.api.Plan;
import net.sluice.manager.api.Plan.PlannedStep;
import net.sluice.manager.desired.Delta;
import net.sluice.manager.desired.Delta.Change;
import net.sluice.manager.desired.DesiredFunnels.FunnelVlan;
import net.sluice.manager.desired.DesiredState.LocalPort;
import net.sluice.manager.desired.Member;

/**
 * Turns a difference into an ordered plan. Pure.
 *
 * <p>What is new is made before what is old is removed, so that a refusal, which comes when
 * something is made, finds as little as possible to put back. The exception is what stands in the
 * way: the old form of a session or tunnel that must be made anew, and whatever holds an id, a name
 * or a UDP port that something new takes over, or a VLAN of a funnel, which is one customer's.
 */
public final class Planner {
  private final Delta delta;
  private final Map<String, Change<TunnelProfile>> tunnels = new HashMap<>();
  private final Set<Long> takenTunnelIds = new HashSet<>();
  private final Set<LocalPort> takenPorts = new HashSet<>();
  private final Set<Long> takenSessionIds = new HashSet<>();
  private final Set<String> takenNames = new HashSet<>();
  private final Set<FunnelVlan> takenVlans = new HashSet<>();

  /** The VLANs that pseudowires had, by name. */
  private final Map<String, FunnelVlan> vlansBefore = new HashMap<>();

  /** Bridges that are removed before anything else is done. */
  private final Set<String> goneBridges = new HashSet<>();

  private final List<PlannedStep> clear = new ArrayList<>();
  private final List<PlannedStep> clearTunnels = new ArrayList<>();
  private final List<PlannedStep> makeTunnels = new ArrayList<>();
  private final List<PlannedStep> makeSessions = new ArrayList<>();
  private final List<PlannedStep> configure = new ArrayList<>();
  private final List<PlannedStep> removeSessions = new ArrayList<>();
  private final List<PlannedStep> removeTunnels = new ArrayList<>();

  private Planner(Delta delta) {
    this.delta = delta;
    delta.tunnels().forEach(change -> tunnels.put(change.name(), change));
    delta.funnels().trees().stream()
        .filter(change -> change.after().isEmpty())
        .flatMap(change -> change.before().stream())
        .forEach(tree -> goneBridges.addAll(leafBridges(tree)));
  }

  /** The plan that leads from the one state to the other. */
  public static Plan plan(Delta delta) {
    return new Planner(delta).plan();
  }

  /** Whether a session must be made anew to get from one form to the other. */
  static boolean remade(PseudowireProfile before, PseudowireProfile after) {
    return !before.session().equals(after.session());
  }

  /** The steps that make a session and give its interface the settings. */
  public static List<Step> creation(PseudowireProfile pseudowire) {
    return List.of(
        new Step.CreateSession(pseudowire.name(), pseudowire.session()), configuration(pseudowire));
  }

  private static Step configuration(PseudowireProfile created) {
    InterfaceSettings settings = created.settings();
    return new Step.Configure(created.name(), InterfaceSettings.fresh(settings.name()), settings);
  }

  private Plan plan() {
    collectWhatIsTaken();
    delta.pseudowires().forEach(this::planPseudowire);
    Map<String, List<PseudowireProfile>> lost = sessionsOfLostTunnels();
    delta
        .tunnels()
        .forEach(change -> planTunnel(change, lost.getOrDefault(change.name(), List.of())));
    return new Plan(
        all(List.of(clear, clearTunnels)),
        delta.funnels().trees(),
        all(List.of(makeTunnels, makeSessions, configure, removeSessions, removeTunnels)),
        delta.funnels().later());
  }

  private static List<PlannedStep> all(List<List<PlannedStep>> phases) {
    return phases.stream().flatMap(List::stream).toList();
  }

  private void collectWhatIsTaken() {
    for (Change<TunnelProfile> change : delta.tunnels()) {
      change.after().ifPresent(this::take);
    }
    for (Change<Member> change : delta.funnels().members()) {
      Optional<FunnelVlan> before = change.before().flatMap(FunnelVlan::of);
      before.ifPresent(vlan -> vlansBefore.put(change.name(), vlan));
      change
          .after()
          .flatMap(FunnelVlan::of)
          .filter(vlan -> !before.equals(Optional.of(vlan)))
          .ifPresent(takenVlans::add);
    }
    for (Change<PseudowireProfile> change : delta.pseudowires()) {
      if (change.disappears() || !makesSession(change)) {
        continue;
      }
      SessionProfile session = change.after().orElseThrow().session();
      takenSessionIds.add(session.sessionId());
      takenNames.add(session.interfaceName());
    }
  }

  private void take(TunnelProfile tunnel) {
    takenTunnelIds.add(tunnel.tunnelId());
    LocalPort.of(tunnel).ifPresent(takenPorts::add);
  }

  private boolean makesSession(Change<PseudowireProfile> change) {
    PseudowireProfile after = change.after().orElseThrow();
    return change.appears()
        || remade(change.before().orElseThrow(), after)
        || losesTunnel(change.before().orElseThrow());
  }

  /** Whether the tunnel of a pseudowire is removed or made anew, and its sessions with it. */
  private boolean losesTunnel(PseudowireProfile before) {
    Change<TunnelProfile> change = tunnels.get(before.tunnel());
    return change != null && !change.appears();
  }

  private void planPseudowire(Change<PseudowireProfile> change) {
    boolean makes = !change.disappears() && makesSession(change);
    if (!change.appears() && (change.disappears() || makes)) {
      planRemoval(change.before().orElseThrow(), makes);
    }
    if (makes) {
      PseudowireProfile after = change.after().orElseThrow();
      makeSessions.add(PlannedStep.of(new Step.CreateSession(after.name(), after.session())));
      // Removing the session takes the interface with it: nothing else is to be undone.
      configure.add(new PlannedStep(configuration(after), List.of()));
    } else if (!change.disappears()) {
      InterfaceSettings before = change.before().orElseThrow().settings();
      InterfaceSettings after = change.after().orElseThrow().settings();
      if (!before.equals(after)) {
        configure.add(
            new PlannedStep(
                new Step.Configure(change.name(), released(before), after),
                List.of(new Step.Configure(change.name(), after, before)),
                rejoin(change.before().orElseThrow()).toList()));
      }
    }
  }

  /** What is in a funnel that goes has left its bridge by then: the kernel is asked for nothing. */
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

  private void planRemoval(PseudowireProfile before, boolean remade) {
    if (losesTunnel(before)) {
      return; // the kernel removes a tunnel's sessions with it, much faster than one by one
    }
    Step.DeleteSession delete = new Step.DeleteSession(before.name(), before.session());
    List<PlannedStep> phase = remade || inTheWay(before) ? clear : removeSessions;
    phase.add(new PlannedStep(delete, creation(before), rejoin(before).toList()));
  }

  private boolean inTheWay(TunnelProfile tunnel) {
    return takenTunnelIds.contains(tunnel.tunnelId())
        || LocalPort.of(tunnel).filter(takenPorts::contains).isPresent();
  }

  private boolean inTheWay(PseudowireProfile pseudowire) {
    SessionProfile session = pseudowire.session();
    return takenSessionIds.contains(session.sessionId())
        || takenNames.contains(session.interfaceName())
        || takenVlans.contains(vlansBefore.get(pseudowire.name()));
  }

  private Map<String, List<PseudowireProfile>> sessionsOfLostTunnels() {
    Map<String, List<PseudowireProfile>> lost = new HashMap<>();
    for (Change<PseudowireProfile> change : delta.pseudowires()) {
      change
          .before()
          .filter(this::losesTunnel)
          .ifPresent(
              before ->
                  lost.computeIfAbsent(before.tunnel(), name -> new ArrayList<>()).add(before));
    }
    return lost;
  }

  private void planTunnel(Change<TunnelProfile> change, List<PseudowireProfile> sessions) {
    change
        .before()
        .ifPresent(
            before -> {
              boolean early =
                  !change.disappears()
                      || inTheWay(before)
                      || sessions.stream().anyMatch(this::inTheWay);
              (early ? clearTunnels : removeTunnels).add(removal(before, sessions));
            });
    change
        .after()
        .ifPresent(after -> makeTunnels.add(PlannedStep.of(new Step.CreateTunnel(after))));
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
