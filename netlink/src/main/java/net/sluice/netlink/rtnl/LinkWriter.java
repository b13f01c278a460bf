package net.sluice.netlink.rtnl;

import java.util.List;
import java.util.OptionalInt;
import net.sluice.netlink.MacAddress;
import net.sluice.netlink.MessageWriter;
import net.sluice.netlink.Nl;
import net.sluice.netlink.Requests;
import net.sluice.netlink.system.Linux;

/**
 * Writes rtnetlink requests for links, one message per call that names the link, followed by what
 * to set:
 *
 * <pre>{@code
 * LinkWriter links = new LinkWriter(batch);
 * links.change("l2tp1").mtu(1450).alias("customer 7").withoutIpv6AddressGeneration();
 * links.change("l2tp1").up();
 * }</pre>
 *
 * <p>A flyweight: keep one per socket or batch, nothing is allocated per message.
 */
public final class LinkWriter {
  /** Offsets of ifi_index, ifi_flags and ifi_change from the message header. */
  public static final int INDEX = 20;

  public static final int FLAGS = 24;
  public static final int CHANGE = 28;

  private static final int ADDR_GEN_MODE_NONE = 1;

  private static final int CREATE = Nl.NLM_F_CREATE | Nl.NLM_F_EXCL;

  private final Requests requests;
  private MessageWriter message;

  /**
   * @param requests a {@code NetlinkSocket} or a {@code RequestBatch}
   */
  public LinkWriter(Requests requests) {
    this.requests = requests;
  }

  /** Changes an existing link, by name. */
  public LinkWriter change(String name) {
    start(Rtnl.RTM_NEWLINK, 0, 0);
    return name(name);
  }

  /** Changes an existing link, by index. */
  public LinkWriter change(int index) {
    return start(Rtnl.RTM_NEWLINK, 0, index);
  }

  /** Creates a bridge; fails with EEXIST when the name is taken. */
  public LinkWriter create(Bridge bridge) {
    start(Rtnl.RTM_NEWLINK, CREATE, 0).name(bridge.name());
    int info = message.startNested(Rtnl.IFLA_LINKINFO);
    message.putString(Rtnl.IFLA_INFO_KIND, "bridge");
    int data = message.startNested(Rtnl.IFLA_INFO_DATA);
    message.putU32(Rtnl.IFLA_BR_STP_STATE, 0);
    message.putU16(Rtnl.IFLA_BR_GROUP_FWD_MASK, bridge.groupForwardMask());
    message.putU8(Rtnl.IFLA_BR_MCAST_SNOOPING, bridge.multicastSnooping() ? 1 : 0);
    if (bridge.vlanProtocol() != 0) {
      putVlanProtocol(bridge.vlanProtocol());
    }
    bridge.macLimit().ifPresent(this::putMacLimit);
    message.endNested(data);
    message.endNested(info);
    return this;
  }

  /**
   * Changes settings of a bridge, those that are given.
   *
   * @param vlanProtocol as {@link Bridge#vlanProtocol}; ports lose the VLAN that bridges give to
   *     all by default
   * @param macLimit the most addresses that it learns, 0 for any number; kernels before 6.7 ignore
   *     it
   */
  public LinkWriter bridge(OptionalInt vlanProtocol, OptionalInt macLimit) {
    int info = message.startNested(Rtnl.IFLA_LINKINFO);
    message.putString(Rtnl.IFLA_INFO_KIND, "bridge");
    int data = message.startNested(Rtnl.IFLA_INFO_DATA);
    vlanProtocol.ifPresent(this::putVlanProtocol);
    macLimit.ifPresent(this::putMacLimit);
    message.endNested(data);
    message.endNested(info);
    return this;
  }

  private void putVlanProtocol(int protocol) {
    message.putU8(Rtnl.IFLA_BR_VLAN_FILTERING, protocol == 0 ? 0 : 1);
    if (protocol != 0) {
      message.putU16NetworkOrder(Rtnl.IFLA_BR_VLAN_PROTOCOL, protocol);
      message.putU16(Rtnl.IFLA_BR_VLAN_DEFAULT_PVID, 0);
    }
  }

  private void putMacLimit(int addresses) {
    message.putU32(Rtnl.IFLA_BR_FDB_MAX_LEARNED, addresses);
  }

