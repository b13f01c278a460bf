package net.sluice.funnel.plan;

import java.util.ArrayList;
import java.util.List;

/**
 * What makes a tree of what is there.
 *
 * @param build makes what is missing and changes what is different; between it and {@code clear}
 *     pseudowires join and leave
 * @param clear removes what is there and shall not be
 * @param obstacles what the plan leaves out because others are in the way, in words that name them:
 *     a reason to refuse a commit
 * @param waits what the tree waits for, in words: its uplink
 */
public record TreePlan(
    List<TreeStep> build, List<TreeStep> clear, List<String> obstacles, List<String> waits) {
  public TreePlan {
    build = List.copyOf(build);
    clear = List.copyOf(clear);
    obstacles = List.copyOf(obstacles);
    waits = List.copyOf(waits);
  }

  /** All steps, in order. */
  public List<TreeStep> steps() {
    List<TreeStep> steps = new ArrayList<>(build);
    steps.addAll(clear);
    return steps;
  }
}
