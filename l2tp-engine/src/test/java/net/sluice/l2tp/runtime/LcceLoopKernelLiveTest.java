package net.sluice.l2tp.runtime;

import java.util.Optional;
import net.sluice.l2tp.DataPlane;
import net.sluice.l2tp.kernel.KernelDataPlane;
import net.sluice.netlink.system.Syscalls;
import org.junit.jupiter.api.Assumptions;

/** Loops over the kernel data plane; skipped without a kernel that has L2TP. */
public class LcceLoopKernelLiveTest extends LcceLoopContract {
  @Override
  protected DataPlane open(Syscalls syscalls) {
    Optional<KernelDataPlane> plane = KernelDataPlane.open(syscalls);
    Assumptions.assumeTrue(plane.isPresent(), "this kernel has no L2TP");
    return plane.get();
  }
}
