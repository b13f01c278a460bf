package net.sluice.manager.repair;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import net.sluice.l2tp.DataPlane;
import net.sluice.l2tp.InterfaceSettings;
import net.sluice.l2tp.InterfaceState;
import net.sluice.l2tp.PseudowireProfile;
import net.sluice.l2tp.SessionProfile;
import net.sluice.l2tp.Snapshot;
import net.sluice.l2tp.Snapshot.ActualSession;
import net.sluice.l2tp.Step;
import net.sluice.l2tp.TunnelProfile;
import net.sluice.manager.api.StatusService.PseudowireState;
import net.sluice.manager.desired.Delta;
import net.sluice.manager.desired.Delta.Change;
import net.sluice.manager.desired.DesiredState;
import net.sluice.manager.funnels.Funnels;
import net.sluice.manager.plan.PlanRunner;
import net.sluice.manager.plan.PlanRunner.StepObject;
import net.sluice.manager.plan.Planner;
import net.sluice.manager.state.OperationalState;

/**
 * Compares what the data plane has with what it shall have, and puts it right, as far as that is
 * possible. What is right already is left alone. Runs on the manager's thread.
 */
public final class Reconciler {
  private final DataPlane dataPlane;
  private final PlanRunner runner;
  private final DesiredState desired;
  private final OperationalState operational;
  private final Funnels funnels;

  public Reconciler(
      DataPlane dataPlane,
      PlanRunner runner,
      DesiredState desired,
      OperationalState operational,
      Funnels funnels) {
    this.dataPlane = dataPlane;
    this.runner = runner;
    this.desired = desired;
    this.operational = operational;
    this.funnels = funnels;
  }

  /**
   * What an interrupted commit may have left behind.
   *
   * @param tunnels tunnels that it would have made
   * @param sessions sessions that it would have made, by pseudowire
   * @param funnels numbers of funnels that it would have made
   */
  public record Leftovers(
      List<TunnelProfile> tunnels, Map<String, SessionProfile> sessions, Set<Integer> funnels) {
    public static final Leftovers NONE = new Leftovers(List.of(), Map.of(), Set.of());

    /** What a commit of this difference makes. */
    public static Leftovers of(Delta delta) {
      Map<String, SessionProfile> sessions = new LinkedHashMap<>();
      for (Change<PseudowireProfile> change : delta.pseudowires()) {
        change.after().ifPresent(after -> sessions.put(change.name(), after.session()));
      }
      return new Leftovers(
          delta.tunnels().stream().flatMap(change -> change.after().stream()).toList(),
          sessions,
          Set.copyOf(delta.funnels().newIds().values()));
    }
  }

  /** Steps by phase; the phases follow each other. */
  private static final class Repair {
    private final List<Step> removeSessions = new ArrayList<>();
    private final List<Step> removeTunnels = new ArrayList<>();
    private final List<Step> makeTunnels = new ArrayList<>();
    private final List<Step> makeSessions = new ArrayList<>();
    private final List<Step> configure = new ArrayList<>();
    private final Set<String> lostTunnels = new HashSet<>();

    List<Step> steps() {
      List<Step> all = new ArrayList<>(removeSessions);
      all.addAll(removeTunnels);
      all.addAll(makeTunnels);
      all.addAll(makeSessions);
      all.addAll(configure);
      return all;
    }
  }

  /**
   * Removes tunnels, with their sessions, from a data plane that shall not have them any more.
   *
   * @return how many were there
   */
  public static int vacate(Collection<TunnelProfile> tunnels, DataPlane dataPlane) {
    Set<Long> ids = new HashSet<>();
    tunnels.forEach(tunnel -> ids.add(tunnel.tunnelId()));
    Map<Long, TunnelProfile> found = dataPlane.snapshot(ids, List.of()).tunnels();
    List<Step> steps = new ArrayList<>();
    for (TunnelProfile tunnel : tunnels) {
      TunnelProfile other = found.get(tunnel.tunnelId());
      if (other != null && named(other, tunnel.name()).equals(tunnel)) {
        steps.add(new Step.DeleteTunnel(tunnel));
      }
    }
    PlanRunner.applyEach(steps, dataPlane);
    return steps.size();
  }

