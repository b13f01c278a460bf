package net.sluice.manager.ledger;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import net.sluice.l2tp.CircuitStatus;
import net.sluice.l2tp.DataPlane;
import net.sluice.l2tp.InterfaceState;
import net.sluice.l2tp.PseudowireProfile;
import net.sluice.l2tp.TunnelProfile;
import net.sluice.l2tp.signaling.Signaling;
import net.sluice.l2tp.signaling.SignalingEvent;
import net.sluice.l2tp.signaling.TunnelReport;
import net.sluice.manager.api.StatusService.Subject;
import net.sluice.manager.desired.Change;
import net.sluice.manager.desired.Delta;
import net.sluice.manager.desired.DesiredPseudowire;
import net.sluice.manager.desired.DesiredState;
import net.sluice.manager.desired.DesiredTunnel;
import net.sluice.manager.funnels.Funnels;
import net.sluice.manager.ledger.CommitPlanner.CommitPlan;
import net.sluice.manager.ledger.Placed.Kind;
import net.sluice.manager.ledger.Settler.Settled;
import net.sluice.manager.plan.PlanRunner;
import net.sluice.manager.plan.Planner.Placements;
import net.sluice.manager.state.OperationalState;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sessions of all kinds: static, keepalive, dynamic, and those that peers opened, with their
 * tunnels. A commit, a tunnel that comes up or the signalling says what is wanted; the settler puts
 * it into the data plane; the operational state gets the result.
 *
 * <p>The interface of a configured pseudowire outlives its negotiated session: it is dormant until
 * another session takes its place. That of a peer's session goes with it.
 *
 * <p>Thread: manager.
 */
public final class SessionLedger {
  private static final Logger LOG = LoggerFactory.getLogger(SessionLedger.class);

  private final DataPlane dataPlane;
  private final Signaling signaling;
  private final DesiredState desired;
  private final OperationalState operational;
  private final Funnels funnels;
  private final BooleanSupplier isOwner;

  private final Ledger ledger = new Ledger();
  private final PeerSessions peerSessions;
  private final Reader reader;
  private final Settler settler;
  private final CommitPlanner commits;
  private final SignalingFollower follower;

  /**
   * Creates an empty ledger.
   *
   * @param prefix returns the prefix of automatic interface names, as configured now
   * @param isOwner returns whether the calling thread may use the ledger
   */
  public SessionLedger(
      DataPlane dataPlane,
      PlanRunner runner,
      Signaling signaling,
      DesiredState desired,
      OperationalState operational,
      Funnels funnels,
      Supplier<String> prefix,
      BooleanSupplier isOwner) {
    this.dataPlane = dataPlane;
    this.signaling = signaling;
    this.desired = desired;
    this.operational = operational;
    this.funnels = funnels;
    this.isOwner = isOwner;
    peerSessions = new PeerSessions(desired, funnels, prefix);
    reader = new Reader(dataPlane, desired, ledger);
    settler = new Settler(runner, signaling, ledger, reader);
    commits = new CommitPlanner(desired, ledger, peerSessions);
    follower = new SignalingFollower(signaling, desired, operational, ledger, peerSessions);
  }

  // --- Commits -----------------------------------------------------------------------------------

  /** Returns what a commit does to the data plane; see {@link CommitPlan}. */
  public CommitPlan plan(Delta delta) {
    assert isOwner.getAsBoolean();
    return commits.plan(delta);
  }

  /**
   * Takes over a commit whose plan was applied. The desired state is that after the commit. {@link
   * #settle} does the rest, and reports.
   */
  public void committed(Delta delta, CommitPlan planned) {
    assert isOwner.getAsBoolean();
    takeOver(delta, planned);
    if (delta.concernsSignaling()) {
      signaling.update(delta.signalingUpdate());
    }
  }

  private void takeOver(Delta delta, CommitPlan planned) {
    Placements placements = planned.placements();
    placements.tunnels().forEach(this::enterRemoved);
    placements.sessions().forEach(this::enterRemovedSession);
    delta.pseudowires().stream()
        .filter(Change::disappears)
        .forEach(change -> forget(change.name()));
    Set<String> created = planned.createdTunnels();
    delta.tunnels().forEach(change -> committedTunnel(change, planned, created));
    for (Change<DesiredPseudowire> change : delta.pseudowires()) {
      change.after().ifPresent(this::committedPseudowire);
    }
    placements.sessions().forEach(this::enterCreated);
    if (delta.host().accepts().isPresent() || !delta.funnels().funnels().isEmpty()) {
      configurePeerSessions();
    }
    for (Change<DesiredPseudowire> change : delta.pseudowires()) {
      // The report of a tunnel has the number of its pseudowires.
      change.before().ifPresent(before -> ledger.toReport(before.tunnel()));
      change.after().ifPresent(after -> ledger.toReport(after.tunnel()));
    }
  }