  /**
   * Creates an interface for the frames of one IEEE 802.1Q VLAN; fails with EEXIST when the name or
   * the VLAN is taken.
   *
   * @param parent index of the interface that has the frames with their tags
   * @param vlan 1 to 4094
   */
  public LinkWriter createVlan(String name, int parent, int vlan) {
    start(Rtnl.RTM_NEWLINK, CREATE, 0).name(name);
    message.putU32(Rtnl.IFLA_LINK, parent);
    int info = message.startNested(Rtnl.IFLA_LINKINFO);
    message.putString(Rtnl.IFLA_INFO_KIND, "vlan");
    int data = message.startNested(Rtnl.IFLA_INFO_DATA);
    message.putU16(Rtnl.IFLA_VLAN_ID, vlan);
    message.endNested(data);
    message.endNested(info);
    return this;
  }

  /**
   * Creates a veth pair; fails with EEXIST when a name is taken. Further settings apply to the
   * first end.
   */
  public LinkWriter create(VethPair pair) {
    start(Rtnl.RTM_NEWLINK, CREATE, 0).name(pair.name());
    vethEnd(pair);
    int info = message.startNested(Rtnl.IFLA_LINKINFO);
    message.putString(Rtnl.IFLA_INFO_KIND, "veth");
    int data = message.startNested(Rtnl.IFLA_INFO_DATA);
    int peer = message.startNested(Rtnl.VETH_INFO_PEER);
    ifinfomsg(Linux.AF_UNSPEC, 0);
    name(pair.peer());
    vethEnd(pair);
    message.endNested(peer);
    message.endNested(data);
    message.endNested(info);
    return this;
  }

  private void vethEnd(VethPair pair) {
    message.putU32(Rtnl.IFLA_NUM_TX_QUEUES, 1).putU32(Rtnl.IFLA_NUM_RX_QUEUES, 1);
    if (pair.mtu() != 0) {
      mtu(pair.mtu());
    }
    if (pair.group() != 0) {
      group(pair.group());
    }
  }

  /** Creates a dummy interface; fails with EEXIST when the name is taken. */
  public LinkWriter createDummy(String name) {
    start(Rtnl.RTM_NEWLINK, CREATE, 0).name(name);
    int info = message.startNested(Rtnl.IFLA_LINKINFO);
    message.putString(Rtnl.IFLA_INFO_KIND, "dummy");
    message.endNested(info);
    return this;
  }

  /** Deletes a link, by name. */
  public void delete(String name) {
    start(Rtnl.RTM_DELLINK, 0, 0).name(name);
  }

  /** Deletes a link, by index. */
  public void delete(int index) {
    start(Rtnl.RTM_DELLINK, 0, index);
  }

  /** Deletes all links of a group; l2tpeth interfaces cannot be deleted so. */
  public void deleteGroup(int group) {
    start(Rtnl.RTM_DELLINK, 0, 0).group(group);
  }

  /**
   * All flags of a bridge port. Not in the message that makes it one: l2tpeth gets EOPNOTSUPP then.
   * With {@link #up} in one message the port has its flags before it comes up.
   */
  public LinkWriter port(BridgePort port) {
    int info = message.startNested(Rtnl.IFLA_LINKINFO);
    message.putString(Rtnl.IFLA_INFO_SLAVE_KIND, "bridge");
    int data = message.startNested(Rtnl.IFLA_INFO_SLAVE_DATA);
    putFlag(Rtnl.IFLA_BRPORT_LEARNING, port.learning());
    putFlag(Rtnl.IFLA_BRPORT_UNICAST_FLOOD, port.flood());
    putFlag(Rtnl.IFLA_BRPORT_MCAST_FLOOD, port.multicastFlood());
    putFlag(Rtnl.IFLA_BRPORT_BCAST_FLOOD, port.broadcastFlood());
    putFlag(Rtnl.IFLA_BRPORT_NEIGH_SUPPRESS, port.neighSuppress());
    putFlag(Rtnl.IFLA_BRPORT_ISOLATED, port.isolated());
    message.endNested(data);
    message.endNested(info);
    return this;
  }

  /**
   * Adds VLANs to a bridge port, or changes how it has them. Its bridge is asked, by the index of
   * the port; EOPNOTSUPP when it is no port, or the kernel has no bridges that look at VLANs.
   */
  public void addVlans(int index, List<PortVlan> vlans) {
    vlans(Rtnl.RTM_SETLINK, index, vlans);
  }

  /** Takes VLANs from a bridge port; those that it has not do not matter. */
  public void deleteVlans(int index, List<PortVlan> vlans) {
    vlans(Rtnl.RTM_DELLINK, index, vlans);
  }