  /**
   * Brings everything to what it shall be, and removes what an interrupted commit left behind;
   * funnels first, since pseudowires are to join them.
   */
  public int reconcileAll(Leftovers leftovers) {
    funnels.remove(leftovers.funnels());
    funnels.repairAll(funnel -> true);
    return reconcile(desired.tunnels(), desired.pseudowires(), leftovers);
  }

  /** Brings some pseudowires to what they shall be, with the tunnels that they need. */
  int reconcile(Collection<PseudowireProfile> pseudowires) {
    Map<String, TunnelProfile> tunnels = new LinkedHashMap<>();
    for (PseudowireProfile pseudowire : pseudowires) {
      desired.tunnel(pseudowire.tunnel()).ifPresent(tunnel -> tunnels.put(tunnel.name(), tunnel));
    }
    return reconcile(tunnels.values(), pseudowires, Leftovers.NONE);
  }

  /** Brings some tunnels to what they shall be, with all that they carry. */
  int reconcileTunnels(Collection<TunnelProfile> tunnels) {
    List<PseudowireProfile> carried = new ArrayList<>();
    for (TunnelProfile tunnel : tunnels) {
      desired
          .pseudowiresIn(tunnel.name())
          .forEach(name -> desired.pseudowire(name).ifPresent(carried::add));
    }
    return reconcile(tunnels, carried, Leftovers.NONE);
  }

  private int reconcile(
      Collection<TunnelProfile> tunnels,
      Collection<PseudowireProfile> pseudowires,
      Leftovers leftovers) {
    Set<Long> tunnelIds = new HashSet<>();
    tunnels.forEach(tunnel -> tunnelIds.add(tunnel.tunnelId()));
    leftovers.tunnels().forEach(tunnel -> tunnelIds.add(tunnel.tunnelId()));
    List<SessionProfile> sessions = new ArrayList<>(leftovers.sessions().values());
    pseudowires.forEach(pseudowire -> sessions.add(pseudowire.session()));
    Snapshot actual = dataPlane.snapshot(tunnelIds, sessions);

    Repair repair = new Repair();
    tunnels.forEach(tunnel -> repairTunnel(tunnel, actual, repair));
    leftovers.sessions().forEach((name, session) -> removeLeftover(name, session, actual, repair));
    leftovers.tunnels().forEach(tunnel -> removeLeftover(tunnel, actual, repair));
    pseudowires.forEach(
        pseudowire ->
            repairPseudowire(
                pseudowire, actual, leftovers.sessions().get(pseudowire.name()), repair));
    List<Step> steps = repair.steps();
    Map<StepObject, String> failed = runner.applyEach(steps);
    tunnels.forEach(tunnel -> report(tunnel, failed));
    report(pseudowires, failed);
    return steps.size();
  }

  private static void repairTunnel(TunnelProfile tunnel, Snapshot actual, Repair repair) {
    TunnelProfile found = actual.tunnels().get(tunnel.tunnelId());
    if (found != null && named(found, tunnel.name()).equals(tunnel)) {
      return;
    }
    if (found != null) {
      repair.removeTunnels.add(new Step.DeleteTunnel(named(found, tunnel.name())));
    }
    repair.makeTunnels.add(new Step.CreateTunnel(tunnel));
    repair.lostTunnels.add(tunnel.name());
  }

  /**
   * @param interrupted the form that an interrupted commit would have given the session; null
   *     without one
   */
  private static void repairPseudowire(
      PseudowireProfile pseudowire, Snapshot actual, SessionProfile interrupted, Repair repair) {
    SessionProfile session = pseudowire.session();
    ActualSession found = actual.sessions().get(session.sessionId());
    // A tunnel that is made anew takes the sessions in it along, but no others.
    boolean lost =
        repair.lostTunnels.contains(pseudowire.tunnel())
            && found != null
            && found.profile().tunnelId() == session.tunnelId();
    if (found != null && !lost && matches(found, session, interrupted)) {
      InterfaceState state = actual.interfaces().get(session.interfaceName());
      if (state != null) {
        configure(pseudowire, state.settings(), repair);
        return;
      }
    }
    if (found != null && !lost) {
      repair.removeSessions.add(new Step.DeleteSession(pseudowire.name(), found.profile()));
    }
    List<Step> creation = Planner.creation(pseudowire);
    repair.makeSessions.add(creation.getFirst());
    repair.configure.add(creation.getLast());
  }