  /**
   * Takes over the configuration that the manager starts with, and restores what is static.
   *
   * @return number of steps
   */
  public int start(Delta all, Leftovers leftovers) {
    takeOver(all, CommitPlan.NONE);
    return restore(leftovers);
  }

  /** Starts the signalling, with the configuration that the manager starts with. */
  public void startSignaling(Delta all) {
    signaling.update(all.signalingUpdate());
  }

  /** A plan failed midway and could not be undone: what it was about is read before it is used. */
  public void failed(CommitPlan planned) {
    assert isOwner.getAsBoolean();
    for (Change<PseudowireProfile> change : planned.placements().sessions()) {
      Placed session = ledger.session(change.name());
      if (session != null) {
        ledger.changed(session);
      }
    }
    settler.doubt();
  }

  private void enterRemoved(Change<TunnelProfile> change) {
    change
        .before()
        .map(before -> ledger.tunnel(before.tunnelId()))
        .ifPresent(
            tunnel -> {
              ledger.lost(tunnel);
              tunnel.unwant();
              ledger.forget(tunnel);
            });
  }

  private void enterRemovedSession(Change<PseudowireProfile> change) {
    Placed session = ledger.session(change.name());
    boolean removed =
        change
            .before()
            .filter(
                before ->
                    change
                        .after()
                        .filter(after -> after.session().equals(before.session()))
                        .isEmpty())
            .isPresent();
    if (session != null && removed) {
      ledger.lost(session);
      if (session.kind() != Kind.STATIC) {
        ledger.changed(session);
      }
    }
  }

  private void enterCreated(Change<PseudowireProfile> change) {
    Placed session = ledger.session(change.name());
    Optional<PseudowireProfile> after = change.after();
    if (session == null || after.isEmpty()) {
      return;
    }
    PlacedTunnel tunnel = ledger.tunnel(after.get().session().tunnelId());
    if (tunnel == null) {
      throw new IllegalStateException("no tunnel of pseudowire " + change.name());
    }
    if (!session.isInPlace()) {
      ledger.created(session, tunnel);
    }
    session.configured(after.get().settings());
  }

  /** Nothing of a pseudowire that is not configured any more must be left. */
  private void forget(String pseudowire) {
    Placed session = ledger.session(pseudowire);
    if (session != null) {
      ledger.remove(session);
      session.finish();
      ledger.changed(session);
    }
    operational.pseudowireGone(pseudowire);
  }

  private void committedTunnel(
      Change<DesiredTunnel> change, CommitPlan planned, Set<String> created) {
    String name = change.name();
    boolean followed = change.before().filter(DesiredTunnel.Signaled.class::isInstance).isPresent();
    boolean follows = change.after().filter(DesiredTunnel.Signaled.class::isInstance).isPresent();
    if (followed && !follows) {
      ledger.abandon(name);
      follower.removed(name);
    }
    if (change.disappears() || followed != follows) {
      ledger.problem(name, Optional.empty());
    }
    if (change.disappears()) {
      operational.tunnelGone(name, "removed from the configuration");
      return;
    }
    switch (change.after().get()) {
      case DesiredTunnel.Static after -> committedStatic(after.profile(), planned, created);
      case DesiredTunnel.Signaled after -> {
        if (!followed) {
          follower.configured(after.profile());
        }
      }
    }
    ledger.toReport(name);
  }

  private void committedStatic(TunnelProfile profile, CommitPlan planned, Set<String> created) {
    PlacedTunnel tunnel = ledger.wantStatic(profile);
    Optional<String> waiting = Optional.ofNullable(planned.waiting().get(profile.name()));
    if (created.contains(profile.name())) {
      tunnel.present(profile);
    }
    ledger.problem(profile.name(), waiting);
  }

