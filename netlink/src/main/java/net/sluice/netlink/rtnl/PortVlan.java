package net.sluice.netlink.rtnl;

/**
 * A range of VLANs of a port of a bridge with VLAN filtering.
 *
 * @param first the lowest VLAN, 1 to {@link #MAX}
 * @param last the highest VLAN; {@code first} for a single one
 * @param pvid true if frames that arrive without a tag belong to the VLAN; for a single VLAN, at
 *     most one per port
 * @param untagged true if the port sends frames without the tag
 */
public record PortVlan(int first, int last, boolean pvid, boolean untagged) {
  /** The highest VLAN. */
  public static final int MAX = 4094;

  /** Returns a VLAN whose frames have no tag outside of the bridge. */
  public static PortVlan untagged(int vlan) {
    return new PortVlan(vlan, vlan, true, true);
  }

  /** Returns VLANs whose frames have tags outside of the bridge. */
  public static PortVlan tagged(int first, int last) {
    return new PortVlan(first, last, false, false);
  }

  /** Returns the flags of struct bridge_vlan_info. */
  int flags() {
    return (pvid ? Rtnl.BRIDGE_VLAN_INFO_PVID : 0)
        | (untagged ? Rtnl.BRIDGE_VLAN_INFO_UNTAGGED : 0);
  }

  /** Decodes the flags of struct bridge_vlan_info. */
  static PortVlan of(int flags, int first, int last) {
    return new PortVlan(
        first,
        last,
        (flags & Rtnl.BRIDGE_VLAN_INFO_PVID) != 0,
        (flags & Rtnl.BRIDGE_VLAN_INFO_UNTAGGED) != 0);
  }
}