  private static void configure(
      PseudowireProfile pseudowire, InterfaceSettings now, Repair repair) {
    if (pseudowire.settings().difference(now).isPresent()) {
      repair.configure.add(new Step.Configure(pseudowire.name(), now, pseudowire.settings()));
    }
  }

  /**
   * The kernel does not tell the sublayer: it is believed unless a commit was about to change it.
   */
  private static boolean matches(
      ActualSession found, SessionProfile session, SessionProfile interrupted) {
    boolean doubtful =
        !found.sublayerKnown()
            && interrupted != null
            && interrupted.sublayer() != session.sublayer();
    return !doubtful && withWhatIsNotTold(found, session).equals(session);
  }

  private void removeLeftover(String name, SessionProfile session, Snapshot actual, Repair repair) {
    ActualSession found = actual.sessions().get(session.sessionId());
    boolean ours = found != null && withWhatIsNotTold(found, session).equals(session);
    if (ours && desired.pseudowireWithSession(session.sessionId()).isEmpty()) {
      repair.removeSessions.add(new Step.DeleteSession(name, session));
    }
  }

  private void removeLeftover(TunnelProfile tunnel, Snapshot actual, Repair repair) {
    TunnelProfile found = actual.tunnels().get(tunnel.tunnelId());
    boolean ours = found != null && named(found, tunnel.name()).equals(tunnel);
    if (ours && desired.tunnelWithId(tunnel.tunnelId()).isEmpty()) {
      repair.removeTunnels.add(new Step.DeleteTunnel(tunnel));
    }
  }

  private void report(TunnelProfile tunnel, Map<StepObject, String> failed) {
    Optional<String> problem = Optional.ofNullable(failed.get(new StepObject(true, tunnel.name())));
    operational.tunnel(tunnel, sessionsIn(tunnel.name()), problem);
  }

  /**
   * Notes what a commit has done.
   *
   * @param applied the part of the difference that the data plane took; the rest waits
   */
  public void reportCommitted(Delta delta, Delta applied) {
    for (Change<PseudowireProfile> change : delta.pseudowires()) {
      if (change.disappears()) {
        operational.pseudowireGone(change.name());
      }
    }
    Set<String> made = new HashSet<>();
    List<PseudowireProfile> present = new ArrayList<>();
    for (Change<PseudowireProfile> change : applied.pseudowires()) {
      change.after().ifPresent(present::add);
      change.after().ifPresent(pseudowire -> made.add(change.name()));
    }
    reportApplied(present);
    for (Change<PseudowireProfile> change : delta.pseudowires()) {
      change
          .after()
          .filter(pseudowire -> !made.contains(change.name()))
          .ifPresent(this::reportAbsent);
    }
    for (Change<TunnelProfile> change : delta.tunnels()) {
      change
          .after()
          .ifPresentOrElse(
              tunnel -> operational.tunnel(tunnel, sessionsIn(tunnel.name()), Optional.empty()),
              () -> operational.tunnelGone(change.name(), "removed from the configuration"));
    }
    Set<String> tunnels = new TreeSet<>();
    for (Change<PseudowireProfile> change : delta.pseudowires()) {
      change.before().ifPresent(before -> tunnels.add(before.tunnel()));
      change.after().ifPresent(after -> tunnels.add(after.tunnel()));
    }
    tunnels.forEach(name -> operational.sessions(name, sessionsIn(name)));
  }

  private int sessionsIn(String tunnel) {
    return desired.pseudowiresIn(tunnel).size();
  }

