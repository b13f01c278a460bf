package net.sluice.manager.ledger;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import net.sluice.l2tp.DataPlane;
import net.sluice.l2tp.InterfaceState;
import net.sluice.l2tp.signaling.Signaling;
import net.sluice.l2tp.signaling.SignalingEvent;
import net.sluice.manager.api.StatusService.Subject;
import net.sluice.manager.desired.Delta;
import net.sluice.manager.desired.DesiredState;
import net.sluice.manager.funnels.Funnels;
import net.sluice.manager.ledger.CommitPlanner.CommitPlan;
import net.sluice.manager.ledger.Placed.Kind;
import net.sluice.manager.ledger.Settler.Settled;
import net.sluice.manager.plan.PlanRunner;
import net.sluice.manager.state.OperationalState;

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
  private final Signaling signaling;
  private final OperationalState operational;
  private final Funnels funnels;
  private final BooleanSupplier isOwner;

  private final Ledger ledger = new Ledger();
  private final Reader reader;
  private final Settler settler;
  private final CommitPlanner planner;
  private final CommitFollower commits;
  private final SignalingFollower follower;
  private final LedgerReporter reporter;
  private final Examiner examiner;

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
    this.signaling = signaling;
    this.operational = operational;
    this.funnels = funnels;
    this.isOwner = isOwner;
    PeerSessions peerSessions = new PeerSessions(desired, funnels, prefix);
    reader = new Reader(dataPlane, desired, ledger);
    settler = new Settler(runner, signaling, ledger, reader);
    planner = new CommitPlanner(desired, ledger, peerSessions);
    follower = new SignalingFollower(signaling, desired, operational, ledger, peerSessions);
    commits = new CommitFollower(signaling, desired, operational, ledger, peerSessions, follower);
    reporter = new LedgerReporter(desired, operational, ledger, peerSessions, follower);
    examiner =
        new Examiner(
            dataPlane,
            signaling,
            desired,
            funnels,
            ledger,
            peerSessions,
            reader,
            follower,
            reporter,
            this::settle);
  }

  // --- Commits -----------------------------------------------------------------------------------

  /** Returns what a commit does to the data plane; see {@link CommitPlan}. */
  public CommitPlan plan(Delta delta) {
    assert isOwner.getAsBoolean();
    return planner.plan(delta);
  }

  /**
   * Takes over a commit whose plan was applied. The desired state is that after the commit. {@link
   * #settle} does the rest, and reports.
   */
  public void committed(Delta delta, CommitPlan planned) {
    assert isOwner.getAsBoolean();
    commits.enter(delta, planned);
    if (delta.concernsSignaling()) {
      signaling.update(delta.signalingUpdate());
    }
  }

  /**
   * Takes over the configuration that the manager starts with, and restores what is static.
   *
   * @return number of steps
   */
  public int start(Delta all, Leftovers leftovers) {
    commits.enter(all, CommitPlan.NONE);
    return restore(leftovers);
  }

  /** Starts the signalling, with the configuration that the manager starts with. */
  public void startSignaling(Delta all) {
    signaling.update(all.signalingUpdate());
  }

  /** A plan failed midway and could not be undone: what it was about is read before it is used. */
  public void failed(CommitPlan planned) {
    assert isOwner.getAsBoolean();
    commits.failed(planned);
    settler.doubt();
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
    examiner.look(events, mayRepair);
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
    examiner.lookAtAll(mayRepair);
  }

  /**
   * Tries again what could not be done.
   *
   * @param isDue returns whether the time of a session has come
   * @param isTunnelDue returns whether the time of a static tunnel has come
   */
  public void retry(SessionFilter isDue, Predicate<String> isTunnelDue) {
    assert isOwner.getAsBoolean();
    examiner.retry(isDue, isTunnelDue);
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
    ledger.takeTunnelsToReport().forEach(reporter::report);
    ledger.takeSessionsToReport().forEach(reporter::report);
    operational.leftovers(settled.leftover());
    return settled.steps();
  }
}
