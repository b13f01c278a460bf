package net.sluice.planes;

import net.sluice.funnel.FunnelPlane;
import net.sluice.funnel.kernel.KernelFunnels;
import net.sluice.funnel.simulated.SimulatedFunnelPlane;
import net.sluice.l2tp.DataPlane;
import net.sluice.l2tp.simulated.SimulatedDataPlane;
import net.sluice.netlink.system.LinuxSyscalls;

/** Opens the funnel plane that belongs to a data plane. */
public final class FunnelPlanes {
  private FunnelPlanes() {}

  /**
   * Returns the bridges of the kernel for a data plane that carries frames, in the kernel or in
   * user space; simulated bridges for the simulated one.
   */
  public static FunnelPlane beside(DataPlane dataPlane) {
    return dataPlane instanceof SimulatedDataPlane simulated
        ? SimulatedFunnelPlane.withEveryUplink(simulated::ports)
        : new KernelFunnels(LinuxSyscalls.instance());
  }
}
