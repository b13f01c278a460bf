package net.sluice.manager;

import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import net.sluice.funnel.FunnelPlane;
import net.sluice.funnel.TreeState;
import net.sluice.l2tp.DataPlane;
import net.sluice.l2tp.InterfaceState;
import net.sluice.l2tp.LcceProfile;
import net.sluice.l2tp.signaling.Signaling;
import net.sluice.l2tp.signaling.SignalingEvent;
import net.sluice.l2tp.signaling.SystemCounters;
import net.sluice.l2tp.signaling.TunnelCounters;
import net.sluice.manager.api.ActionService;
import net.sluice.manager.api.ConfigError;
import net.sluice.manager.api.ConfigException;
import net.sluice.manager.api.ConfigService;
import net.sluice.manager.api.Datastore;
import net.sluice.manager.api.Edit;
import net.sluice.manager.api.Plan;
import net.sluice.manager.api.StatusService;
import net.sluice.manager.config.ConfigReader;
import net.sluice.manager.desired.Delta;
import net.sluice.manager.desired.DesiredState;
import net.sluice.manager.funnels.Funnels;
import net.sluice.manager.ledger.CommitPlanner.CommitPlan;
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
import net.sluice.netlink.MacAddress;
import net.sluice.yang.Schema;
import org.opendaylight.yangtools.yang.common.ErrorTag;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;
import org.opendaylight.yangtools.yang.data.api.schema.MapEntryNode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The manager: takes edits, keeps the datastores, and keeps the data plane as running says. One
 * thread of its own does everything that changes anything; reads never wait for it.
 */