  private void committedPseudowire(DesiredPseudowire pseudowire) {
    evictPeer(pseudowire.settings().name());
    Placed session = ledger.session(pseudowire.name());
    if (session == null) {
      session = placed(pseudowire);
      ledger.add(session);
    }
    switch (pseudowire) {
      case DesiredPseudowire.Static of -> {
        session.becomeStatic(of.profile());
        ledger.toReport(session);
      }
      case DesiredPseudowire.Keepalive of -> {
        session.becomeKeepalive(follower.keepaliveReport(of.profile()), of.settings());
        ledger.changed(session);
        follower.wantKeepalive(of.profile());
      }
      case DesiredPseudowire.Dynamic of -> {
        session.becomeDynamic(Reports.idle(of.profile()), of.settings());
        ledger.changed(session);
      }
    }
    if (session.present() != null && !session.isInPlace()) {
      ledger.changed(session); // of another kind before
    }
  }

  private Placed placed(DesiredPseudowire pseudowire) {
    return new Placed(
        pseudowire.name(),
        desired.ids().require(pseudowire.name()),
        kind(pseudowire),
        switch (pseudowire) {
          case DesiredPseudowire.Static ignored -> null;
          case DesiredPseudowire.Keepalive of -> follower.keepaliveReport(of.profile());
          case DesiredPseudowire.Dynamic of -> Reports.idle(of.profile());
        },
        pseudowire.settings());
  }

  private static Kind kind(DesiredPseudowire pseudowire) {
    return switch (pseudowire) {
      case DesiredPseudowire.Static ignored -> Kind.STATIC;
      case DesiredPseudowire.Keepalive ignored -> Kind.KEEPALIVE;
      case DesiredPseudowire.Dynamic ignored -> Kind.DYNAMIC;
    };
  }

  /** The session profiles changed, or funnels. */
  private void configurePeerSessions() {
    for (Placed session : peerSessions.all()) {
      session.configure(peerSessions.settings(session.configuredName(), session.report()));
      ledger.changed(session);
    }
  }

  /** A name that is configured now is taken from the session of a peer that has it. */
  private void evictPeer(String interfaceName) {
    peerSessions
        .withInterface(interfaceName)
        .ifPresent(
            session -> {
              session.unwant();
              ledger.changed(session);
              signaling.resetSession(session.name());
            });
  }

  // --- Signalling --------------------------------------------------------------------------------

  /** Takes in events of the signalling; {@link #settle} does what they ask for. */
  public void handle(Collection<SignalingEvent> events) {
    assert isOwner.getAsBoolean();
    follower.handle(events);
  }

  // --- Changes by others -------------------------------------------------------------------------

  /**
   * Brings everything static to the wanted state, and removes what an interrupted commit has left;
   * funnels first, because pseudowires must join them.
   *
   * @return number of steps
   */
  public int restore(Leftovers leftovers) {
    assert isOwner.getAsBoolean();
    funnels.remove(leftovers.funnels());
    funnels.repairAll(funnel -> true);
    List<PlacedTunnel> tunnels = ledger.latest().stream().filter(PlacedTunnel::isStatic).toList();
    List<Placed> sessions =
        ledger.sessions().stream().filter(session -> session.kind() == Kind.STATIC).toList();
    reader.read(tunnels, sessions, leftovers);
    tunnels.forEach(ledger::changed);
    sessions.forEach(ledger::changed);
    return settle();
  }

  /**
   * Looks at interfaces that changed, and repairs those that differ from the wanted state.
   *
   * @param events the interfaces by name, as the data plane reported them last; empty for those
   *     that are gone
   * @param mayRepair returns whether a session may be repaired now
   */
  public void look(Map<String, Optional<InterfaceState>> events, SessionFilter mayRepair) {
    assert isOwner.getAsBoolean();
    Set<Placed> suspects = new LinkedHashSet<>();
    events.forEach(
        (name, state) ->
            withInterface(name).filter(session -> isNews(session, state)).ifPresent(suspects::add));
    // Of an interface that was renamed only the new name is known; its alias names the session.
    events.values().stream()
        .flatMap(Optional::stream)
        .map(state -> ledger.session(state.settings().alias()))
        .filter(Objects::nonNull)
        .filter(session -> isLookedAt(session) && !events.containsKey(session.interfaceName()))
        .forEach(suspects::add);
    examine(suspects, mayRepair);
  }

