package net.sluice.manager;

import java.time.Duration;
import java.util.ArrayDeque;
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
import net.sluice.funnel.FunnelListener;
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
final class DriftRepair implements DataPlaneListener, FunnelListener {
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

  private final AtomicBoolean workScheduled = new AtomicBoolean();
  private volatile boolean overrun;

  private final Queue<Leftovers> leftovers = new ArrayDeque<>();
  private boolean retryScheduled;
  private Duration pause = PAUSE;

  DriftRepair(
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

  /** Gives the data plane what was agreed on, now or, should that fail, as soon as possible. */
  void settleSignaled() {
    guarded(signaled::settle);
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
    if (retryScheduled || !operational.isToBeRetried()) {
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
      heardOfFunnels.clear();
      funnels.repairAll();
      repair(reconciler.findDrifted(desired.pseudowires()));
      signaled.lookAtAll();
      return;
    }
    List<String> ofFunnels = List.copyOf(heardOfFunnels);
    ofFunnels.forEach(heardOfFunnels::remove);
    funnels.look(ofFunnels); // first: pseudowires join what is there
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
    repair(reconciler.findDrifted(suspects));
    signaled.look(interfaces);
    retryIfNeeded();
  }

  private void retry() {
    retryScheduled = false;
    if (overrun) {
      work();
    }
    funnels.retry();
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
    signaled.retry();
    pause = operational.isToBeRetried() ? longer(pause) : PAUSE;
    retryIfNeeded();
  }

  private void repair(List<PseudowireProfile> drifted) {
    if (!drifted.isEmpty()) {
      funnels.lookBelow(drifted.stream().map(PseudowireProfile::name).toList());
      repaired(reconciler.reconcile(drifted), drifted.size() + " pseudowires");
    }
  }

  private void repaired(int steps, String what) {
    LOG.warn("Found {} not as configured; {} steps to put that right", what, steps);
    pause = operational.isToBeRetried() ? longer(pause) : PAUSE;
    retryIfNeeded();
  }

  private static Duration longer(Duration pause) {
    return Duration.ofMillis(Math.min(pause.toMillis() * 2, LONGEST_PAUSE.toMillis()));
  }
}
