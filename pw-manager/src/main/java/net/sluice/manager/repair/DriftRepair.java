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
 * Detects changes that other programs make to the data plane and repairs them. It also removes the
 * leftovers of a commit that failed midway. Events arrive on the thread of the data plane, which
 * stores the names of the interfaces; the manager thread examines them.
 *
 * <p>A repair that fails is tried again, with growing pauses. In a pause, events about the object
 * cause no attempt, because a failing attempt may cause events itself. All other objects are
 * repaired immediately.
 *
 * <p>Thread: manager. Methods of the listeners: any.
 */
public final class DriftRepair implements DataPlaneListener, FunnelListener {
  private static final Logger LOG = LoggerFactory.getLogger(DriftRepair.class);

  /** The shortest time between two repairs, because the events of one change come in bursts. */
  private static final Duration PAUSE = Duration.ofMillis(200);

  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  private final ManagerThread thread;
  private final DesiredState desired;
  private final SessionLedger sessions;
  private final Funnels funnels;
  private final OperationalState operational;

  /** The latest events by interface; empty for a removed interface. */
  private final Map<String, Optional<InterfaceState>> events = new ConcurrentHashMap<>();

  /** Changed interfaces that may belong to funnels. */
  private final Set<String> eventsOfFunnels = ConcurrentHashMap.newKeySet();

  /** Changed ports of the bridges of funnels, including ports of other programs. */
  private final Set<Port> eventsOfPorts = ConcurrentHashMap.newKeySet();

  private final AtomicBoolean workScheduled = new AtomicBoolean();
  private final AtomicBoolean filtersScheduled = new AtomicBoolean();
  private volatile boolean overrun;

  private final Queue<Leftovers> leftovers = new ArrayDeque<>();

  /** The objects that wait for another attempt, by the length of their present pause. */
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
    events.put(state.settings().name(), Optional.of(state));
    schedule();
  }

  @Override
  public void interfaceGone(String name) {
    events.put(name, Optional.empty());
    schedule();
  }

  @Override
  public void changed(String interfaceName) {
    if (funnels.concerns(interfaceName)) {
      eventsOfFunnels.add(interfaceName);
      schedule();
    }
  }

  @Override
  public void portChanged(String bridge, String interfaceName) {
    eventsOfPorts.add(new Port(bridge, interfaceName));
    schedule();
  }

  /** Repairs at most once per pause, so that frequent changes do not keep the manager busy. */
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

  /** Restores the wanted state, immediately or, if that fails, as soon as possible. */
  public void restore(Leftovers ofFailedCommit) {
    leftovers.add(ofFailedCommit);
    guarded(() -> {});
    retryIfNeeded();
  }

  /** Settles the ledger, immediately or, if that fails, as soon as possible. */
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
   * Schedules another attempt for the objects with new problems. An object that was repaired in the
   * meantime is removed from the waiting ones.
   */
  public void retryIfNeeded() {
    rounds.values().forEach(this::keepProblematic);
    Set<String> fresh = new HashSet<>(operational.problems().takeFresh());
    fresh.removeIf(this::isWaiting);
    retryLater(fresh, PAUSE);
  }

  private void keepProblematic(Set<String> objects) {
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

  /** Returns true if an object waits for another attempt. */
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

  /**
   * Runs a repair. A failure is stored as a problem and retried, so that it does not end repairs.
   */
  private void guarded(Runnable work) {
    try {
      removeLeftovers();
      work.run();
      operational.dataPlane(Optional.empty());
    } catch (RuntimeException e) {
      LOG.error("repair failed", e);
      operational.dataPlane(Optional.of(String.valueOf(e.getMessage())));
      overrun = true; // the events of the failed round are lost
      retryIfNeeded();
    }
  }

  private void repairFunnels() {
    guarded(() -> funnels.repairAll(this::mayRepair));
    retryIfNeeded();
  }

  /** Handles the stored events, unless the data plane as a whole waits for another attempt. */
  private void workOnEvents() {
    workScheduled.set(false);
    if (!isWaiting(OperationalState.DATA_PLANE)) {
      guarded(this::work);
    }
  }

  private void work() {
    if (overrun) {
      overrun = false;
      events.clear();
      eventsOfFunnels.clear();
      eventsOfPorts.clear();
      funnels.repairAll(this::mayRepair);
      sessions.examineAll(this::mayRepair);
      retryIfNeeded();
      return;
    }
    List<String> ofFunnels = List.copyOf(eventsOfFunnels);
    ofFunnels.forEach(eventsOfFunnels::remove);
    // Funnels come first, because pseudowires join bridges that exist.
    funnels.repairWithInterfaces(ofFunnels, this::mayRepair);
    List<Port> ports = List.copyOf(eventsOfPorts);
    ports.forEach(eventsOfPorts::remove);
    funnels.repairWithPorts(
        ports.stream().filter(port -> !isConfigured(port)).toList(), this::mayRepair);
    // An event may be outdated or caused by Sluice itself, so it only selects the interfaces to
    // read.
    Map<String, Optional<InterfaceState>> interfaces = Map.copyOf(events);
    interfaces.forEach(events::remove);
    sessions.examine(interfaces, this::mayRepair);
    retryIfNeeded();
  }

  /**
   * Returns true if a port is configured. Most are, and this check is cheaper than to read a
   * funnel.
   */
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
    Set<String> objects = rounds.getOrDefault(pause, Set.of());
    rounds.remove(pause);
    guarded(() -> retry((subject, name) -> objects.contains(KnownProblems.key(subject, name))));
    keepProblematic(objects);
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
