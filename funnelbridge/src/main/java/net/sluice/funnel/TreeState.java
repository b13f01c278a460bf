package net.sluice.funnel;

import java.util.List;
import java.util.Optional;
import net.sluice.netlink.rtnl.LinkStatistics;

/**
 * The current state of a tree.
 *
 * @param uplink name of the root's port to the uplink; empty while the funnel waits for it
 * @param levels number of bridges that a frame crosses, at least 1; 0 if there is no bridge
 * @param bridges from the root down
 */
public record TreeState(Optional<String> uplink, int levels, List<BridgeState> bridges) {
  /** The state of a tree without any bridge. */
  public static final TreeState NONE = new TreeState(Optional.empty(), 0, List.of());

  /**
   * A bridge of the tree.
   *
   * @param parent the bridge above; empty for the root
   * @param ports number of ports in use that lead down: of pseudowires in a leaf, of bridges in all
   *     other bridges
   * @param free number of free ports; in a leaf within the leaf capacity
   * @param up true if the bridge is up
   * @param uplinkCounters counters of the port that leads up, or of the uplink at the root;
   *     received frames come from above
   */
  public record BridgeState(
      Node node,
      Optional<String> parent,
      int ports,
      int free,
      boolean up,
      LinkStatistics uplinkCounters) {}
}