public final class Manager implements ConfigService, StatusService, ActionService, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Manager.class);

  private final ManagerThread thread;
  private final CommitLog log;
  private final DataPlane dataPlane;
  private final Signaling signaling;
  private final Clock clock;
  private final Instant started;

  private final ConfigTree tree;
  private final Preparer preparer;
  private final Locks locks;
  private final DesiredState desired;
  private final EventHistory events;
  private final OperationalState operational;
  private final PlanRunner runner;
  private final SessionLedger sessions;
  private final Funnels funnels;
  private final DriftRepair repair;
  private final OperationalTree stateTree;
  private final Actions actions;

  private volatile Optional<LcceProfile> lcce = Optional.empty();
  private volatile Commits commits = new Commits(0, Optional.empty());

  private record Commits(long count, Optional<Instant> last) {}

  /**
   * Takes over a store, a data plane and that of funnels, and brings them to what the store says;
   * what can't be brought there now is reported as state and tried again.
   *
   * @throws ConfigException the stored configuration is not valid
   */
  public static Manager start(
      CommitLog log, DataPlane dataPlane, FunnelPlane funnelPlane, Signaling signaling, Clock clock)
      throws ConfigException {
    return start(log, dataPlane, funnelPlane, signaling, clock, new ManagerThread());
  }

  /** With a thread, and thus a time, of the caller's. */
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
    this.clock = clock;
    started = clock.instant();
    locks = new Locks(clock);
    tree = new ConfigTree(Schema.get(), log.loaded().running());
    desired = new DesiredState(log.loaded().numbers());
    preparer = new Preparer(desired);
    events = new EventHistory(clock);
    operational = new OperationalState(clock, events);
    runner = new PlanRunner(dataPlane, funnelPlane);
    funnels = new Funnels(funnelPlane, desired.funnels(), operational.funnels());
    sessions =
        new SessionLedger(
            dataPlane,
            runner,
            signaling,
            desired,
            operational,
            funnels,
            () -> new ConfigReader(tree.running()).autonamePrefix());
    actions = new Actions(signaling, desired, operational);
    stateTree =
        new OperationalTree(
            tree::running, dataPlane, signaling, operational, events, funnels::state);
    repair = new DriftRepair(thread.executor(), desired, sessions, funnels, operational);
  }

  private void startUp() throws ConfigException {
    Prepared all = preparer.prepare(Changes.between(Changes.EMPTY, tree.running()));
    preparer.committed(all);
    funnels.committed(List.of());
    dataPlane.listen(repair);
    funnels.listen(repair);
    funnels.removeUnknown();
    sessions.started(all.delta());
    int steps = sessions.restore(leftovers());
    LOG.info(
        "{} static tunnels and {} pseudowires configured; {} steps brought the {} data plane to"
            + " that",
        desired.tunnels().size(),
        desired.pseudowires().size(),
        steps,
        dataPlane.kind());
    signaling.listen(new SignalingInbox(thread.executor(), this::follow));
    lcce = desired.lcce();
    repair.settle();
  }

  private void follow(List<SignalingEvent> told) {
    sessions.handle(told);
    repair.settle();
  }

  private Leftovers leftovers() {
    Optional<Changes> interrupted = log.loaded().interrupted();
    if (interrupted.isEmpty()) {
      return Leftovers.NONE;
    }
    LOG.warn("The last commit was interrupted; it is taken back");
    return Leftovers.of(preparer.resolve(interrupted.get()));
  }

  // --- ConfigService -----------------------------------------------------------------------------

  @Override
  public ContainerNode read(Datastore datastore) {
    return datastore == Datastore.RUNNING ? tree.running() : tree.candidate();
  }

  @Override
  public void edit(Client client, List<Edit> edits, Edit.ErrorOption errorOption)
      throws ConfigException {
    thread.act(
        () -> {
          locks.requireFree(client, Datastore.CANDIDATE);
          tree.edit(edits, errorOption);
        });
  }

  @Override
  public void test(Client client, List<Edit> edits) throws ConfigException {
    thread.call(
        () -> {
          locks.requireFree(client, Datastore.CANDIDATE);
          return prepare(tree.preview(edits));
        });
  }

  @Override
  public void replaceCandidate(Client client, ContainerNode content) throws ConfigException {
    thread.act(
        () -> {
          locks.requireFree(client, Datastore.CANDIDATE);
          tree.replaceCandidate(content);
        });
  }

  @Override
  public void validate(Datastore datastore) throws ConfigException {
    if (datastore == Datastore.CANDIDATE) {
      thread.call(() -> prepare(tree.changes()));
    }
    // What runs has been valid when it was committed, and nothing else changes it.
  }

  @Override
  public void validate(ContainerNode content) throws ConfigException {
    thread.call(() -> prepare(Changes.between(tree.running(), content)));
  }

  @Override
  public boolean commit(Client client) throws ConfigException {
    return thread.call(
        () -> {
          locks.requireFree(client, Datastore.RUNNING);
          locks.requireFree(client, Datastore.CANDIDATE);
          long before = commits.count();
          commitNow(client);
          return commits.count() > before;
        });
  }

  @Override
  public void discard(Client client) throws ConfigException {
    thread.act(
        () -> {
          locks.requireFree(client, Datastore.CANDIDATE);
          tree.discard();
        });
  }

  @Override
  public void lock(Client client, Datastore datastore) throws ConfigException {
    thread.act(
        () -> {
          locks.requireUnlocked(datastore);
          if (datastore == Datastore.CANDIDATE && !tree.changes().isEmpty()) {
            throw new ConfigException(
                ConfigError.protocol(
                        ErrorTag.LOCK_DENIED,
                        "the candidate has changes that are not committed: commit or discard them"
                            + " first")
                    .withInfo("session-id", "0"));
          }
          locks.lock(client, datastore);
        });
  }

  @Override
  public void unlock(Client client, Datastore datastore) throws ConfigException {
    thread.act(
        () -> {
          locks.unlock(client, datastore);
          if (datastore == Datastore.CANDIDATE) {
            tree.discard(); // RFC 6241 section 8.3.5.2
          }
        });
  }

  @Override
  public Optional<LockHolder> lockOf(Datastore datastore) {
    return locks.holder(datastore);
  }

  @Override
  public void closed(Client client) throws ConfigException {
    thread.act(
        () -> {
          if (locks.holds(client, Datastore.CANDIDATE)) {
            tree.discard();
          }
          locks.release(client);
        });
  }

  /** Works out what a change means, and refuses what is not valid, or can't be on this host. */
  private Prepared prepare(Changes changes) throws ConfigException {
    Prepared prepared = preparer.prepare(changes);
    List<ConfigError> forbidden = funnels.check(prepared.delta().funnels());
    if (!forbidden.isEmpty()) {
      throw new ConfigException(forbidden);
    }
    return prepared;
  }

  /**
   * The order makes the commit atomic: what is to be done is written down first, then the data
   * plane is changed, then one line in the journal says that it counts. A crash before that line
   * leaves running as it was, and a note of what to clean up.
   */
  private void commitNow(Client client) throws ConfigException {
    PhaseTimer timer = new PhaseTimer();
    Prepared prepared = prepare(tree.changes());
    if (prepared.changes().isEmpty()) {
      return;
    }
    timer.ended("check");
    CommitPlan planned = sessions.plan(prepared.delta());
    Plan plan = planned.plan();
    timer.ended("plan");
    log.prepare(prepared.changes(), prepared.delta().newNumbers(), client.user());
    timer.ended("journal");
    try {
      runner.applyAll(plan);
      timer.ended("data plane");
      logCommit(plan);
    } catch (ConfigException e) {
      log.abort();
      throw e;
    } catch (RuntimeException e) {
      throw failedMidway(prepared.delta(), planned, e);
    }
    tree.commit(prepared.changes());
    preparer.committed(prepared);
    funnels.committed(plan.clearsLater());
    lcce = desired.lcce();
    sessions.committed(prepared.delta(), planned);
    repair.settle();
    funnels.report(prepared.delta().funnels());
    repair.retryIfNeeded();
    timer.ended("state");
    commits = new Commits(commits.count() + 1, Optional.of(clock.instant()));
    events.add(
        Subject.SYSTEM,
        "",
        "commit",
        "%s changed %d objects".formatted(client.user(), prepared.changes().units().size()));
    LOG.info(
        "Commit by {}: {} objects changed, {} steps ({})",
        client.user(),
        prepared.changes().units().size(),
        plan.size(),
        timer);
    compactLater();
  }

  /** Once the client has its answer; when the manager stops, the next one will do it. */
  private void compactLater() {
    try {
      thread.executor().execute(log::compact);
    } catch (RejectedExecutionException e) {
      LOG.debug("Stopping: the journal stays as it is");
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

  /** How much of the plan is applied is not known: look, and put back what was. */
  private ConfigException failedMidway(Delta delta, CommitPlan planned, RuntimeException failure) {
    LOG.error("The data plane failed in the middle of a commit", failure);
    sessions.failed(planned);
    repair.putBack(Leftovers.of(delta));
    log.abort();
    if (failure.getCause() instanceof ConfigException refusal) {
      return refusal;
    }
    return new ConfigException(
        ConfigError.protocol(
            ErrorTag.OPERATION_FAILED, "the data plane failed: " + failure.getMessage()));
  }

  // --- StatusService -----------------------------------------------------------------------------

  @Override
  public SystemStatus system() {
    Commits now = commits;
    return new SystemStatus(
        started,
        dataPlane.kind(),
        operational.tunnelCounts(),
        operational.pseudowireCounts(),
        operational.peerSessionCounts(),
        now.count(),
        now.last());
  }

  @Override
  public Health health() {
    return operational.health();
  }

  @Override
  public Stream<TunnelStatus> tunnels(String after) {
    return operational.tunnels(after);
  }

  @Override
  public Optional<TunnelStatus> tunnel(String name) {
    return operational.tunnel(name);
  }

  @Override
  public Stream<PseudowireStatus> pseudowires(String after) {
    return operational.pseudowires(after);
  }

  @Override
  public Optional<PseudowireStatus> pseudowire(String name) {
    return operational.pseudowire(name);
  }

  @Override
  public Optional<PseudowireStatus> session(long sessionId) {
    return operational.session(sessionId);
  }

  @Override
  public Stream<PseudowireStatus> sessions(String after) {
    return operational.peerSessions(after);
  }

  @Override
  public Optional<PseudowireStatus> session(String name) {
    return operational.peerSession(name);
  }

  @Override
  public Stream<FunnelStatus> funnels(String after) {
    return operational.funnels().funnels(after);
  }

  @Override
  public Optional<FunnelStatus> funnel(String name) {
    return operational.funnels().funnel(name);
  }

  @Override
  public Optional<TreeState> tree(String funnel) {
    return funnels.state(funnel);
  }

  @Override
  public Optional<Located> locate(String funnel, MacAddress address, OptionalInt vlan) {
    return funnels
        .locate(funnel, address, vlan)
        .map(port -> new Located(port, operational.withInterface(port.interfaceName())));
  }

  @Override
  public Optional<TunnelCounters> counters(String tunnel) {
    return signaling.counters(tunnel);
  }

  @Override
  public SystemCounters counters() {
    return signaling.counters();
  }

  @Override
  public Subscription subscribe(Consumer<Event> subscriber) {
    return events.subscribe(subscriber);
  }

  // --- ActionService -----------------------------------------------------------------------------

  @Override
  public void resetTunnel(String name) throws ConfigException {
    thread.act(() -> actions.resetTunnel(name));
  }

  @Override
  public void resetPseudowire(String name) throws ConfigException {
    thread.act(() -> actions.resetPseudowire(name));
  }

  @Override
  public void resetSession(String name) throws ConfigException {
    thread.act(() -> actions.resetSession(name));
  }

  @Override
  public Map<String, InterfaceState> interfaces(Collection<String> names) {
    return dataPlane.interfaces(names);
  }

  @Override
  public Stream<Event> events(long afterSequence) {
    return events.after(afterSequence);
  }

  @Override
  public List<Event> events(Subject subject, String name) {
    return events.of(subject, name);
  }

  @Override
  public ContainerNode operationalRoot() {
    return stateTree.root(lcce);
  }

  @Override
  public MapEntryNode withState(YangInstanceIdentifier path, MapEntryNode config) {
    return stateTree.withState(config);
  }

  /**
   * Stops the manager's thread when it is done with what it is at; the data plane and the store
   * stay open, and stay as they are.
   */
  @Override
  public void close() {
    thread.close();
  }
}