  /** Selects sessions by subject and name, since a peer's session may be named as a pseudowire. */
  @FunctionalInterface
  public interface SessionFilter {
    boolean test(Subject subject, String name);
  }

  /**
   * Looks at every interface that the data plane should have, except those with a known problem.
   */
  public void lookAtAll(SessionFilter mayRepair) {
    assert isOwner.getAsBoolean();
    examine(
        ledger.sessions().stream()
            .filter(SessionLedger::isLookedAt)
            .filter(session -> session.kind() == Kind.STATIC || session.problem().isEmpty())
            .toList(),
        mayRepair);
  }

  /**
   * Tries again what could not be done.
   *
   * @param isDue returns whether the time of a session has come
   * @param isTunnelDue returns whether the time of a static tunnel has come
   */
  public void retry(SessionFilter isDue, Predicate<String> isTunnelDue) {
    assert isOwner.getAsBoolean();
    Set<Placed> due = new LinkedHashSet<>();
    for (PlacedTunnel tunnel : List.copyOf(ledger.latest())) {
      if (tunnel.isStatic()
          && ledger.problem(tunnel.name()).isPresent()
          && isTunnelDue.test(tunnel.name())) {
        reader.read(List.of(tunnel), List.of());
        ledger.changed(tunnel);
        sessionsOf(tunnel.name()).forEach(due::add);
      }
    }
    for (Placed session : ledger.sessions()) {
      if (session.problem().isPresent() && isDue.test(subject(session), session.name())) {
        due.add(session);
      }
    }
    due.stream()
        .flatMap(session -> desired.keepalivePseudowire(session.name()).stream())
        .forEach(follower::wantKeepalive);
    due.removeIf(session -> !isLookedAt(session));
    examine(due, (subject, name) -> true);
  }

  private List<Placed> sessionsOf(String tunnel) {
    return desired.pseudowiresIn(tunnel).stream()
        .map(ledger::session)
        .filter(Objects::nonNull)
        .toList();
  }

  private static Subject subject(Placed session) {
    return session.kind() == Kind.PEER ? Subject.SESSION : Subject.PSEUDOWIRE;
  }

  /** Most events are caused by changes of our own. */
  private static boolean isNews(Placed session, Optional<InterfaceState> state) {
    if (session.present() == null) {
      return session.kind() == Kind.STATIC;
    }
    return session.isBroken()
        || state.isEmpty()
        || !state.get().settings().equals(session.given())
        || (session.kind() == Kind.STATIC && state.get().running() != session.isRunning());
  }

  /** A static session is looked at even while it is absent: somebody else may have created it. */
  private static boolean isLookedAt(Placed session) {
    return session.present() != null || session.kind() == Kind.STATIC;
  }

  private Optional<Placed> withInterface(String name) {
    return desired
        .pseudowireWithInterface(name)
        .map(ledger::session)
        .or(() -> peerSessions.withInterface(name));
  }

  private void examine(Collection<Placed> suspects, SessionFilter mayRepair) {
    Map<String, InterfaceState> found =
        suspects.isEmpty()
            ? Map.of()
            : dataPlane.interfaces(suspects.stream().map(Placed::interfaceName).toList());
    List<Placed> unclear = new ArrayList<>();
    Map<String, CircuitStatus> faults = new LinkedHashMap<>();
    for (Placed session : suspects) {
      InterfaceState state = found.get(session.interfaceName());
      if (session.present() == null || state == null) {
        unclear.add(session);
      } else if (session.seen(state) && session.kind() != Kind.STATIC) {
        faults.put(session.name(), CircuitStatus.DOWN);
      }
    }
    clarify(unclear);
    suspects.forEach(this::report);
    if (!faults.isEmpty()) {
      signaling.circuitStatus(faults);
    }
    List<Placed> drifted =
        suspects.stream()
            .filter(session -> mayRepair.test(subject(session), session.name()))
            .filter(session -> session.kind() != Kind.STATIC || session.problem().isPresent())
            .toList();
    drifted.forEach(ledger::changed);
    funnels.repairWithMembers(
        drifted.stream().map(Placed::name).toList(), name -> mayRepair.test(Subject.FUNNEL, name));
    int steps = settle();
    if (!drifted.isEmpty() && steps > 0) {
      LOG.warn("drift repaired sessions={} steps={}", drifted.size(), steps);
    }
  }

