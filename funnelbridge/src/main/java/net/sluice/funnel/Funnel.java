package net.sluice.funnel;

import java.util.OptionalInt;
import net.sluice.netlink.rtnl.BridgePort;

/**
 * A funnel as it shall be: many pseudowires bridged onto one uplink.
 *
 * @param name its name
 * @param id its number on this host, from which the names of its interfaces are made; {@link
 *     #MAX_ID} at most. Never changes
 * @param mtu of all bridges and links of the tree, in octets without the Ethernet header
 * @param learning whether addresses behind pseudowires are learned
 * @param neighborSuppression whether ARP and neighbour discovery towards pseudowires are answered
 *     by the bridge where it knows the answer
 * @param macLimit the most addresses that one bridge of the tree learns (Linux 6.7); empty for any
 *     number
 * @param leafCapacity pseudowires in one leaf, 1 to {@link #MAX_LEAF_CAPACITY}
 */
public record Funnel(
    String name,
    int id,
    Uplink uplink,
    Isolation isolation,
    int mtu,
    Flooding flooding,
    boolean learning,
    boolean neighborSuppression,
    OptionalInt macLimit,
    int leafCapacity,
    VlanMapping vlanMapping,
    StormControl stormControl) {

  /** The highest number of a funnel: four digits fit into the names of its interfaces. */
  public static final int MAX_ID = 9999;

  /** A bridge has 1,023 ports, and one of them leads up. */
  public static final int MAX_LEAF_CAPACITY = 1022;

  /** VLAN of frames without a tag where the funnel maps VLANs: the kernel's own default. */
  public static final int UNTAGGED_VLAN = 1;

  private static final int LINK_GROUPS = 0x51c00000;

  /**
   * The link group of all interfaces that Sluice makes for this funnel: by it they are known to be
   * its own, and removed in one request.
   */
  public int linkGroup() {
    return linkGroup(id);
  }

  /** The link group of the funnel with a number. */
  public static int linkGroup(int id) {
    return LINK_GROUPS + id;
  }

  /** The number of the funnel that has a link group, if that is one of a funnel. */
  public static OptionalInt withLinkGroup(int group) {
    int id = group - LINK_GROUPS;
    return id >= 0 && id <= MAX_ID ? OptionalInt.of(id) : OptionalInt.empty();
  }

  /**
   * How a leaf treats the port of a pseudowire.
   *
   * @param grouped whether the pseudowire is in a group
   */
  public BridgePort memberPort(boolean grouped) {
    boolean isolated =
        switch (isolation) {
          case ISOLATED -> true;
          case OPEN -> false;
          case GROUPS -> !grouped;
        };
    return new BridgePort(
        isolated,
        learning,
        flooding.unknownUnicast(),
        flooding.multicast(),
        flooding.broadcast(),
        neighborSuppression);
  }

  /** How an upper bridge treats its ports towards leaves. */
  public BridgePort downPort() {
    return BridgePort.KERNEL_DEFAULT.withIsolated(isolation == Isolation.ISOLATED);
  }
}
