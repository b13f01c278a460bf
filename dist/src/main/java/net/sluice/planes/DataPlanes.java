package net.sluice.planes;

import java.util.Optional;
import net.sluice.l2tp.DataPlane;
import net.sluice.l2tp.DataPlaneException;
import net.sluice.l2tp.kernel.KernelDataPlane;
import net.sluice.l2tp.simulated.SimulatedDataPlane;
import net.sluice.l2tp.userspace.UserspaceDataPlane;
import net.sluice.netlink.system.Syscalls;

/** Opens data planes. */
public final class DataPlanes {

  /** A selection of a data plane: the values of the leaf {@code data-plane}. */
  public enum Choice {
    /** The data plane of the kernel, or of user space if the kernel has no L2TP. */
    AUTO,
    KERNEL,
    USERSPACE,
    SIMULATED
  }

  private DataPlanes() {}

  /**
   * Opens a data plane in the network namespace of this thread.
   *
   * @throws DataPlaneException if that is not possible; the message has the remedy
   */
  public static DataPlane open(Choice choice, Syscalls syscalls) {
    return switch (choice) {
      case AUTO -> {
        Optional<KernelDataPlane> kernel = KernelDataPlane.open(syscalls);
        yield kernel.isPresent() ? kernel.get() : UserspaceDataPlane.open(syscalls);
      }
      case KERNEL ->
          KernelDataPlane.open(syscalls)
              .orElseThrow(
                  () ->
                      new DataPlaneException(
                          "the kernel has no L2TP: modprobe l2tp_eth l2tp_ip l2tp_ip6"
                              + " l2tp_netlink, or choose the userspace data plane"));
      case USERSPACE -> UserspaceDataPlane.open(syscalls);
      case SIMULATED -> new SimulatedDataPlane();
    };
  }
}