  /**
   * Reads sessions that are gone, or have another interface, and wants others for negotiated ones.
   */
  private void clarify(List<Placed> unclear) {
    if (unclear.isEmpty()) {
      return;
    }
    Map<Long, PlacedTunnel> tunnels = new HashMap<>();
    Map<Placed, String> missing = new LinkedHashMap<>();
    for (Placed session : unclear) {
      PlacedTunnel tunnel = tunnelOf(session);
      if (tunnel != null) {
        tunnels.put(tunnel.id(), tunnel);
      }
      missing.put(session, session.interfaceName());
    }
    reader.read(tunnels.values(), unclear);
    tunnels.values().stream().filter(tunnel -> !tunnel.isPresent()).forEach(this::tunnelLost);
    missing.forEach(
        (session, interfaceName) -> {
          if (!session.isInPlace()) {
            missing(session, interfaceName);
          }
        });
  }

  private @Nullable PlacedTunnel tunnelOf(Placed session) {
    PlacedTunnel tunnel = session.tunnel();
    return tunnel != null || session.wanted() == null
        ? tunnel
        : ledger.tunnel(session.wanted().tunnelId());
  }

  private void missing(Placed session, String interfaceName) {
    if (session.kind() == Kind.STATIC || session.kind() == Kind.KEEPALIVE) {
      if (session.problem().isEmpty()) {
        session.problem("interface %s is not there".formatted(interfaceName));
      }
      ledger.changed(session);
    } else if (session.wanted() != null) {
      session.unwant();
      session.problem(
          "interface %s is not there: the session is negotiated again".formatted(interfaceName));
      signaling.resetSession(session.name());
      ledger.changed(session);
    }
  }

  /** The socket of a tunnel that was deleted is of no use to another (l2tp_tunnel_register()). */
  private void tunnelLost(PlacedTunnel tunnel) {
    if (!tunnel.isWanted()) {
      return;
    }
    if (tunnel.isStatic()) {
      ledger.changed(tunnel);
      return;
    }
    ledger.abandon(tunnel);
    if (isKeepalive(tunnel.name())) {
      signaling.tunnelRefused(tunnel.id(), "somebody has deleted it");
    } else {
      signaling.resetTunnel(tunnel.name());
    }
  }

  private boolean isKeepalive(String tunnel) {
    return desired.tunnel(tunnel).filter(DesiredTunnel.Keepalive.class::isInstance).isPresent();
  }

  // --- Settlement and reports --------------------------------------------------------------------

  /**
   * Brings the data plane to the wanted state, and reports the result.
   *
   * @return number of steps
   * @throws RuntimeException the data plane does not answer; the next call starts again
   */
  public int settle() {
    assert isOwner.getAsBoolean();
    Settled settled = funnels.applyWithTrees(settler::settle);
    ledger.takeTunnelsToReport().forEach(this::reportTunnel);
    ledger.takeSessionsToReport().forEach(this::report);
    operational.leftovers(settled.leftover());
    return settled.steps();
  }

  private void reportTunnel(String name) {
    TunnelReport report = follower.report(name);
    if (report == null) {
      desired
          .staticTunnel(name)
          .ifPresent(
              tunnel ->
                  operational.tunnel(
                      tunnel, desired.pseudowiresIn(name).size(), ledger.problem(name)));
      return;
    }
    PlacedTunnel tunnel = ledger.latest(name);
    operational.signaledTunnel(
        report,
        tunnel == null ? Optional.empty() : tunnel.asPresent(),
        desired.pseudowiresIn(name).size() + peerSessions.countIn(name),
        ledger.problem(name));
  }

  private void report(Placed session) {
    if (session.isFinished()) {
      return;
    }
    if (session.kind() == Kind.STATIC) {
      reportStatic(session);
      return;
    }
    operational.signaledSession(
        session.id(),
        session.report(),
        session.kind().isNegotiated(),
        Optional.ofNullable(session.present()),
        session.settings(),
        session.state(),
        session.problem());
  }

  private void reportStatic(Placed session) {
    if (session.present() == null && session.problem().isEmpty()) {
      session.problem("interface %s is not there".formatted(session.interfaceName()));
    }
    desired
        .staticPseudowire(session.name())
        .ifPresent(
            profile ->
                operational.pseudowire(session.id(), profile, session.state(), session.problem()));
  }
}
