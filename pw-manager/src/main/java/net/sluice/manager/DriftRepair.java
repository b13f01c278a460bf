package net.sluice.manager;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import net.sluice.l2tp.DataPlaneListener;
import net.sluice.l2tp.InterfaceState;
import net.sluice.l2tp.PseudowireProfile;
import net.sluice.l2tp.TunnelProfile;
import net.sluice.manager.Reconciler.Leftovers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices what others change in the data plane, and puts it right; also what a commit left there
 * that failed half done. Hears of changes on the data plane's thread, notes the interfaces, and
 * looks at them on the manager's.
 */
final class DriftRepair implements DataPlaneListener {
  private static final Logger LOG = LoggerFactory.getLogger(DriftRepair.class);

  /** Events of one change come in bursts; so late is a repair at least, and so rare. */
  private static final Duration PAUSE = Duration.ofMillis(200);

  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  private final ScheduledExecutorService thread;
  private final DesiredState desired;
  private final Reconciler reconciler;
  private final OperationalState operational;

  private final Set<String> heard = ConcurrentHashMap.newKeySet();

  /** Of an interface that was renamed only the new name is told; its alias names the pseudowire. */
  private final Set<String> heardAliases = ConcurrentHashMap.newKeySet();

  private final AtomicBoolean workScheduled = new AtomicBoolean();
  private volatile boolean overrun;

  private final Queue<Leftovers> leftovers = new ArrayDeque<>();
  private boolean retryScheduled;
  private Duration pause = PAUSE;

  DriftRepair(
      ScheduledExecutorService thread,
      DesiredState desired,
      Reconciler reconciler,
      OperationalState operational) {
    this.thread = thread;
    this.desired = desired;
    this.reconciler = reconciler;
    this.operational = operational;
  }

  @Override
  public void interfaceChanged(InterfaceState state) {
    heardAliases.add(state.settings().alias());
    interfaceGone(state.settings().name());
  }

  @Override
  public void interfaceGone(String name) {
    heard.add(name);
    schedule();
  }

  @Override
  public void overrun() {
    overrun = true;
    schedule();
  }

  /** Puts everything back, now or, should that fail, as soon as possible. */
  void putBack(Leftovers ofFailedCommit) {
    leftovers.add(ofFailedCommit);
    guarded(() -> {});
    retryIfNeeded();
  }

  private void removeLeftovers() {
    while (!leftovers.isEmpty()) {
      reconciler.reconcileAll(leftovers.peek());
      leftovers.remove();
    }
  }

  /** Puts right, later, what the operational state says is wrong. */
  void retryIfNeeded() {
    if (retryScheduled || operational.health().consistent()) {
      return;
    }
    retryScheduled = true;
    afterPause(this::retry);
  }

  private void schedule() {
    if (workScheduled.compareAndSet(false, true)) {
      afterPause(this::work);
    }
  }

  private void afterPause(Runnable work) {
    try {
      Future<?> unused =
          thread.schedule(() -> guarded(work), pause.toMillis(), TimeUnit.MILLISECONDS);
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
      pause = longer(pause);
      retryIfNeeded();
    }
  }

  private void work() {
    workScheduled.set(false);
    if (overrun) {
      overrun = false;
      heard.clear();
      heardAliases.clear();
      repair(reconciler.findDrifted(desired.pseudowires()));
      return;
    }
    // What an event tells may be past already, by our own doing: it only says where to look.
    Set<PseudowireProfile> suspects = new LinkedHashSet<>();
    for (String interfaceName : taken(heard)) {
      desired
          .pseudowireWithInterface(interfaceName)
          .flatMap(desired::pseudowire)
          .ifPresent(suspects::add);
    }
    for (String alias : taken(heardAliases)) {
      desired.pseudowire(alias).ifPresent(suspects::add);
    }
    repair(reconciler.findDrifted(suspects));
  }

  private static List<String> taken(Set<String> names) {
    List<String> taken = List.copyOf(names);
    taken.forEach(names::remove);
    return taken;
  }

  private void retry() {
    retryScheduled = false;
    if (overrun) {
      work();
    }
    List<TunnelProfile> tunnels =
        operational
            .tunnels("")
            .filter(status -> status.lastError().isPresent())
            .flatMap(status -> desired.tunnel(status.name()).stream())
            .toList();
    if (!tunnels.isEmpty()) {
      repaired(reconciler.reconcileTunnels(tunnels), tunnels.size() + " tunnels");
    }
    List<PseudowireProfile> pseudowires =
        operational
            .pseudowires("")
            .filter(status -> status.lastError().isPresent())
            .flatMap(status -> desired.pseudowire(status.name()).stream())
            .toList();
    repair(pseudowires);
  }

  private void repair(List<PseudowireProfile> drifted) {
    if (!drifted.isEmpty()) {
      repaired(reconciler.reconcile(drifted), drifted.size() + " pseudowires");
    }
  }

  private void repaired(int steps, String what) {
    LOG.warn("Found {} not as configured; {} steps to put that right", what, steps);
    pause = operational.health().consistent() ? PAUSE : longer(pause);
    retryIfNeeded();
  }

  private static Duration longer(Duration pause) {
    return Duration.ofMillis(Math.min(pause.toMillis() * 2, LONGEST_PAUSE.toMillis()));
  }
}
