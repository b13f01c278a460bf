package net.sluice.l2tp;

import java.util.BitSet;
import java.util.List;

/**
 * The result of applying a list of steps.
 *
 * @param applied indexes of the steps that were applied
 * @param failures the steps that failed, in order
 */
public record StepResults(BitSet applied, List<Failure> failures) {

  /**
   * A step that failed.
   *
   * @param index index of the step
   * @param errno the errno, or 0 when there is none
   * @param text the answer of the kernel: name and meaning of the errno, and the kernel's own text
   *     if there is one
   */
  public record Failure(int index, int errno, String text) {}

  /** Returns true if no step failed. */
  public boolean complete() {
    return failures.isEmpty();
  }
}
