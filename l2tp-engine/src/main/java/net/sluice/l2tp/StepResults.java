package net.sluice.l2tp;

import java.util.BitSet;
import java.util.List;

/**
 * What came of a list of steps.
 *
 * @param applied indexes of the steps that were applied
 * @param failures the steps that were not, because they failed, in order
 */
public record StepResults(BitSet applied, List<Failure> failures) {

  /**
   * A step that failed.
   *
   * @param index index of the step
   * @param errno the errno, or 0 when there is none
   * @param text what the kernel said: the errno's name and meaning, and its own words if it gave
   *     any
   */
  public record Failure(int index, int errno, String text) {}

  /** Whether every step was applied. */
  public boolean complete() {
    return failures.isEmpty();
  }
}
