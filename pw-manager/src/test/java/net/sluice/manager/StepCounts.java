package net.sluice.manager;

import java.util.EnumMap;
import java.util.Map;
import net.sluice.l2tp.simulated.SimulatedDataPlane;
import net.sluice.l2tp.simulated.SimulatedDataPlane.StepType;

/** The steps that a simulated data plane applies from a moment on. */
public final class StepCounts {
  private final SimulatedDataPlane dataPlane;
  private final Map<StepType, Long> before;

  /** Starts counting. */
  public StepCounts(SimulatedDataPlane dataPlane) {
    this.dataPlane = dataPlane;
    this.before = dataPlane.counts();
  }

  /** Returns the number of steps of each type since the start; types without steps are left out. */
  public Map<StepType, Long> counts() {
    Map<StepType, Long> since = new EnumMap<>(StepType.class);
    dataPlane
        .counts()
        .forEach((type, count) -> since.put(type, count - before.getOrDefault(type, 0L)));
    since.values().removeIf(count -> count == 0);
    return since;
  }
}
