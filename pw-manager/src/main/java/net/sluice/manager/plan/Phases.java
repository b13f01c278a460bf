package net.sluice.manager.plan;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import net.sluice.manager.api.Plan.PlannedStep;

/**
 * Steps of the data plane by phase. The order of {@link Phase} is the only place where the order of
 * steps is written down.
 */
final class Phases {

  /** The phases, in the order in which they are carried out. */
  enum Phase {
    /** Deletes sessions whose id, name or VLAN something new takes over. */
    CLEAR_SESSIONS,
    /** Deletes tunnels whose id or port something new takes over, with the sessions in them. */
    CLEAR_TUNNELS,
    CREATE_TUNNELS,
    CREATE_SESSIONS,
    CONFIGURE,
    REMOVE_SESSIONS,
    REMOVE_TUNNELS;

    /** Returns whether the phase comes before funnels are built. */
    boolean clears() {
      return this == CLEAR_SESSIONS || this == CLEAR_TUNNELS;
    }
  }

  private final Map<Phase, List<PlannedStep>> steps = new EnumMap<>(Phase.class);

  void add(Phase phase, PlannedStep step) {
    steps.computeIfAbsent(phase, any -> new ArrayList<>()).add(step);
  }

  /** Returns the steps that come before funnels are built. */
  List<PlannedStep> first() {
    return steps(true);
  }

  /** Returns the steps that come after funnels were built. */
  List<PlannedStep> then() {
    return steps(false);
  }

  private List<PlannedStep> steps(boolean clearing) {
    List<PlannedStep> all = new ArrayList<>();
    steps.forEach(
        (phase, planned) -> {
          if (phase.clears() == clearing) {
            all.addAll(planned);
          }
        });
    return List.copyOf(all);
  }
}
