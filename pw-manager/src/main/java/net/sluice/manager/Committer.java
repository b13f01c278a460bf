package net.sluice.manager;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import net.sluice.manager.api.ConfigError;
import net.sluice.manager.api.ConfigException;
import net.sluice.manager.api.ConfigService.Client;
import net.sluice.manager.api.Plan;
import net.sluice.manager.api.StatusService.EventType;
import net.sluice.manager.api.StatusService.Subject;
import net.sluice.manager.desired.Delta;
import net.sluice.manager.funnels.Funnels;
import net.sluice.manager.ledger.CommitPlanner.CommitPlan;
import net.sluice.manager.ledger.Leftovers;
import net.sluice.manager.ledger.SessionLedger;
import net.sluice.manager.plan.PlanRunner;
import net.sluice.manager.repair.DriftRepair;
import net.sluice.manager.resolve.Preparer;
import net.sluice.manager.resolve.Preparer.Prepared;
import net.sluice.manager.state.EventHistory;
import net.sluice.manager.store.Changes;
import net.sluice.manager.store.CommitLog;
import net.sluice.manager.store.ConfigTree;
import net.sluice.manager.thread.ManagerThread;
import org.opendaylight.yangtools.yang.common.ErrorTag;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits the candidate to the journal, the data plane and the running datastore, as a whole or not
 * at all.
 *
 * <p>Thread: manager. {@link #history}: any.
 */
final class Committer {
  private static final Logger LOG = LoggerFactory.getLogger(Committer.class);

  private final ManagerThread thread;
  private final Clock clock;
  private final CommitLog log;
  private final ConfigTree tree;
  private final Preparer preparer;
  private final PlanRunner runner;
  private final SessionLedger sessions;
  private final Funnels funnels;
  private final DriftRepair repair;
  private final EventHistory events;

  private volatile History history = new History(0, Optional.empty());

  /**
   * The commits since the start.
   *
   * @param count number of commits
   * @param last time of the last one
   */
  record History(long count, Optional<Instant> last) {}

  Committer(
      ManagerThread thread,
      Clock clock,
      CommitLog log,
      ConfigTree tree,
      Preparer preparer,
      PlanRunner runner,
      SessionLedger sessions,
      Funnels funnels,
      DriftRepair repair,
      EventHistory events) {
    this.thread = thread;
    this.clock = clock;
    this.log = log;
    this.tree = tree;
    this.preparer = preparer;
    this.runner = runner;
    this.sessions = sessions;
    this.funnels = funnels;
    this.repair = repair;
    this.events = events;
  }

  History history() {
    return history;
  }

  /**
   * Validates and resolves changes.
   *
   * @throws ConfigException with every problem, if the configuration is not valid or not possible
   *     on this host
   */
  Prepared prepare(Changes changes) throws ConfigException {
    assert thread.isCurrent();
    Prepared prepared = preparer.prepare(changes);
    List<ConfigError> forbidden = funnels.check(prepared.delta().funnels());
    if (!forbidden.isEmpty()) {
      throw new ConfigException(forbidden);
    }
    return prepared;
  }

  /**
   * Commits the candidate. The order makes the commit atomic: the changes are written to the
   * journal, then the data plane is changed, then one more line in the journal makes the commit
   * valid. After a crash before that line, running is unchanged, and the journal contains the
   * changes to clean up. After that line, the commit can not fail any more: see {@link #follow}.
   *
   * @return true if running changed
   * @throws ConfigException if the commit is rejected; running is unchanged
   */
  boolean commit(Client client) throws ConfigException {
    assert thread.isCurrent();
    PhaseTimer timer = new PhaseTimer();
    Prepared prepared = prepare(tree.changes());
    if (prepared.changes().isEmpty()) {
      return false;
    }
    timer.ended("check");
    CommitPlan planned = sessions.plan(prepared.delta());
    timer.ended("plan");
    log.prepare(prepared.changes(), prepared.delta().newNumbers(), client.user());
    timer.ended("journal");
    apply(prepared.delta(), planned, timer);
    follow(prepared, planned);
    timer.ended("state");
    report(client, prepared.changes().units().size(), planned.plan().size(), timer);
    thread.execute(log::compact); // after the client has its answer
    return true;
  }

  private void apply(Delta delta, CommitPlan planned, PhaseTimer timer) throws ConfigException {
    try {
      runner.applyAll(planned.plan());
      timer.ended("data-plane");
      logCommit(planned.plan());
    } catch (ConfigException e) {
      log.abort();
      throw e;
    } catch (RuntimeException e) {
      throw failedMidway(delta, planned, e);
    }
  }

  private void logCommit(Plan plan) throws ConfigException {
    try {
      log.commit();
    } catch (ConfigException e) {
      runner.undoAll(plan, e);
      throw e;
    }
  }

  /** Reads the data plane, because the applied steps are unknown, and restores the former state. */
  private ConfigException failedMidway(Delta delta, CommitPlan planned, RuntimeException failure) {
    LOG.error("commit failed midway", failure);
    sessions.failed(planned);
    repair.restore(Leftovers.of(delta));
    log.abort();
    if (failure.getCause() instanceof ConfigException refusal) {
      return refusal;
    }
    return new ConfigException(
        ConfigError.protocol(
            ErrorTag.OPERATION_FAILED, "the data plane failed: " + failure.getMessage()));
  }

  /**
   * Applies a commit in memory, after the line in the journal made it valid. The order is defined
   * here only:
   *
   * <ol>
   *   <li>the datastore: readers see the candidate as running;
   *   <li>the desired state, which all later parts read;
   *   <li>the funnels: the plan has built their trees; bridges that the plan left are kept until
   *       the sessions have left them;
   *   <li>the session ledger, which updates signaling;
   *   <li>the settlement: sessions of peers and signaled sessions get their settings and leave
   *       funnels, whose bridges are then removed;
   *   <li>the report of the funnels, which counts the members after all have moved;
   *   <li>the retries of changes that failed.
   * </ol>
   *
   * If a part throws an exception, the exception is logged, the other parts run, and then the whole
   * data plane is examined. The client gets no error, because the commit is on disk.
   */
  private void follow(Prepared prepared, CommitPlan planned) {
    Delta delta = prepared.delta();
    guarded("datastore", () -> tree.commit(prepared.changes()));
    guarded("desired state", () -> preparer.committed(prepared));
    guarded("funnels", () -> funnels.committed(planned.plan().clearsLater()));
    guarded("sessions", () -> sessions.committed(delta, planned));
    guarded("settlement", repair::settle);
    guarded("report of funnels", () -> funnels.report(delta.funnels()));
    guarded("retries", repair::retryIfNeeded);
  }

  private void guarded(String part, Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      LOG.error("commit incomplete in memory part={}", part.replace(' ', '-'), e);
      repair.overrun();
    }
  }

  private void report(Client client, int objects, int steps, PhaseTimer timer) {
    history = new History(history.count() + 1, Optional.of(clock.instant()));
    events.add(
        Subject.SYSTEM,
        "",
        EventType.COMMIT,
        "%s changed %d objects".formatted(client.user(), objects));
    LOG.info(
        "commit applied user={} session={} changed={} steps={} {}",
        client.user(),
        client.sessionId(),
        objects,
        steps,
        timer);
  }
}
