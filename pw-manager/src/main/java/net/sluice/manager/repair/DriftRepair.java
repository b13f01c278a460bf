package net.sluice.manager.repair;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiPredicate;
import net.sluice.funnel.FunnelListener;
import net.sluice.l2tp.DataPlaneListener;
import net.sluice.l2tp.InterfaceState;
import net.sluice.manager.api.StatusService.Subject;
import net.sluice.manager.desired.DesiredState;
import net.sluice.manager.funnels.Funnels;
import net.sluice.manager.funnels.Funnels.Port;
import net.sluice.manager.ledger.Leftovers;
import net.sluice.manager.ledger.SessionLedger;
import net.sluice.manager.state.KnownProblems;
import net.sluice.manager.state.OperationalState;
import net.sluice.manager.thread.ManagerThread;
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

  private final ManagerThread thread;
  private final DesiredState desired;
  private final SessionLedger sessions;
  private final Funnels funnels;
  private final OperationalState operational;

  /** Interfaces by name, as they were told to be last; empty for those that went. */
  private final Map<String, Optional<InterfaceState>> heard = new ConcurrentHashMap<>();

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
      ManagerThread thread,
      DesiredState desired,
      SessionLedger sessions,
      Funnels funnels,
      OperationalState operational) {
    this.thread = thread;
    this.desired = desired;
    this.sessions = sessions;
    this.funnels = funnels;
    this.operational = operational;
  }

  @Override
  public void interfaceChanged(InterfaceState state) {
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
      thread.schedule(Duration.ZERO, this::repairFunnels);
      thread.schedule(PAUSE, () -> filtersScheduled.set(false));
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
  public void settle() {
    guarded(sessions::settle);
    retryIfNeeded();
  }

  private void removeLeftovers() {
    while (!leftovers.isEmpty()) {
      sessions.restore(leftovers.peek());
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
      thread.schedule(pause, () -> retry(pause));
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
      thread.schedule(PAUSE, this::workOnEvents);
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
      heardOfFunnels.clear();
      heardPorts.clear();
      funnels.repairAll(this::mayRepair);
      sessions.lookAtAll(this::mayRepair);
      retryIfNeeded();
      return;
    }
    List<String> ofFunnels = List.copyOf(heardOfFunnels);
    ofFunnels.forEach(heardOfFunnels::remove);
    // Funnels come first, because pseudowires join bridges that exist.
    funnels.repairWithInterfaces(ofFunnels, this::mayRepair);
    List<Port> ports = List.copyOf(heardPorts);
    ports.forEach(heardPorts::remove);
    funnels.repairWithPorts(
        ports.stream().filter(port -> !isConfigured(port)).toList(), this::mayRepair);
    // An event may be about the past already, caused by ourselves: it only says where to look.
    Map<String, Optional<InterfaceState>> interfaces = Map.copyOf(heard);
    interfaces.forEach(heard::remove);
    sessions.look(interfaces, this::mayRepair);
    retryIfNeeded();
  }

  /** Most ports are, and asking for one costs less than asking a funnel for all. */
  private boolean isConfigured(Port port) {
    return desired.pseudowireWithInterface(port.interfaceName()).isPresent();
  }

  private boolean mayRepair(String funnel) {
    return !isWaiting(Subject.FUNNEL, funnel);
  }

  private boolean mayRepair(Subject subject, String name) {
    return !isWaiting(subject, name);
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
    sessions.retry(isDue::test, name -> isDue.test(Subject.TUNNEL, name));
  }

  private static Duration longer(Duration pause) {
    return Duration.ofMillis(Math.min(pause.toMillis() * 2, LONGEST_PAUSE.toMillis()));
  }
}
