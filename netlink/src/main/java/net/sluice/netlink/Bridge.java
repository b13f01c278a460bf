package net.sluice.netlink;

/**
 * A bridge to be created. Spanning tree is off.
 *
 * @param name at most 15 bytes
 * @param multicastSnooping whether group membership limits where multicast goes
 * @param groupForwardMask which link-local group addresses 01:80:c2:00:00:0X are forwarded, bit X;
 *     the kernel refuses bits 0 to 2 (STP, pause, LACP)
 */
public record Bridge(String name, boolean multicastSnooping, int groupForwardMask) {

  /** A bridge that snoops multicast and keeps link-local groups to itself, as the kernel has it. */
  public static Bridge named(String name) {
    return new Bridge(name, true, 0);
  }
}
