package net.sluice.l2tp.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import net.sluice.l2tp.Profiles;
import net.sluice.l2tp.Step;
import net.sluice.l2tp.StepResults;
import net.sluice.l2tp.StepResults.Failure;
import net.sluice.netlink.FakeKernel;
import net.sluice.netlink.FakeRequest;
import net.sluice.netlink.Nl;
import net.sluice.netlink.genl.GenericFamily;
import net.sluice.netlink.text.MessageText;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A kernel data plane on a fake kernel with programmed answers. */
abstract class KernelDataPlaneFixture {
  static final int FAMILY = 30;

  final FakeKernel kernel = new FakeKernel();
  KernelDataPlane plane;

  @BeforeEach
  void open() {
    kernel.defineFamily(new GenericFamily("l2tp", FAMILY, 1, Map.of("l2tp", 7)));
    plane = KernelDataPlane.open(kernel).orElseThrow();
    kernel.clearRequests();
  }

  @AfterEach
  void close() {
    plane.close();
    assertEquals(0, kernel.openDescriptors());
  }

  String requests() {
    List<String> lines = new ArrayList<>();
    for (FakeRequest request : kernel.requests()) {
      boolean generic = request.protocol() == Nl.NETLINK_GENERIC;
      lines.add(request.describe(generic ? L2tp.TEXT : MessageText.rtnetlink()));
    }
    return String.join("\n", lines);
  }

  static Predicate<FakeRequest> command(int command) {
    return request -> request.isGeneric(FAMILY) && request.command() == command;
  }

  static Step create(long tunnelId, long id) {
    return new Step.CreateSession("p" + id, Profiles.session(tunnelId, id));
  }

  Failure refused(Step step) {
    StepResults results = plane.apply(List.of(step));
    assertTrue(results.applied().isEmpty());
    return results.failures().getFirst();
  }

  void applied(Step... steps) {
    assertEquals(List.of(), plane.apply(List.of(steps)).failures());
  }
}
