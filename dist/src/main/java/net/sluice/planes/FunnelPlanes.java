package net.sluice.planes;

import net.sluice.funnel.FunnelPlane;
import net.sluice.funnel.kernel.KernelFunnels;
import net.sluice.funnel.simulated.SimulatedFunnelPlane;
import net.sluice.l2tp.DataPlane;
import net.sluice.l2tp.simulated.SimulatedDataPlane;
import net.sluice.netlink.system.LinuxSyscalls;

/** What funnels are made in, beside a data plane. */
public final class FunnelPlanes {
  private FunnelPlanes() {}

  /**
   * The kernel's bridges for all that carries frames, whoever makes the pseudowires' interfaces.
   */
  public static FunnelPlane beside(DataPlane dataPlane) {
    return dataPlane instanceof SimulatedDataPlane simulated
        ? SimulatedFunnelPlane.withEveryUplink(simulated::ports)
        : new KernelFunnels(LinuxSyscalls.instance());
  }
}