  private void vlans(int type, int index, List<PortVlan> vlans) {
    message = requests.request(type, 0);
    ifinfomsg(Linux.AF_BRIDGE, index);
    int spec = message.startNested(Rtnl.IFLA_AF_SPEC);
    for (PortVlan vlan : vlans) {
      if (vlan.first() == vlan.last()) {
        putVlan(vlan.flags(), vlan.first());
      } else {
        putVlan(vlan.flags() | Rtnl.BRIDGE_VLAN_INFO_RANGE_BEGIN, vlan.first());
        putVlan(vlan.flags() | Rtnl.BRIDGE_VLAN_INFO_RANGE_END, vlan.last());
      }
    }
    message.endNested(spec);
  }

  private void putVlan(int flags, int vlan) {
    int info = message.startAttribute(Rtnl.IFLA_BRIDGE_VLAN_INFO);
    message.rawU16(flags).rawU16(vlan);
    message.endNested(info);
  }

  private void putFlag(int attribute, boolean value) {
    message.putU8(attribute, value ? 1 : 0);
  }

  /**
   * Another name for a link that is changed by index; the link must be down on kernels before 6.2.
   */
  public LinkWriter name(String name) {
    message.putString(Rtnl.IFLA_IFNAME, name);
    return this;
  }

  /** MTU in bytes. */
  public LinkWriter mtu(int mtu) {
    message.putU32(Rtnl.IFLA_MTU, mtu);
    return this;
  }

  /** Ethernet address. */
  public LinkWriter mac(MacAddress mac) {
    message.putMac(Rtnl.IFLA_ADDRESS, mac);
    return this;
  }

  /** Free text of at most 255 bytes; empty removes it. */
  public LinkWriter alias(String alias) {
    message.putString(Rtnl.IFLA_IFALIAS, alias);
    return this;
  }

  /** Link group. */
  public LinkWriter group(int group) {
    message.putU32(Rtnl.IFLA_GROUP, group);
    return this;
  }

  /** Joins a bridge by its index. */
  public LinkWriter master(int index) {
    message.putU32(Rtnl.IFLA_MASTER, index);
    return this;
  }

  /** Leaves its bridge. */
  public LinkWriter withoutMaster() {
    return master(0);
  }

  /** Administratively up. */
  public LinkWriter up() {
    message.orU32(FLAGS, Rtnl.IFF_UP).orU32(CHANGE, Rtnl.IFF_UP);
    return this;
  }

  /** The host neither asks for addresses there (ARP) nor answers. */
  public LinkWriter withoutArp() {
    message.orU32(FLAGS, Rtnl.IFF_NOARP).orU32(CHANGE, Rtnl.IFF_NOARP);
    return this;
  }

  /** Administratively down. */
  public LinkWriter down() {
    message.orU32(CHANGE, Rtnl.IFF_UP);
    return this;
  }

  /**
   * Dormant (RFC 2863), or as operational as its carrier lets it be. The mode alone would count
   * from the next change of the carrier on, which for TAP and l2tpeth never comes.
   */
  public LinkWriter dormant(boolean dormant) {
    message.putU8(Rtnl.IFLA_OPERSTATE, dormant ? Rtnl.IF_OPER_DORMANT : Rtnl.IF_OPER_UP);
    message.putU8(
        Rtnl.IFLA_LINKMODE, dormant ? Rtnl.IF_LINK_MODE_DORMANT : Rtnl.IF_LINK_MODE_DEFAULT);
    return this;
  }

  /**
   * No IPv6 link-local address is made up for the link (addr_gen_mode none).
   *
   * <p>Not together with {@link #up} in one message: the kernel sets the flags first (seen in 6.12
   * and 6.18), and a link whose carrier is always on, such as a TAP or l2tpeth, has its address by
   * then. Thousands of such addresses cost milliseconds per further link. Follow with a second
   * message.
   */
  public LinkWriter withoutIpv6AddressGeneration() {
    int families = message.startNested(Rtnl.IFLA_AF_SPEC);
    int inet6 = message.startNested(Linux.AF_INET6);
    message.putU8(Rtnl.IFLA_INET6_ADDR_GEN_MODE, ADDR_GEN_MODE_NONE);
    message.endNested(inet6);
    message.endNested(families);
    return this;
  }

  private LinkWriter start(int type, int flags, int index) {
    message = requests.request(type, flags);
    ifinfomsg(Linux.AF_UNSPEC, index);
    return this;
  }

  private void ifinfomsg(int family, int index) {
    message.rawU8(family).rawU8(0).rawU16(0).rawU32(index).rawU32(0).rawU32(0);
  }
}
