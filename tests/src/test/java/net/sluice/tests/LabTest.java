package net.sluice.tests;

import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import net.sluice.l2tp.kernel.KernelDataPlaneLiveTest;
import net.sluice.l2tp.runtime.LcceLoopKernelLiveTest;
import net.sluice.tests.lab.LabKernel;
import net.sluice.tests.lab.LabTests;
import net.sluice.tests.scale.FunnelScaleCases;
import net.sluice.tests.scale.ScaleCases;
import net.sluice.tests.scale.SignalingCases;
import net.sluice.tests.storm.KillStormCases;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** Runs the tests that need a kernel with L2TP. Each lab kernel boots once for all of them. */
@Tag("lab")
class LabTest {
  private static final Duration LIMIT = Duration.ofMinutes(20);

  /**
   * Boots the longest first. Most cases use the newest kernel only: before 6.12 the cost of a
   * session grows with their number.
   */
  @TestFactory
  Stream<DynamicNode> cases() {
    LabKernel newest = LabKernel.newest();
    return sideBySide(
        Stream.concat(
            Stream.of(
                () ->
                    boot(
                        newest,
                        "8G",
                        ScaleCases.class,
                        FunnelScaleCases.class,
                        SignalingCases.class),
                () ->
                    boot(
                        newest,
                        "4G",
                        CrashCases.class,
                        KillStormCases.class,
                        FunnelKernelCases.class),
                () -> boot(newest, "4G", FunnelVlanCases.class, FunnelCrashCases.class),
                () ->
                    boot(
                        newest,
                        "4G",
                        ReconnectKernelCases.class,
                        KindChangeKernelCases.class,
                        LossyNetworkCases.class)),
            LabKernel.all().map(LabTest::dataPlane)));
  }

  private static Callable<DynamicNode> dataPlane(LabKernel kernel) {
    return () ->
        boot(
            kernel,
            "4G",
            KernelDataPlaneLiveTest.class,
            LcceLoopKernelLiveTest.class,
            KernelCases.class,
            MixedCases.class,
            OutageCases.class,
            AllOrNothingCases.class);
  }

  /** Boots two kernels at a time: each has one processor, and most machines have more. */
  private static Stream<DynamicNode> sideBySide(Stream<Callable<DynamicNode>> boots) {
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      return boots.map(threads::submit).toList().stream().map(LabTest::result);
    }
  }

  private static DynamicNode result(Future<DynamicNode> boot) {
    try {
      return boot.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static DynamicNode boot(LabKernel kernel, String memory, Class<?>... classes) {
    return dynamicContainer(
        kernel.toString(), LabTests.run(kernel, memory, LIMIT, classes).toList());
  }
}
