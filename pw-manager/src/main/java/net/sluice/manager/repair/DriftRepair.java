package net.sluice.manager.repair;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiPredicate;
import net.sluice.funnel.FunnelListener;
import net.sluice.l2tp.DataPlaneListener;
import net.sluice.l2tp.InterfaceState;
import net.sluice.l2tp.PseudowireProfile;
import net.sluice.l2tp.TunnelProfile;
import net.sluice.manager.api.StatusService.Subject;
import net.sluice.manager.desired.DesiredState;
import net.sluice.manager.funnels.Funnels;
import net.sluice.manager.funnels.Funnels.Port;
import net.sluice.manager.repair.Reconciler.Leftovers;
import net.sluice.manager.signaled.SignaledPseudowires;
import net.sluice.manager.state.KnownProblems;
import net.sluice.manager.state.OperationalState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices what others change in the data plane, and puts it right; also what a commit left there
 * that failed half done. Hears of changes on the data plane's thread, notes the interfaces, and
 * looks at them on the manager's.
 *
 * <p>What can't be put right is tried again, later each time. Until then events about it lead to no
 * attempt: one that fails may cause events, too. All else is repaired at once.
 */
public final class DriftRepair implements DataPlaneListener, FunnelListener {
  private static final Logger LOG = LoggerFactory.getLogger(DriftRepair.class);

  /** Events of one change come in bursts; so late is a repair at least, and so rare. */
  private static final Duration PAUSE = Duration.ofMillis(200);

  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  private final ScheduledExecutorService thread;
  private final DesiredState desired;
  private final Reconciler reconciler;
  private final SignaledPseudowires signaled;
  private final Funnels funnels;
  private final OperationalState operational;

  /** Interfaces by name, as they were told to be last; empty for those that went. */
  private final Map<String, Optional<InterfaceState>> heard = new ConcurrentHashMap<>();

  /** Of an interface that was renamed only the new name is told; its alias names the pseudowire. */
  private final Set<String> heardAliases = ConcurrentHashMap.newKeySet();

  /** Interfaces that may belong to funnels. */
  private final Set<String> heardOfFunnels = ConcurrentHashMap.newKeySet();

  /** Ports of funnels' bridges, also such as have no business there. */
  private final Set<Port> heardPorts = ConcurrentHashMap.newKeySet();

  private final AtomicBoolean workScheduled = new AtomicBoolean();
  private final AtomicBoolean filtersScheduled = new AtomicBoolean();
  private volatile boolean overrun;

  private final Queue<Leftovers> leftovers = new ArrayDeque<>();

  /** What waits to be tried again, by how long it waits at most. */
  private final Map<Duration, Set<String>> rounds = new HashMap<>();

  public DriftRepair(
      ScheduledExecutorService thread,
      DesiredState desired,
      Reconciler reconciler,
      SignaledPseudowires signaled,
      Funnels funnels,
      OperationalState operational) {
    this.thread = thread;
    this.desired = desired;
    this.reconciler = reconciler;
    this.signaled = signaled;
    this.funnels = funnels;
    this.operational = operational;
  }

  @Override
  public void interfaceChanged(InterfaceState state) {
    heardAliases.add(state.settings().alias());
    heard.put(state.settings().name(), Optional.of(state));
    schedule();
  }

  @Override
  public void interfaceGone(String name) {
    heard.put(name, Optional.empty());
    schedule();
  }

  @Override
  public void changed(String interfaceName) {
    if (funnels.concerns(interfaceName)) {
      heardOfFunnels.add(interfaceName);
      schedule();
    }
  }

  @Override
  public void portChanged(String bridge, String interfaceName) {
    heardPorts.add(new Port(bridge, interfaceName));
    schedule();
  }

  /** What goes on changing filters shall not keep the manager busy. */
  @Override
  public void filtersChanged() {
    if (filtersScheduled.compareAndSet(false, true)) {
      after(Duration.ZERO, this::repairFunnels);
      after(PAUSE, () -> filtersScheduled.set(false));
    } else {
      overrun();
    }
  }

  @Override
  public void overrun() {
    overrun = true;
    schedule();
  }

  /** Puts everything back, now or, should that fail, as soon as possible. */
  public void putBack(Leftovers ofFailedCommit) {
    leftovers.add(ofFailedCommit);
    guarded(() -> {});
    retryIfNeeded();
  }

  /** Gives the data plane what was agreed on, now or, should that fail, as soon as possible. */
  public void settleSignaled() {
    guarded(signaled::settle);
    retryIfNeeded();
  }

  private void removeLeftovers() {
    while (!leftovers.isEmpty()) {
      reconciler.reconcileAll(leftovers.peek());
      leftovers.remove();
    }
  }

  /**
   * Puts right, later, what the operational state says has become wrong. What somebody else has put
   * right waits no more: what happens to it next is new.
   */
  public void retryIfNeeded() {
    rounds.values().forEach(this::keepWrong);
    Set<String> fresh = new HashSet<>(operational.problems().takeFresh());
    fresh.removeIf(this::isWaiting);
    retryLater(fresh, PAUSE);
  }

  private void keepWrong(Set<String> objects) {
    objects.removeIf(object -> !operational.problems().isToBeRetried(object));
  }

  private void retryLater(Set<String> objects, Duration pause) {
    if (objects.isEmpty()) {
      return;
    }
    Set<String> round = rounds.get(pause);
    if (round == null) {
      rounds.put(pause, new HashSet<>(objects));
      after(pause, () -> retry(pause));
    } else {
      round.addAll(objects);
    }
  }

