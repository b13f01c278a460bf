package net.sluice.l2tp;

import java.util.ArrayList;
import java.util.List;

/**
 * Steps of one type that follow each other in a list, and so can travel together.
 *
 * @param first index of the first of them in the list
 * @param steps the steps, 1 to {@link #LIMIT}
 */
public record StepBatch(int first, List<Step> steps) {
  /**
   * The most steps of a batch. From 64 on the kernel's own cost outweighs that of the system calls;
   * it also bounds what is applied behind a step that failed.
   */
  public static final int LIMIT = 128;

  /** Splits a list of steps into batches, in order. */
  public static List<StepBatch> of(List<Step> steps) {
    List<StepBatch> batches = new ArrayList<>();
    int first = 0;
    for (int i = 1; i <= steps.size(); i++) {
      boolean ends =
          i == steps.size()
              || i - first == LIMIT
              || steps.get(i).getClass() != steps.get(first).getClass();
      if (ends) {
        batches.add(new StepBatch(first, steps.subList(first, i)));
        first = i;
      }
    }
    return batches;
  }
}
