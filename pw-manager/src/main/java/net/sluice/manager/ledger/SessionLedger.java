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
 * tunnels. A commit, a tunnel that comes up, or signaling sets the wanted state. The settler
 * changes the data plane accordingly, and the operational state gets the result. {@link Placed} has
 * the states of a session.
 *
 * <p>The interface of a configured pseudowire outlives its negotiated session: it is dormant until
 * another session takes its place. The interface of a peer's session is removed with the session.
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
   * @param prefix returns the configured prefix of automatic interface names
   * @param isOwner returns true if the calling thread may use the ledger
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

  /** Returns the changes of the data plane that a commit makes; see {@link CommitPlan}. */
  public CommitPlan plan(Delta delta) {
    assert isOwner.getAsBoolean();
    return planner.plan(delta);
  }

  /**
   * Enters a commit whose plan was applied. The desired state is the one after the commit. {@link
   * #settle} must follow.
   */
  public void committed(Delta delta, CommitPlan planned) {
    assert isOwner.getAsBoolean();
    commits.enter(delta, planned);
    if (delta.concernsSignaling()) {
      signaling.update(delta.signalingUpdate());
    }
  }

  /**
   * Enters the configuration that the manager starts with, and restores the static tunnels and
   * sessions.
   *
   * @return number of steps
   */
  public int start(Delta all, Leftovers leftovers) {
    assert isOwner.getAsBoolean();
    commits.enter(all, CommitPlan.NONE);
    return restore(leftovers);
  }

  /** Starts signaling with the configuration that the manager starts with. */
  public void startSignaling(Delta all) {
    assert isOwner.getAsBoolean();
    signaling.update(all.signalingUpdate());
  }

  /**
   * Handles a plan that failed midway and could not be undone. The next settlement reads the
   * objects of the plan before it changes them.
   */
  public void failed(CommitPlan planned) {
    assert isOwner.getAsBoolean();
    commits.failed(planned);
    settler.doubt();
  }

  // --- Signaling --------------------------------------------------------------------------------

  /** Enters events of signaling. {@link #settle} must follow. */
  public void handle(Collection<SignalingEvent> events) {
    assert isOwner.getAsBoolean();
    follower.handle(events);
  }

  // --- Drift -------------------------------------------------------------------------------------

  /**
   * Restores the wanted state of all static tunnels and sessions, and removes the leftovers of an
   * interrupted commit. Funnels come first, because pseudowires join them.
   *
   * @return number of steps
   */
  public int restore(Leftovers leftovers) {
    assert isOwner.getAsBoolean();
    funnels.remove(leftovers.funnels());
    funnels.repairAll(funnel -> true);
    funnels.removeUnknownFilters();
    List<PlacedTunnel> tunnels = ledger.latest().stream().filter(PlacedTunnel::isStatic).toList();
    List<Placed> sessions =
        ledger.sessions().stream().filter(session -> session.kind() == Kind.STATIC).toList();
    reader.read(tunnels, sessions, leftovers);
    tunnels.forEach(ledger::changed);
    sessions.forEach(ledger::changed);
    return settle();
  }

  /**
   * Examines interfaces that changed, and repairs those that differ from the wanted state.
   *
   * @param events the latest events of the data plane by interface; empty for a removed interface
   * @param mayRepair returns true if a session may be repaired now
   */
  public void examine(Map<String, Optional<InterfaceState>> events, SessionFilter mayRepair) {
    assert isOwner.getAsBoolean();
    examiner.examine(events, mayRepair);
  }

  /** Selects sessions by subject and name, since a peer's session may be named as a pseudowire. */
  @FunctionalInterface
  public interface SessionFilter {
    boolean test(Subject subject, String name);
  }

  /**
   * Examines every interface that the data plane should have, except those with a known problem.
   */
  public void examineAll(SessionFilter mayRepair) {
    assert isOwner.getAsBoolean();
    examiner.examineAll(mayRepair);
  }

  /**
   * Retries changes that failed.
   *
   * @param isDue returns true if a session must be retried now
   * @param isTunnelDue returns true if a static tunnel must be retried now
   */
  public void retry(SessionFilter isDue, Predicate<String> isTunnelDue) {
    assert isOwner.getAsBoolean();
    examiner.retry(isDue, isTunnelDue);
  }

  // --- Settlement and reports --------------------------------------------------------------------

  /**
   * Changes the data plane to the wanted state, and updates the operational state.
   *
   * @return number of steps
   * @throws RuntimeException if the data plane does not answer; the next call starts again
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