  /** Whether an object is to be tried again later, and not before. */
  private boolean isWaiting(String object) {
    return rounds.values().stream().anyMatch(round -> round.contains(object));
  }

  private boolean isWaiting(Subject subject, String name) {
    return !rounds.isEmpty() && isWaiting(KnownProblems.key(subject, name));
  }

  private void schedule() {
    if (workScheduled.compareAndSet(false, true)) {
      after(PAUSE, this::workOnEvents);
    }
  }

  private void after(Duration pause, Runnable work) {
    try {
      Future<?> unused = thread.schedule(work, pause.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("Stopping: no more repairs");
    }
  }

  /** A failure here must not end the repairs for good. */
  private void guarded(Runnable work) {
    try {
      removeLeftovers();
      work.run();
      operational.dataPlane(Optional.empty());
    } catch (RuntimeException e) {
      LOG.error("Repair failed; trying again later", e);
      operational.dataPlane(Optional.of(String.valueOf(e.getMessage())));
      overrun = true; // what was heard of is forgotten
      retryIfNeeded();
    }
  }

  private void repairFunnels() {
    guarded(() -> funnels.repairAll(this::mayRepair));
    retryIfNeeded();
  }

  /** A data plane that can't be talked to is tried again like all else that fails. */
  private void workOnEvents() {
    workScheduled.set(false);
    if (!isWaiting(OperationalState.DATA_PLANE)) {
      guarded(this::work);
    }
  }

  private void work() {
    if (overrun) {
      overrun = false;
      heard.clear();
      heardAliases.clear();
      heardOfFunnels.clear();
      heardPorts.clear();
      funnels.repairAll(this::mayRepair);
      repair(withoutWaiting(reconciler.findDrifted(desired.pseudowires())));
      signaled.lookAtAll();
      retryIfNeeded();
      return;
    }
    List<String> ofFunnels = List.copyOf(heardOfFunnels);
    ofFunnels.forEach(heardOfFunnels::remove);
    funnels.look(ofFunnels, this::mayRepair); // first: pseudowires join what is there
    List<Port> ports = List.copyOf(heardPorts);
    ports.forEach(heardPorts::remove);
    funnels.lookAtPorts(
        ports.stream().filter(port -> !isConfigured(port)).toList(), this::mayRepair);
    // What an event tells may be past already, by our own doing: it only says where to look.
    Set<PseudowireProfile> suspects = new LinkedHashSet<>();
    Map<String, Optional<InterfaceState>> interfaces = Map.copyOf(heard);
    interfaces.forEach(heard::remove);
    for (String interfaceName : interfaces.keySet()) {
      desired
          .pseudowireWithInterface(interfaceName)
          .flatMap(desired::pseudowire)
          .ifPresent(suspects::add);
    }
    List<String> aliases = List.copyOf(heardAliases);
    aliases.forEach(heardAliases::remove);
    for (String alias : aliases) {
      desired.pseudowire(alias).ifPresent(suspects::add);
    }
    repair(withoutWaiting(reconciler.findDrifted(suspects)));
    signaled.look(interfaces);
    retryIfNeeded();
  }

  /** Most ports are, and asking for one costs less than asking a funnel for all. */
  private boolean isConfigured(Port port) {
    return desired.pseudowireWithInterface(port.interfaceName()).isPresent();
  }

  private boolean mayRepair(String funnel) {
    return !isWaiting(Subject.FUNNEL, funnel);
  }

  private List<PseudowireProfile> withoutWaiting(Collection<PseudowireProfile> pseudowires) {
    return pseudowires.stream()
        .filter(pseudowire -> !isWaiting(Subject.PSEUDOWIRE, pseudowire.name()))
        .toList();
  }

  private void retry(Duration pause) {
    Set<String> objects = rounds.remove(pause);
    guarded(() -> retry((subject, name) -> objects.contains(KnownProblems.key(subject, name))));
    keepWrong(objects);
    retryLater(objects, longer(pause));
    retryIfNeeded();
  }

  private void retry(BiPredicate<Subject, String> isDue) {
    if (overrun) {
      work();
    }
    funnels.retry(name -> isDue.test(Subject.FUNNEL, name));
    List<TunnelProfile> tunnels =
        operational
            .tunnels("")
            .filter(status -> status.lastError().isPresent())
            .filter(status -> isDue.test(Subject.TUNNEL, status.name()))
            .flatMap(status -> desired.tunnel(status.name()).stream())
            .toList();
    if (!tunnels.isEmpty()) {
      repaired(reconciler.reconcileTunnels(tunnels), tunnels.size() + " tunnels");
    }
    List<PseudowireProfile> pseudowires =
        operational
            .pseudowires("")
            .filter(status -> status.lastError().isPresent())
            .filter(status -> isDue.test(Subject.PSEUDOWIRE, status.name()))
            .flatMap(status -> desired.pseudowire(status.name()).stream())
            .toList();
    repair(pseudowires);
    signaled.retry(
        name -> isDue.test(Subject.PSEUDOWIRE, name) || isDue.test(Subject.SESSION, name));
  }

  private void repair(List<PseudowireProfile> drifted) {
    if (!drifted.isEmpty()) {
      funnels.lookBelow(drifted.stream().map(PseudowireProfile::name).toList(), this::mayRepair);
      repaired(reconciler.reconcile(drifted), drifted.size() + " pseudowires");
    }
  }

  private static void repaired(int steps, String what) {
    LOG.warn("Found {} not as configured; {} steps to put that right", what, steps);
  }

  private static Duration longer(Duration pause) {
    return Duration.ofMillis(Math.min(pause.toMillis() * 2, LONGEST_PAUSE.toMillis()));
  }
}
