package net.sluice.manager.api;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import net.sluice.funnel.TreeChange;
import net.sluice.l2tp.Step;

/**
 * What has to be done, in order, and how it is undone: funnels that disappear are removed, which is
 * much faster while they have ports than to take these out, and a port without a bridge forwards
 * nothing; what stands in the way is removed from the data plane; the other funnels get what they
 * shall have; the data plane does the rest, by which pseudowires join and leave funnels; funnels
 * lose what they shall not have any more.
 *
 * @param first steps of the data plane before funnels are built
 * @param trees changes of funnels: those that disappear are cleared at once, the others are built,
 *     and cleared at the end if there is anything to clear
 * @param then steps of the data plane between
 * @param later names of the funnels of {@code trees} that are not cleared as a part of the plan but
 *     after what the signaling has to do
 */
public record Plan(
    List<PlannedStep> first, List<TreeChange> trees, List<PlannedStep> then, Set<String> later) {

  /**
   * A step of the data plane.
   *
   * @param step what to do
   * @param undo what takes it back, in order
   * @param rejoin where it was not done, what takes back that its objects have left their bridges
   *     with the funnels that disappear
   */
  public record PlannedStep(Step step, List<Step> undo, List<Step> rejoin) {
    public PlannedStep(Step step, List<Step> undo) {
      this(step, undo, List.of());
    }

    public static PlannedStep of(Step step) {
      return new PlannedStep(step, List.of(step.inverse()));
    }

    /** How many objects it changes, in a manner of speaking: a tunnel goes with its sessions. */
    private int extent() {
      return Math.max(1, undo.size());
    }
  }

  /** One thing to do. */
  public sealed interface Action {
    /** A step of the data plane. */
    record Apply(Step step) implements Action {}

    /** Makes what a funnel shall have. */
    record Build(TreeChange change) implements Action {}

    /** Removes what a funnel shall not have. */
    record Clear(TreeChange change) implements Action {}
  }

  /** All that is done for the sake of the plan, in order. */
  public List<Action> actions() {
    List<Action> actions = new ArrayList<>();
    removals().forEach(change -> actions.add(new Action.Clear(change)));
    first.forEach(planned -> actions.add(new Action.Apply(planned.step())));
    builds().forEach(change -> actions.add(new Action.Build(change)));
    then.forEach(planned -> actions.add(new Action.Apply(planned.step())));
    changes().forEach(change -> actions.add(new Action.Clear(change)));
    return actions;
  }

  /** The steps of the data plane, in order. */
  public List<Step> steps() {
    return Stream.concat(first.stream(), then.stream()).map(PlannedStep::step).toList();
  }

  /** The funnels that disappear. */
  public List<TreeChange> removals() {
    return trees.stream().filter(change -> change.after().isEmpty()).toList();
  }

  /** The funnels that appear or change. */
  public List<TreeChange> builds() {
    return trees.stream().filter(change -> change.after().isPresent()).toList();
  }

  /** The funnels that change: one that appears has nothing to lose. */
  private Stream<TreeChange> changes() {
    return trees.stream()
        .filter(change -> change.before().isPresent() && change.after().isPresent());
  }

  /** Those that are cleared as a part of the plan. */
  public List<TreeChange> clears() {
    return changes().filter(change -> !isLater(change)).toList();
  }

  /** Those that are cleared after what the signaling has to do. */
  public List<TreeChange> clearsLater() {
    return changes().filter(this::isLater).toList();
  }

  private boolean isLater(TreeChange change) {
    return later.contains(change.funnel().name());
  }

  /** What takes back some steps that were to be applied, in order. */
  public static List<Step> undo(List<PlannedStep> planned, BitSet applied) {
    List<Step> undo = new ArrayList<>();
    for (int i = planned.size() - 1; i >= 0; i--) {
      undo.addAll(applied.get(i) ? planned.get(i).undo() : planned.get(i).rejoin());
    }
    return undo;
  }

  /** How many things there are to do. */
  public int size() {
    return actions().size();
  }

  /** How much it changes: about as many interfaces. */
  public int extent() {
    return Stream.concat(first.stream(), then.stream()).mapToInt(PlannedStep::extent).sum();
  }

  /** Whether there is nothing to do. */
  public boolean isEmpty() {
    return first.isEmpty() && trees.isEmpty() && then.isEmpty();
  }
}
