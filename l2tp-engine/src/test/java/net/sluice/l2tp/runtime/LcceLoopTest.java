package net.sluice.l2tp.runtime;

import net.sluice.l2tp.DataPlane;
import net.sluice.l2tp.userspace.UserspaceDataPlane;
import net.sluice.netlink.system.Syscalls;

/** Loops over the userspace data plane. */
class LcceLoopTest extends LcceLoopContract {
  @Override
  protected DataPlane open(Syscalls syscalls) {
    return UserspaceDataPlane.open(syscalls);
  }
}
