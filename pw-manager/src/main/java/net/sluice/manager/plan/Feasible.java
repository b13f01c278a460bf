package net.sluice.manager.plan;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.sluice.l2tp.PseudowireProfile;
import net.sluice.manager.api.StatusService.PseudowireState;
import net.sluice.manager.api.StatusService.TunnelState;
import net.sluice.manager.desired.Delta;
import net.sluice.manager.desired.Delta.Change;
import net.sluice.manager.state.OperationalState;

/**
 * Takes out of a difference what the data plane can't do now anyway, since it is known to lack the
 * object or its tunnel. A commit must not be refused for it: it is reported as state, and tried
 * again until it can be done.
 */
public final class Feasible {
  private final OperationalState state;
  private final Set<String> changedTunnels = new HashSet<>();

  private Feasible(Delta delta, OperationalState state) {
    this.state = state;
    delta.tunnels().forEach(change -> changedTunnels.add(change.name()));
  }

  /** The part of a difference that can be done now. */
  public static Delta of(Delta delta, OperationalState state) {
    if (state.health().consistent()) {
      return delta;
    }
    Feasible feasible = new Feasible(delta, state);
    List<Change<PseudowireProfile>> pseudowires = new ArrayList<>();
    for (Change<PseudowireProfile> change : delta.pseudowires()) {
      feasible.part(change).ifPresent(pseudowires::add);
    }
    return new Delta(
        delta.tunnels(),
        List.copyOf(pseudowires),
        delta.signaled(),
        delta.funnels(),
        delta.newIds(),
        delta.tunnelProfiles(),
        delta.pseudowireProfiles());
  }

  private Optional<Change<PseudowireProfile>> part(Change<PseudowireProfile> change) {
    Optional<PseudowireProfile> before = change.before().filter(this::isThere);
    Optional<PseudowireProfile> after =
        change.after().filter(wanted -> canBeMade(wanted) && !waits(change, before));
    return before.isEmpty() && after.isEmpty()
        ? Optional.empty()
        : Optional.of(new Change<>(change.name(), before, after));
  }

  private boolean isThere(PseudowireProfile pseudowire) {
    return state
        .pseudowire(pseudowire.name())
        .filter(status -> status.state() != PseudowireState.ABSENT)
        .isPresent();
  }

  /** A tunnel that this very commit makes or changes is tried. */
  private boolean canBeMade(PseudowireProfile pseudowire) {
    return changedTunnels.contains(pseudowire.tunnel())
        || state
            .tunnel(pseudowire.tunnel())
            .filter(status -> status.state() == TunnelState.UP)
            .isPresent();
  }

  /** What could not be made before is tried within a commit only if the commit changes why. */
  private boolean waits(Change<PseudowireProfile> change, Optional<PseudowireProfile> there) {
    return !change.appears()
        && there.isEmpty()
        && !changedTunnels.contains(change.after().orElseThrow().tunnel())
        && !Planner.remade(change.before().orElseThrow(), change.after().orElseThrow());
  }
}
