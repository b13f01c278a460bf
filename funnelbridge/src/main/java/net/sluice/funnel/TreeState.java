package net.sluice.funnel;

import java.util.List;
import java.util.Optional;
import net.sluice.netlink.rtnl.LinkStatistics;

/**
 * A tree as it is.
 *
 * @param uplink the port of the root to the outside, by name; empty while the funnel waits for it
 * @param levels how many bridges a frame crosses: 1 or more; 0 when there is no bridge
 * @param bridges from the root down
 */
public record TreeState(Optional<String> uplink, int levels, List<BridgeState> bridges) {
  /** Of a tree of which nothing is there. */
  public static final TreeState NONE = new TreeState(Optional.empty(), 0, List.of());

  /**
   * A bridge of the tree.
   *
   * @param parent the bridge above; empty for the root
   * @param ports how many of its ports are in use towards below: pseudowires of a leaf, bridges of
   *     others
   * @param free how many more it takes, within the leaf capacity for leaves
   * @param up whether it runs
   * @param uplinkCounters counters of the port that leads up, or of the uplink at the root:
   *     received is what comes down
   */
  public record BridgeState(
      Node node,
      Optional<String> parent,
      int ports,
      int free,
      boolean up,
      LinkStatistics uplinkCounters) {}
}
