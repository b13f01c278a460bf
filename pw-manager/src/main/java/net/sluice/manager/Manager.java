package net.sluice.manager;

import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Executor;
import net.sluice.funnel.FunnelPlane;
import net.sluice.l2tp.DataPlane;
import net.sluice.l2tp.signaling.Signaling;
import net.sluice.l2tp.signaling.SignalingEvent;
import net.sluice.manager.api.ActionService;
import net.sluice.manager.api.ConfigException;
import net.sluice.manager.api.ConfigService;
import net.sluice.manager.api.StatusService;
import net.sluice.manager.config.ConfigReader;
import net.sluice.manager.desired.DesiredState;
import net.sluice.manager.funnels.Funnels;
import net.sluice.manager.ledger.Leftovers;
import net.sluice.manager.ledger.SessionLedger;
import net.sluice.manager.ledger.SignalingInbox;
import net.sluice.manager.plan.PlanRunner;
import net.sluice.manager.repair.DriftRepair;
import net.sluice.manager.resolve.Preparer;
import net.sluice.manager.resolve.Preparer.Prepared;
import net.sluice.manager.state.EventHistory;
import net.sluice.manager.state.OperationalState;
import net.sluice.manager.state.OperationalTree;
import net.sluice.manager.store.Changes;
import net.sluice.manager.store.CommitLog;
import net.sluice.manager.store.ConfigTree;
import net.sluice.manager.thread.ManagerThread;
import net.sluice.yang.Schema;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The manager. It owns the datastores and keeps the data plane in the state that the running
 * datastore requires. It has three interfaces: configuration, status and actions. All changes
 * happen on the manager thread; reads never wait for it. This class wires, starts and stops the
 * parts.
 *
 * <p>Thread: any.
 */
public final class Manager implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Manager.class);

  private final ManagerThread thread;
  private final CommitLog log;
  private final DataPlane dataPlane;
  private final Signaling signaling;
  private final ConfigTree tree;
  private final Preparer preparer;
  private final DesiredState desired;
  private final SessionLedger sessions;
  private final Funnels funnels;
  private final DriftRepair repair;
  private final ConfigService config;
  private final StatusService status;
  private final ActionService actions;

  /**
   * Starts a manager and applies the stored configuration to the data planes. Objects that can not
   * be created now are shown as failed in the operational state, and are tried again.
   *
   * @throws ConfigException if the stored configuration is not valid
   */
  public static Manager start(
      CommitLog log, DataPlane dataPlane, FunnelPlane funnelPlane, Signaling signaling, Clock clock)
      throws ConfigException {
    return start(log, dataPlane, funnelPlane, signaling, clock, new ManagerThread());
  }

  /** Starts a manager with a thread that the caller creates, so that tests control time. */
  public static Manager start(
      CommitLog log,
      DataPlane dataPlane,
      FunnelPlane funnelPlane,
      Signaling signaling,
      Clock clock,
      ManagerThread thread)
      throws ConfigException {
    Manager manager = new Manager(log, dataPlane, funnelPlane, signaling, clock, thread);
    try {
      manager.thread.act(manager::startUp);
    } catch (ConfigException | RuntimeException e) {
      manager.thread.close();
      throw e;
    }
    return manager;
  }

  private Manager(
      CommitLog log,
      DataPlane dataPlane,
      FunnelPlane funnelPlane,
      Signaling signaling,
      Clock clock,
      ManagerThread thread) {
    this.thread = thread;
    this.log = log;
    this.dataPlane = dataPlane;
    this.signaling = signaling;
    tree = new ConfigTree(Schema.get(), log.loaded().running());
    desired = new DesiredState(log.loaded().numbers());
    preparer = new Preparer(desired);
    EventHistory events = new EventHistory(clock);
    OperationalState operational = new OperationalState(clock, events);
    PlanRunner runner = new PlanRunner(dataPlane, funnelPlane);
    funnels = new Funnels(funnelPlane, desired.funnels(), operational.funnels());
    sessions =
        new SessionLedger(
            dataPlane,
            runner,
            signaling,
            desired,
            operational,
            funnels,
            () -> new ConfigReader(tree.running()).autonamePrefix(),
            thread::isCurrent);
    repair = new DriftRepair(thread, desired, sessions, funnels, operational);
    Committer committer =
        new Committer(
            thread, clock, log, tree, preparer, runner, sessions, funnels, repair, events);
    config = new Datastores(thread, tree, new Locks(clock), committer);
    status =
        new Status(
            clock.instant(),
            dataPlane,
            signaling,
            desired,
            operational,
            new OperationalTree(
                tree::running, dataPlane, signaling, operational, events, funnels::state),
            events,
            funnels,
            committer);
    actions = new Actions(thread, signaling, desired, operational);
  }

  private void startUp() throws ConfigException {
    Prepared all = preparer.prepareStored(Changes.between(Changes.EMPTY, tree.running()));
    preparer.committed(all);
    funnels.committed(List.of());
    dataPlane.listen(repair);
    funnels.listen(repair);
    funnels.removeUnknown();
    int steps = sessions.start(all.delta(), leftovers());
    LOG.info(
        "manager started tunnels={} pseudowires={} steps={} data-plane={}",
        desired.tunnels().size(),
        desired.pseudowires().size(),
        steps,
        dataPlane.kind().name().toLowerCase(Locale.ROOT));
    signaling.listen(new SignalingInbox(thread, this::handle));
    sessions.startSignaling(all.delta());
    repair.settle();
  }

  private void handle(List<SignalingEvent> events) {
    sessions.handle(events);
    repair.settle();
  }

  private Leftovers leftovers() {
    Optional<Changes> interrupted = log.loaded().interrupted();
    if (interrupted.isEmpty()) {
      return Leftovers.NONE;
    }
    LOG.warn("interrupted commit rolled back");
    return Leftovers.of(preparer.resolve(interrupted.get()));
  }

  /** Returns the thread {@code manager}, so that a watchdog can find out if it works. */
  public Executor executor() {
    return thread;
  }

  /** Returns the datastores. */
  public ConfigService config() {
    return config;
  }

  /** Returns the operational state. */
  public StatusService status() {
    return status;
  }

  /** Returns the actions. */
  public ActionService actions() {
    return actions;
  }

  /**
   * Stops the manager thread after the work in progress. The data plane and the store stay open and
   * unchanged.
   */
  @Override
  public void close() {
    thread.close();
  }
}
