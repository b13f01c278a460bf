package net.sluice.netlink.rtnl;

import java.util.OptionalInt;

/**
 * Settings of a bridge: of one to be created, or of a present one. Spanning tree is off.
 *
 * @param name at most 15 bytes
 * @param multicastSnooping true if group membership limits the ports that multicast is sent to
 * @param groupForwardMask link-local group addresses 01:80:c2:00:00:0X to forward, as bit X; the
 *     kernel refuses bits 0 to 2 (STP, pause, LACP)
 * @param vlanProtocol the EtherType of the VLAN tags that the bridge filters by, {@link #DOT1Q} or
 *     {@link #DOT1AD}; 0 for no VLAN filtering. A new bridge has no VLANs, nor do ports that join
 *     it
 * @param macLimit maximum number of learned addresses, 0 for no limit; empty leaves it to the
 *     kernel when a bridge is created, and comes from kernels without the limit (before Linux 6.7)
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

  /** A bridge without VLAN filtering that has the kernel's limit of addresses. */
  public Bridge(String name, boolean multicastSnooping, int groupForwardMask) {
    this(name, multicastSnooping, groupForwardMask, 0, OptionalInt.empty());
  }

  /**
   * Returns a bridge with the kernel's defaults: it snoops multicast and does not forward
   * link-local groups.
   */
  public static Bridge named(String name) {
    return new Bridge(name, true, 0);
  }
}