  /** Notes that the data plane has just taken on pseudowires as they are configured. */
  private void reportApplied(Collection<PseudowireProfile> pseudowires) {
    for (PseudowireProfile pseudowire : pseudowires) {
      PseudowireState state =
          pseudowire.settings().up() ? PseudowireState.UP : PseudowireState.DOWN;
      Integer id = desired.ids().get(pseudowire.name());
      operational.pseudowire(id, pseudowire, state, Optional.empty());
    }
  }

  /** Notes that a pseudowire is configured that the data plane can't have now. */
  private void reportAbsent(PseudowireProfile pseudowire) {
    report(pseudowire, Optional.empty(), Optional.empty());
  }

  /** Those of the pseudowires whose interfaces are not as configured; notes what was seen. */
  List<PseudowireProfile> findDrifted(Collection<PseudowireProfile> pseudowires) {
    Map<String, InterfaceState> interfaces = interfaces(pseudowires);
    return pseudowires.stream()
        .filter(
            pseudowire ->
                !report(
                    pseudowire,
                    Optional.ofNullable(interfaces.get(pseudowire.settings().name())),
                    Optional.empty()))
        .toList();
  }

  private Map<String, InterfaceState> interfaces(Collection<PseudowireProfile> pseudowires) {
    return dataPlane.interfaces(
        pseudowires.stream().map(pseudowire -> pseudowire.settings().name()).toList());
  }

  /** Notes that pseudowires are as configured, as far as looking at their interfaces tells. */
  private void report(Collection<PseudowireProfile> pseudowires, Map<StepObject, String> failed) {
    Map<String, InterfaceState> interfaces = interfaces(pseudowires);
    for (PseudowireProfile pseudowire : pseudowires) {
      String failure = failed.get(new StepObject(false, pseudowire.name()));
      InterfaceState found = failure == null ? interfaces.get(pseudowire.settings().name()) : null;
      report(pseudowire, Optional.ofNullable(found), Optional.ofNullable(failure));
    }
  }

  /**
   * Notes what was seen of a pseudowire.
   *
   * @param failure why its session could not be made, if so
   * @return whether it is as configured
   */
  boolean report(
      PseudowireProfile pseudowire, Optional<InterfaceState> found, Optional<String> failure) {
    Optional<String> problem = failure.or(() -> difference(pseudowire.settings(), found));
    Integer id = desired.ids().get(pseudowire.name());
    PseudowireState state =
        found
            .map(seen -> seen.running() ? PseudowireState.UP : PseudowireState.DOWN)
            .orElse(PseudowireState.ABSENT);
    operational.pseudowire(id, pseudowire, state, problem);
    return problem.isEmpty();
  }

  private static Optional<String> difference(
      InterfaceSettings wanted, Optional<InterfaceState> found) {
    return found.isEmpty()
        ? Optional.of("interface %s is not there".formatted(wanted.name()))
        : wanted.difference(found.get().settings());
  }

  private static TunnelProfile named(TunnelProfile tunnel, String name) {
    return new TunnelProfile(
        name,
        tunnel.tunnelId(),
        tunnel.peerTunnelId(),
        tunnel.encapsulation(),
        tunnel.localAddress(),
        tunnel.localPort(),
        tunnel.peerAddress(),
        tunnel.peerPort(),
        tunnel.udpChecksum());
  }

  /**
   * A session as found, with the wanted values where the data plane does not tell what was asked of
   * it: the sublayer, and whether frames sent are numbered, in which the kernel follows its peer
   * where only one direction was to be sequenced (l2tp_recv_common(), Linux 6.12).
   */
  private static SessionProfile withWhatIsNotTold(ActualSession found, SessionProfile wanted) {
    SessionProfile told = found.profile();
    boolean sameDirection = told.sequencing().receives() == wanted.sequencing().receives();
    boolean oneWay = wanted.sequencing().sends() != wanted.sequencing().receives();
    return new SessionProfile(
        told.tunnelId(),
        told.peerTunnelId(),
        told.sessionId(),
        told.peerSessionId(),
        told.transmitCookie(),
        told.receiveCookie(),
        found.sublayerKnown() ? told.sublayer() : wanted.sublayer(),
        oneWay && sameDirection ? wanted.sequencing() : told.sequencing(),
        told.interfaceName());
  }
}
