package net.sluice.manager.api;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import net.sluice.funnel.TreeChange;
import net.sluice.l2tp.Step;

/**
 * The ordered actions that bring the data plane from one state to another, each with its undo.
 *
 * <p>The order is:
 *
 * <ol>
 *   <li>Clear the funnels that disappear. Removing a bridge that has ports is much faster than
 *       removing its ports first, and a port without a bridge forwards nothing.
 *   <li>Apply {@code first}: remove objects from the data plane that are in the way of others.
 *   <li>Build the funnels that appear or change.
 *   <li>Apply {@code then}: all other steps. Pseudowires join and leave funnels here.
 *   <li>Clear the funnels that change: remove bridges that are not needed any more.
 * </ol>
 *
 * @param first steps of the data plane before funnels are built
 * @param trees changes of funnels: those that disappear are cleared first, the others are built,
 *     and cleared at the end if they existed before
 * @param then steps of the data plane after funnels are built
 * @param later names of the funnels of {@code trees} that must not be cleared as a part of the
 *     plan, but after the signaled sessions have been settled
 */
public record Plan(
    List<PlannedStep> first, List<TreeChange> trees, List<PlannedStep> then, Set<String> later) {

  /**
   * A step of the data plane.
   *
   * @param step the step
   * @param undo the steps that undo it, in order
   * @param rejoin the steps that are needed if this step was not applied when the plan is undone:
   *     they put its objects back into the bridges of the funnels that disappeared
   */
  public record PlannedStep(Step step, List<Step> undo, List<Step> rejoin) {
    public PlannedStep(Step step, List<Step> undo) {
      this(step, undo, List.of());
    }

    public static PlannedStep of(Step step) {
      return new PlannedStep(step, List.of(step.inverse()));
    }

    /** Returns about how many objects the step changes: removing a tunnel removes its sessions. */
    private int extent() {
      return Math.max(1, undo.size());
    }
  }

  /** An action of a plan. */
  public sealed interface Action {
    /** A step of the data plane. */
    record Apply(Step step) implements Action {}

    /** Creates the missing parts of a funnel. */
    record Build(TreeChange change) implements Action {}

    /** Removes the parts that a funnel does not need. */
    record Clear(TreeChange change) implements Action {}
  }

  /**
   * Returns all actions of this plan, in order. They include the clearing of {@link #later}
   * funnels.
   */
  public List<Action> actions() {
    List<Action> actions = new ArrayList<>();
    removals().forEach(change -> actions.add(new Action.Clear(change)));
    first.forEach(planned -> actions.add(new Action.Apply(planned.step())));
    builds().forEach(change -> actions.add(new Action.Build(change)));
    then.forEach(planned -> actions.add(new Action.Apply(planned.step())));
    changes().forEach(change -> actions.add(new Action.Clear(change)));
    return actions;
  }

  /** Returns the steps of the data plane, in order. */
  public List<Step> steps() {
    return Stream.concat(first.stream(), then.stream()).map(PlannedStep::step).toList();
  }

  /** Returns the funnels that disappear. */
  public List<TreeChange> removals() {
    return trees.stream().filter(change -> change.after().isEmpty()).toList();
  }

  /** Returns the funnels that appear or change. */
  public List<TreeChange> builds() {
    return trees.stream().filter(change -> change.after().isPresent()).toList();
  }

  /** Returns the funnels that change; a funnel that appears has nothing to clear. */
  private Stream<TreeChange> changes() {
    return trees.stream()
        .filter(change -> change.before().isPresent() && change.after().isPresent());
  }

  /** Returns the funnels that are cleared as a part of the plan, at its end. */
  public List<TreeChange> clears() {
    return changes().filter(change -> !isLater(change)).toList();
  }

  /** Returns the funnels that are cleared after the signaled sessions have been settled. */
  public List<TreeChange> clearsLater() {
    return changes().filter(this::isLater).toList();
  }

  private boolean isLater(TreeChange change) {
    return later.contains(change.funnel().name());
  }

  /**
   * Returns the steps that undo planned steps, in order.
   *
   * @param applied the indexes of the planned steps that have been applied
   */
  public static List<Step> undo(List<PlannedStep> planned, BitSet applied) {
    List<Step> undo = new ArrayList<>();
    for (int i = planned.size() - 1; i >= 0; i--) {
      undo.addAll(applied.get(i) ? planned.get(i).undo() : planned.get(i).rejoin());
    }
    return undo;
  }

  /** Returns the number of actions in this plan. */
  public int size() {
    return actions().size();
  }

  /** Returns about how many objects the plan changes in the data plane; funnels do not count. */
  public int extent() {
    return Stream.concat(first.stream(), then.stream()).mapToInt(PlannedStep::extent).sum();
  }

  /** Returns true if there is nothing to do. */
  public boolean isEmpty() {
    return first.isEmpty() && trees.isEmpty() && then.isEmpty();
  }
}
