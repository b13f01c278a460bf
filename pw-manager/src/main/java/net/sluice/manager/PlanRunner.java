package net.sluice.manager;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.sluice.l2tp.DataPlane;
import net.sluice.l2tp.Step;
import net.sluice.l2tp.StepResults;
import net.sluice.l2tp.StepResults.Failure;
import net.sluice.yang.L2tpModel;
import net.sluice.yang.PseudowireModel;
import org.opendaylight.yangtools.yang.common.ErrorTag;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out plans on the data plane. */
final class PlanRunner {
  private static final Logger LOG = LoggerFactory.getLogger(PlanRunner.class);

  private final DataPlane dataPlane;

  PlanRunner(DataPlane dataPlane) {
    this.dataPlane = dataPlane;
  }

  /**
   * Applies the whole plan, or nothing of it.
   *
   * @throws ConfigException the data plane refused; names the object and the reason
   * @throws IllegalStateException it also refused to undo something; caused by the first refusal
   */
  void applyAll(Plan plan) throws ConfigException {
    List<Step> steps = plan.steps();
    StepResults results = dataPlane.apply(steps);
    if (results.complete()) {
      return;
    }
    ConfigException refusal =
        new ConfigException(
            results.failures().stream()
                .map(failed -> error(steps.get(failed.index()), failed))
                .toList());
    undo(plan.undo(results.applied()), refusal);
    throw refusal;
  }

  /**
   * Takes back a plan that was applied.
   *
   * @param why what made that necessary
   * @throws IllegalStateException the data plane refused to undo something; caused by the reason
   */
  void undoAll(Plan plan, ConfigException why) {
    BitSet all = new BitSet();
    all.set(0, plan.planned().size());
    undo(plan.undo(all), why);
  }

  private void undo(List<Step> steps, ConfigException why) {
    Map<StepObject, String> failed = applyEach(steps);
    failed.forEach((object, reason) -> LOG.error("Could not undo: {}: {}", object, reason));
    if (!failed.isEmpty()) {
      throw new IllegalStateException("could not undo everything", why);
    }
  }

  /**
   * Applies as much as is possible: what fails is left out, with the later steps of the same
   * object.
   *
   * @return the objects that failed, and why
   */
  Map<StepObject, String> applyEach(List<Step> steps) {
    Map<StepObject, String> failed = new HashMap<>();
    List<Step> remaining = steps;
    while (!remaining.isEmpty()) {
      StepResults results = dataPlane.apply(remaining);
      if (results.complete()) {
        break;
      }
      int attempted = results.applied().length();
      for (Failure failure : results.failures()) {
        Step step = remaining.get(failure.index());
        failed.putIfAbsent(StepObject.of(step), StepObject.action(step) + ": " + failure.text());
        attempted = Math.max(attempted, failure.index() + 1);
      }
      List<Step> rest = new ArrayList<>();
      for (Step step : remaining.subList(attempted, remaining.size())) {
        if (!failed.containsKey(StepObject.of(step))) {
          rest.add(step);
        }
      }
      remaining = rest;
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

  /** What a step is about. */
  record StepObject(boolean isTunnel, String name) {
    static StepObject of(Step step) {
      return switch (step) {
        case Step.CreateTunnel create -> new StepObject(true, create.tunnel().name());
        case Step.DeleteTunnel delete -> new StepObject(true, delete.tunnel().name());
        case Step.CreateSession create -> new StepObject(false, create.pseudowire());
        case Step.DeleteSession delete -> new StepObject(false, delete.pseudowire());
        case Step.Configure configure -> new StepObject(false, configure.pseudowire());
      };
    }

    /** What a step does, for people. */
    static String action(Step step) {
      return switch (step) {
        case Step.CreateTunnel create -> "create tunnel " + create.tunnel().tunnelId();
        case Step.DeleteTunnel delete -> "delete tunnel " + delete.tunnel().tunnelId();
        case Step.CreateSession create ->
            "create session %d with interface %s"
                .formatted(create.session().sessionId(), create.session().interfaceName());
        case Step.DeleteSession delete -> "delete session " + delete.session().sessionId();
        case Step.Configure configure -> "configure interface " + configure.after().name();
      };
    }

    YangInstanceIdentifier path() {
      return isTunnel ? L2tpModel.tunnel(name) : PseudowireModel.pseudowire(name);
    }

    @Override
    public String toString() {
      return "%s '%s'".formatted(isTunnel ? "tunnel" : "pseudowire", name);
    }
  }
}
