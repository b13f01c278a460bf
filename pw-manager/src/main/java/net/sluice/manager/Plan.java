package net.sluice.manager;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import net.sluice.l2tp.Step;

/** What has to be done to the data plane, in order, and how each step is undone. */
public record Plan(List<PlannedStep> planned) {

  /**
   * A step of a plan.
   *
   * @param step what to do
   * @param undo what takes it back, in order
   */
  public record PlannedStep(Step step, List<Step> undo) {
    static PlannedStep of(Step step) {
      return new PlannedStep(step, List.of(step.inverse()));
    }
  }

  /** The steps, in order. */
  public List<Step> steps() {
    return planned.stream().map(PlannedStep::step).toList();
  }

  /** What takes back those of the steps that were applied, in order. */
  List<Step> undo(BitSet applied) {
    List<Step> undo = new ArrayList<>();
    for (int i = applied.length() - 1; i >= 0; i = applied.previousSetBit(i - 1)) {
      undo.addAll(planned.get(i).undo());
    }
    return undo;
  }

  /** The same after other steps. */
  Plan after(List<PlannedStep> first) {
    List<PlannedStep> all = new ArrayList<>(first);
    all.addAll(planned);
    return new Plan(List.copyOf(all));
  }

  /** Whether there is nothing to do. */
  public boolean isEmpty() {
    return planned.isEmpty();
  }
}
