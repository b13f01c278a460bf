package net.sluice.manager;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import net.sluice.l2tp.DataPlane;
import net.sluice.l2tp.Step;
import net.sluice.l2tp.TunnelProfile;
import net.sluice.manager.api.ConfigError;
import net.sluice.manager.api.ConfigException;
import net.sluice.manager.api.Plan;
import net.sluice.manager.desired.DesiredState;
import net.sluice.manager.plan.Planner;
import net.sluice.manager.resolve.Preparer;
import net.sluice.manager.store.Changes;
import net.sluice.manager.store.CommitLog;
import net.sluice.manager.store.PersistedNumbers;
import net.sluice.yang.L2tpModel;
import net.sluice.yang.Paths;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier;
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
    preparer.committed(preparer.prepareStored(Changes.between(Changes.EMPTY, running)));
    return Planner.plan(preparer.prepare(Changes.between(running, target)).delta());
  }

  /**
   * Returns every problem of a configuration, in the order of the tree.
   *
   * @param content the configuration; parts of it may be missing because they can not be read
   * @param unreadable texts of the paths of the parts that are missing, as {@link Paths#text} gives
   *     them; problems that only follow from them are left out
   */
  public static List<ConfigError> problems(ContainerNode content, Set<String> unreadable) {
    Changes changes = Changes.between(Changes.EMPTY, content);
    // The rules depend on the kind of a tunnel, and its pseudowires on the tunnel.
    Set<YangInstanceIdentifier> unclear =
        changes.units().keySet().stream()
            .filter(unit -> unreadable.contains(Paths.text(unit.node(L2tpModel.SIGNALING))))
            .collect(Collectors.toSet());
    return new Preparer(new DesiredState(PersistedNumbers.NONE))
        .problems(changes, changes.without(unclear)).stream()
            .filter(error -> !follows(error, unreadable))
            .toList();
  }

  private static boolean follows(ConfigError error, Set<String> unreadable) {
    String path = error.path().map(Paths::text).orElse("");
    String missing = path + "/" + error.info().getOrDefault("bad-element", "");
    return unreadable.stream()
        .anyMatch(text -> text.equals(path) || text.equals(missing) || isMisspeltList(error, text));
  }

  /** Returns true for a reference to an entry, if a list was not read at all. */
  private static boolean isMisspeltList(ConfigError error, String text) {
    return error.appTag().equals(Optional.of("instance-required")) && text.indexOf('[') < 0;
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
    preparer.committed(preparer.prepareStored(Changes.between(Changes.EMPTY, stored.running())));
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
