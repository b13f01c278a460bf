package net.sluice.funnel.plan;

import java.util.ArrayList;
import java.util.List;

/**
 * The steps from the present interfaces to a wanted tree.
 *
 * @param build steps that create and change interfaces; pseudowires join and leave between these
 *     and {@code clear}
 * @param clear steps that remove interfaces
 * @param obstacles interfaces of others that prevent a part of the tree, as text: a reason to
 *     reject a commit
 * @param waits conditions that the tree waits for, as text: its uplink
 */
public record TreePlan(
    List<TreeStep> build, List<TreeStep> clear, List<String> obstacles, List<String> waits) {
  public TreePlan {
    build = List.copyOf(build);
    clear = List.copyOf(clear);
    obstacles = List.copyOf(obstacles);
    waits = List.copyOf(waits);
  }

  /** Returns all steps, in order. */
  public List<TreeStep> steps() {
    List<TreeStep> steps = new ArrayList<>(build);
    steps.addAll(clear);
    return steps;
  }
}
