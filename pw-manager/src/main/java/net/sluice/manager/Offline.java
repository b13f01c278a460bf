package net.sluice.manager;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.sluice.l2tp.DataPlane;
import net.sluice.l2tp.Step;
import net.sluice.l2tp.TunnelProfile;
import net.sluice.manager.api.ConfigException;
import net.sluice.manager.api.Plan;
import net.sluice.manager.desired.DesiredState;
import net.sluice.manager.plan.Planner;
import net.sluice.manager.resolve.Preparer;
import net.sluice.manager.store.Changes;
import net.sluice.manager.store.CommitLog;
import net.sluice.manager.store.PersistedNumbers;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;

/** Operations on configurations without a {@link Manager}. Thread: any. */
public final class Offline {
  private Offline() {}

  /**
   * Returns the plan from one configuration to another. It needs neither a data plane nor a store.
   *
   * @param numbers the numbers of the objects of the first configuration
   * @throws ConfigException if one of the configurations is not valid
   */
  public static Plan plan(ContainerNode running, PersistedNumbers numbers, ContainerNode target)
      throws ConfigException {
    Preparer preparer = new Preparer(new DesiredState(numbers));
    preparer.committed(preparer.prepare(Changes.between(Changes.EMPTY, running)));
    return Planner.plan(preparer.prepare(Changes.between(running, target)).delta());
  }

  /**
   * Removes the static tunnels of a configuration, with their sessions, from a data plane. Another
   * data plane can then use the names of the interfaces.
   *
   * @return number of removed tunnels
   * @throws ConfigException if the configuration is not valid
   */
  public static int vacate(CommitLog.Loaded stored, DataPlane dataPlane) throws ConfigException {
    DesiredState desired = new DesiredState(stored.numbers());
    Preparer preparer = new Preparer(desired);
    preparer.committed(preparer.prepare(Changes.between(Changes.EMPTY, stored.running())));
    return vacate(
        desired.tunnels().stream().flatMap(tunnel -> tunnel.asStatic().stream()).toList(),
        dataPlane);
  }

  private static int vacate(List<TunnelProfile> tunnels, DataPlane dataPlane) {
    List<Long> ids = tunnels.stream().map(TunnelProfile::tunnelId).toList();
    Map<Long, TunnelProfile> found = dataPlane.snapshot(ids, List.of()).tunnels();
    List<Step> steps = new ArrayList<>();
    for (TunnelProfile tunnel : tunnels) {
      TunnelProfile other = found.get(tunnel.tunnelId());
      if (other != null && other.withName(tunnel.name()).equals(tunnel)) {
        steps.add(new Step.DeleteTunnel(tunnel));
      }
    }
    dataPlane.apply(steps);
    return steps.size();
  }
}
