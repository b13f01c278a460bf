package net.sluice.funnel.plan;

import java.util.ArrayList;
import java.util.List;

/** The steps of a plan while it is made, in the order in which they are safe. */
final class Phases {
  /** Ports become isolated, and those in wrong bridges leave them. */
  final List<TreeStep> isolate = new ArrayList<>();

  /** What stands in the way of what comes. */
  final List<TreeStep> remove = new ArrayList<>();

  /** Bridges and links, and settings of bridges. */
  final List<TreeStep> create = new ArrayList<>();

  final List<TreeStep> enlarge = new ArrayList<>();

  /** Ports that are down join; others are isolated no more. */
  final List<TreeStep> join = new ArrayList<>();

  final List<TreeStep> up = new ArrayList<>();

  /** The uplink changes over when the tree above the leaves is there. */
  final List<TreeStep> uplink = new ArrayList<>();

  /** MTUs become smaller when those of pseudowires have. */
  final List<TreeStep> reduce = new ArrayList<>();

  /** What has no place in the tree, when pseudowires have left it. */
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
