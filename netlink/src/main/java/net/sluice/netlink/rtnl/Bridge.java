package net.sluice.netlink.rtnl;

import java.util.OptionalInt;

/**
 * A bridge to be created, or as it is. Spanning tree is off.
 *
 * @param name at most 15 bytes
 * @param multicastSnooping whether group membership limits where multicast goes
 * @param groupForwardMask which link-local group addresses 01:80:c2:00:00:0X are forwarded, bit X;
 *     the kernel refuses bits 0 to 2 (STP, pause, LACP)
 * @param vlanProtocol the EtherType of the VLAN tags that it looks at, {@link #DOT1Q} or {@link
 *     #DOT1AD}; 0 when at none. A bridge that is created has no VLANs, nor do ports that join it
 * @param macLimit the most addresses that it learns, 0 for any number; to be created: empty leaves
 *     it to the kernel; as it is: empty on kernels that know no limit (before Linux 6.7)
 */
public record Bridge(
    String name,
    boolean multicastSnooping,
    int groupForwardMask,
    int vlanProtocol,
    OptionalInt macLimit) {

  /** EtherType of IEEE 802.1Q tags. */
  public static final int DOT1Q = 0x8100;

  /** EtherType of IEEE 802.1ad service tags. */
  public static final int DOT1AD = 0x88a8;

  /** A bridge that does not look at VLANs, and learns as the kernel has it. */
  public Bridge(String name, boolean multicastSnooping, int groupForwardMask) {
    this(name, multicastSnooping, groupForwardMask, 0, OptionalInt.empty());
  }

  /** A bridge that snoops multicast and keeps link-local groups to itself, as the kernel has it. */
  public static Bridge named(String name) {
    return new Bridge(name, true, 0);
  }
}
