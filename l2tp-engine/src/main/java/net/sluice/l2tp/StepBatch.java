package net.sluice.l2tp;

import java.util.ArrayList;
import java.util.List;

/**
 * Consecutive steps of one type, which a data plane can send together.
 *
 * @param first index of the first step in the whole list
 * @param steps the steps, 1 to {@link #LIMIT}
 */
public record StepBatch(int first, List<Step> steps) {
  /**
   * Largest number of steps in a batch. From 64 on, the kernel's own cost exceeds that of the
   * system calls. The limit also bounds the number of steps that are applied after one that failed.
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
