package net.sluice.netlink.rtnl;

/**
 * VLANs of a bridge port, for a bridge that looks at VLANs.
 *
 * @param first the lowest VLAN, 1 to 4094
 * @param last the highest; the same for a single one
 * @param pvid whether frames that come in without a tag belong to it; for a single VLAN only, and
 *     for one of a port
 * @param untagged whether frames go out without the tag
 */
public record PortVlan(int first, int last, boolean pvid, boolean untagged) {
  /** The highest VLAN that a frame may be of. */
  public static final int MAX = 4094;

  /** A VLAN whose frames have no tag outside of the bridge. */
  public static PortVlan untagged(int vlan) {
    return new PortVlan(vlan, vlan, true, true);
  }

  /** VLANs whose frames have their tags outside of the bridge. */
  public static PortVlan tagged(int first, int last) {
    return new PortVlan(first, last, false, false);
  }

  /** The flags of struct bridge_vlan_info. */
  int flags() {
    return (pvid ? Rtnl.BRIDGE_VLAN_INFO_PVID : 0)
        | (untagged ? Rtnl.BRIDGE_VLAN_INFO_UNTAGGED : 0);
  }

  /** From struct bridge_vlan_info. */
  static PortVlan of(int flags, int first, int last) {
    return new PortVlan(
        first,
        last,
        (flags & Rtnl.BRIDGE_VLAN_INFO_PVID) != 0,
        (flags & Rtnl.BRIDGE_VLAN_INFO_UNTAGGED) != 0);
  }
}
