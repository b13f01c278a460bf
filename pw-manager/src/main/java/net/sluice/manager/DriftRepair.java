package net.sluice.manager;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices what others change in the data plane, and puts it right. Hears of changes on the data
 * plane's thread, notes the interfaces, and looks at them on the manager's.
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
  private final AtomicBoolean workScheduled = new AtomicBoolean();
  private volatile boolean overrun;

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
      work.run();
    } catch (RuntimeException e) {
      LOG.error("Repair failed; trying again later", e);
      pause = LONGEST_PAUSE;
      retryIfNeeded();
    }
  }

  private void work() {
    workScheduled.set(false);
    if (overrun) {
      overrun = false;
      heard.clear();
      repair(reconciler.findDrifted(desired.pseudowires()));
      return;
    }
    // What an event tells may be past already, by our own doing: it only says where to look.
    List<PseudowireProfile> suspects = new ArrayList<>();
    for (String interfaceName : List.copyOf(heard)) {
      heard.remove(interfaceName);
      desired
          .pseudowireWithInterface(interfaceName)
          .flatMap(desired::pseudowire)
          .ifPresent(suspects::add);
    }
    repair(reconciler.findDrifted(suspects));
  }

  private void retry() {
    retryScheduled = false;
    List<TunnelProfile> tunnels =
        operational
            .tunnels("")
            .filter(status -> status.lastError().isPresent())
            .flatMap(status -> desired.tunnel(status.profile().name()).stream())
            .toList();
    if (!tunnels.isEmpty()) {
      repaired(reconciler.reconcileTunnels(tunnels), tunnels.size() + " tunnels");
    }
    List<PseudowireProfile> pseudowires =
        operational
            .pseudowires("")
            .filter(status -> status.lastError().isPresent())
            .flatMap(status -> desired.pseudowire(status.profile().name()).stream())
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
    pause =
        operational.health().consistent()
            ? PAUSE
            : Duration.ofMillis(Math.min(pause.toMillis() * 2, LONGEST_PAUSE.toMillis()));
    retryIfNeeded();
  }
}
