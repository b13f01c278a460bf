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
    /** The data plane of the kernel, or of user space if the kernel has no L2TP for Ethernet. */
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
        Optional<KernelDataPlane> kernel = usableKernel(syscalls);
        yield kernel.isPresent() ? kernel.get() : UserspaceDataPlane.open(syscalls);
      }
      case KERNEL ->
          usableKernel(syscalls)
              .orElseThrow(
                  () ->
                      new DataPlaneException(
                          "the kernel can not load the modules of L2TP, l2tp_netlink and l2tp_eth:"
                              + " 'sluice doctor' finds the reason and the remedy; or choose the"
                              + " userspace data plane"));
      case USERSPACE -> UserspaceDataPlane.open(syscalls);
      case SIMULATED -> new SimulatedDataPlane();
    };
  }

  /** Returns the data plane of the kernel if it can carry Ethernet: a module of its own. */
  private static Optional<KernelDataPlane> usableKernel(Syscalls syscalls) {
    Optional<KernelDataPlane> opened = KernelDataPlane.open(syscalls);
    Optional<KernelDataPlane> usable = opened.filter(KernelDataPlane::hasEthernet);
    if (usable.isEmpty()) {
      opened.ifPresent(KernelDataPlane::close);
    }
    return usable;
  }
}
