package net.sluice.manager.plan;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.sluice.funnel.FunnelException;
import net.sluice.funnel.FunnelPlane;
import net.sluice.funnel.TreeChange;
import net.sluice.l2tp.DataPlane;
import net.sluice.l2tp.Step;
import net.sluice.l2tp.StepResults;
import net.sluice.l2tp.StepResults.Failure;
import net.sluice.manager.api.ConfigError;
import net.sluice.manager.api.ConfigException;
import net.sluice.manager.api.Plan;
import net.sluice.manager.api.Plan.PlannedStep;
import net.sluice.yang.FunnelModel;
import org.opendaylight.yangtools.yang.common.ErrorTag;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies plans to the data plane and to the data plane of funnels.
 *
 * <p>Thread: manager.
 */
public final class PlanRunner {
  private static final Logger LOG = LoggerFactory.getLogger(PlanRunner.class);

  /**
   * Number of changes from which events are paused. To read everything once afterwards is then
   * cheaper than to receive an event for each change, which would also delay the changes because it
   * needs the same lock of the kernel.
   */
  private static final int MANY_CHANGES = 1000;

  private final DataPlane dataPlane;
  private final FunnelPlane funnelPlane;

  public PlanRunner(DataPlane dataPlane, FunnelPlane funnelPlane) {
    this.dataPlane = dataPlane;
    this.funnelPlane = funnelPlane;
  }

  /** The steps of a plan that are applied. */
  private static final class Progress {
    final Plan plan;
    final BitSet first = new BitSet();
    final BitSet then = new BitSet();

    Progress(Plan plan) {
      this.plan = plan;
    }
  }

  /**
   * Applies a whole plan. If a step fails, it undoes the applied steps.
   *
   * @throws ConfigException if the data plane or that of funnels rejects a step; names the object
   *     and the reason
   * @throws IllegalStateException if an undo fails too; its cause is the first rejection
   */
  public void applyAll(Plan plan) throws ConfigException {
    boolean quiet = startQuiet(plan.extent());
    try {
      applyWhole(plan);
    } finally {
      endQuiet(quiet);
    }
  }

  private void applyWhole(Plan plan) throws ConfigException {
    Progress progress = new Progress(plan);
    try {
      for (TreeChange change : plan.removals()) {
        change(change, funnelPlane::clear);
      }
      apply(plan.first(), progress.first);
      for (TreeChange change : plan.builds()) {
        change(change, funnelPlane::build);
      }
      apply(plan.then(), progress.then);
      for (TreeChange change : plan.clears()) {
        change(change, funnelPlane::clear);
      }
    } catch (ConfigException refusal) {
      undo(progress, refusal);
      throw refusal;
    }
  }

  private void apply(List<PlannedStep> planned, BitSet applied) throws ConfigException {
    if (planned.isEmpty()) {
      return;
    }
    List<Step> steps = planned.stream().map(PlannedStep::step).toList();
    StepResults results = dataPlane.apply(steps);
    applied.or(results.applied());
    if (!results.complete()) {
      throw new ConfigException(
          results.failures().stream()
              .map(failed -> error(steps.get(failed.index()), failed))
              .toList());
    }
  }

  private boolean startQuiet(int changes) {
    if (changes < MANY_CHANGES) {
      return false;
    }
    dataPlane.pauseEvents();
    funnelPlane.pauseEvents();
    return true;
  }

  private void endQuiet(boolean quiet) {
    if (quiet) {
      dataPlane.resumeEvents();
      funnelPlane.resumeEvents();
    }
  }

  /** Builds or clears a tree: a method of {@link FunnelPlane}. */
  private interface TreeWork {
    void change(TreeChange change) throws FunnelException;
  }

  private static void change(TreeChange change, TreeWork work) throws ConfigException {
    try {
      work.change(change);
    } catch (FunnelException e) {
      String name = change.funnel().name();
      throw new ConfigException(
          ConfigError.at(
              FunnelModel.funnel(name),
              ErrorTag.OPERATION_FAILED,
              "funnel '%s': %s".formatted(name, e.getMessage())));
    }
  }

  /**
   * Undoes a plan that was applied.
   *
   * @param why the reason
   * @throws IllegalStateException if an undo fails; its cause is the reason
   */
  public void undoAll(Plan plan, ConfigException why) {
    Progress progress = new Progress(plan);
    progress.first.set(0, plan.first().size());
    progress.then.set(0, plan.then().size());
    boolean quiet = startQuiet(plan.extent());
    try {
      undo(progress, why);
    } finally {
      endQuiet(quiet);
    }
  }

  private void undo(Progress progress, ConfigException why) {
    List<String> failed = new ArrayList<>();
    // This includes trees whose change has not begun: a member may have moved from them to a
    // funnel that was changed.
    List<TreeChange> trees =
        progress.plan.trees().reversed().stream().map(TreeChange::reversed).toList();
    trees.forEach(change -> tryTo(change, funnelPlane::build, failed));
    undo(progress.plan.then(), progress.then, failed);
    trees.forEach(change -> tryTo(change, funnelPlane::clear, failed));
    undo(progress.plan.first(), progress.first, failed);
    failed.forEach(reason -> LOG.error("undo failed reason=\"{}\"", reason));
    if (!failed.isEmpty()) {
      throw new IllegalStateException("could not undo everything", why);
    }
  }

  private void undo(List<PlannedStep> planned, BitSet applied, List<String> failed) {
    applyEach(Plan.undo(planned, applied), dataPlane)
        .forEach((object, refused) -> failed.add(object + ": " + refused.text()));
  }

  private static void tryTo(TreeChange change, TreeWork work, List<String> failed) {
    try {
      change(change, work);
    } catch (ConfigException e) {
      failed.add(e.getMessage());
    }
  }

  /**
   * A step that the data plane rejected.
   *
   * @param text the action and the reason
   */
  public record Refused(Step step, String text) {}

  /**
   * Applies as many steps as possible. The later steps of an object whose step fails are left out.
   *
   * @return the objects that failed, with the step that failed
   */
  public Map<StepObject, Refused> applyEach(List<Step> steps) {
    boolean quiet = startQuiet(steps.size());
    try {
      return applyEach(steps, dataPlane);
    } finally {
      endQuiet(quiet);
    }
  }

  private static Map<StepObject, Refused> applyEach(List<Step> steps, DataPlane dataPlane) {
    Map<StepObject, Refused> failed = new HashMap<>();
    List<Step> remaining = steps;
    while (!remaining.isEmpty()) {
      StepResults results = dataPlane.apply(remaining);
      if (results.complete()) {
        break;
      }
      int attempted = results.applied().length();
      for (Failure failure : results.failures()) {
        Step step = remaining.get(failure.index());
        failed.putIfAbsent(
            StepObject.of(step),
            new Refused(step, StepObject.action(step) + ": " + failure.text()));
        attempted = Math.max(attempted, failure.index() + 1);
      }
      List<Step> later = new ArrayList<>();
      for (Step step : remaining.subList(attempted, remaining.size())) {
        if (!failed.containsKey(StepObject.of(step))) {
          later.add(step);
        }
      }
      remaining = later;
    }
    return failed;
  }

  private static ConfigError error(Step step, Failure failure) {
    StepObject object = StepObject.of(step);
    return ConfigError.at(
        object.path(),
        ErrorTag.OPERATION_FAILED,
        "%s: %s: %s".formatted(object, StepObject.action(step), failure.text()));
  }
}
