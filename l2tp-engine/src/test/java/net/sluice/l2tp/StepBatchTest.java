package net.sluice.l2tp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StepBatchTest {
  @Test
  void separatesTypesAndBoundsLengths() {
    List<Step> steps = new ArrayList<>();
    steps.add(new Step.CreateTunnel(Profiles.tunnel(1)));
    for (int i = 1; i <= StepBatch.LIMIT + 2; i++) {
      steps.add(new Step.CreateSession("p", Profiles.session(1, i)));
    }
    steps.add(new Step.DeleteTunnel(Profiles.tunnel(1)));
    List<StepBatch> batches = StepBatch.of(steps);
    assertEquals(
        List.of(1, StepBatch.LIMIT, 2, 1), batches.stream().map(b -> b.steps().size()).toList());
    assertEquals(
        List.of(0, 1, 1 + StepBatch.LIMIT, 3 + StepBatch.LIMIT),
        batches.stream().map(StepBatch::first).toList());
  }

  @Test
  void isEmptyForNoSteps() {
    assertEquals(List.of(), StepBatch.of(List.of()));
  }
}
