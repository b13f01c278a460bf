package net.sluice.funnel.plan;

import java.util.ArrayList;
import java.util.List;

/**
 * The steps of a plan that is being made, in the order in which they are safe: no port forwards
 * frames before it is isolated, and there is no loop at any time.
 */
final class Phases {
  /** Isolates ports, and removes ports from wrong bridges. */
  final List<TreeStep> isolate = new ArrayList<>();

  /** Removes interfaces that prevent others from being created. */
  final List<TreeStep> remove = new ArrayList<>();

  /** Creates bridges and links, and changes settings of bridges. */
  final List<TreeStep> create = new ArrayList<>();

  /** Raises MTUs. */
  final List<TreeStep> enlarge = new ArrayList<>();

  /** Adds ports that are down to bridges, and ends the isolation of others. */
  final List<TreeStep> join = new ArrayList<>();

  /** Brings interfaces up. */
  final List<TreeStep> up = new ArrayList<>();

  /** Moves the uplink, when the tree above the leaves is complete. */
  final List<TreeStep> uplink = new ArrayList<>();

  /** Lowers MTUs, after those of the pseudowires. */
  final List<TreeStep> reduce = new ArrayList<>();

  /** Removes interfaces that the tree does not need, after pseudowires have left. */
  final List<TreeStep> clear = new ArrayList<>();

  final List<String> obstacles = new ArrayList<>();
  final List<String> waits = new ArrayList<>();

  TreePlan plan() {
    List<TreeStep> build = new ArrayList<>();
    List.of(isolate, remove, create, enlarge, join, up, uplink).forEach(build::addAll);
    List<TreeStep> last = new ArrayList<>(reduce);
    last.addAll(clear);
    return new TreePlan(build, last, obstacles, waits);
  }
}
