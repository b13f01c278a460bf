package net.sluice.tests;

import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;

import java.time.Duration;
import java.util.stream.Stream;
import net.sluice.tests.lab.LabKernel;
import net.sluice.tests.lab.LabTests;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** What needs a kernel with L2TP: each lab kernel is booted once for all of it. */
@Tag("lab")
class LabTest {

  @TestFactory
  Stream<DynamicNode> kernelDataPlane() {
    return LabKernel.all()
        .map(
            kernel ->
                dynamicContainer(
                    kernel.toString(),
                    Stream.of(kernel)
                        .flatMap(
                            booted ->
                                LabTests.run(
                                    booted,
                                    "4G",
                                    Duration.ofMinutes(10),
                                    KernelCases.class,
                                    MixedCases.class,
                                    AllOrNothingCases.class,
                                    CrashCases.class))));
  }
}
