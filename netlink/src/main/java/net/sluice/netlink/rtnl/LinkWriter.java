package net.sluice.netlink.rtnl;

import java.util.List;
import java.util.OptionalInt;
import net.sluice.netlink.MacAddress;
import net.sluice.netlink.MessageWriter;
import net.sluice.netlink.Nl;
import net.sluice.netlink.Requests;
import net.sluice.netlink.system.Linux;
import org.jspecify.annotations.Nullable;

/**
 * Writes rtnetlink requests for links. A call that names the link starts a message; the calls after
 * it add settings:
 *
 * <pre>{@code
 * LinkWriter links = new LinkWriter(batch);
 * links.change("l2tp1").mtu(1450).alias("customer 7").withoutIpv6AddressGeneration();
 * links.change("l2tp1").up();
 * }</pre>
 *
 * <p>Keep one per socket or batch: nothing is allocated per message.
 *
 * <p>Thread: the one that owns the socket or batch.
 */
public final class LinkWriter {
  /** Offset of ifi_index from the message header. */
  public static final int INDEX = 20;

  /** Offset of ifi_flags from the message header. */
  public static final int FLAGS = 24;

  /** Offset of ifi_change from the message header. */
  public static final int CHANGE = 28;

  private static final int ADDR_GEN_MODE_NONE = 1;

  private static final int CREATE = Nl.NLM_F_CREATE | Nl.NLM_F_EXCL;

  private final Requests requests;
  private @Nullable MessageWriter message;

  /**
   * @param requests a {@code NetlinkSocket} or a {@code RequestBatch}
   */
  public LinkWriter(Requests requests) {
    this.requests = requests;
  }

  private MessageWriter message() {
    if (message == null) {
      throw new IllegalStateException("no link was named yet");
    }
    return message;
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

  /** Creates a bridge; fails with EEXIST if the name is taken. */
  public LinkWriter create(Bridge bridge) {
    start(Rtnl.RTM_NEWLINK, CREATE, 0).name(bridge.name());
    int info = message().startNested(Rtnl.IFLA_LINKINFO);
    message().putString(Rtnl.IFLA_INFO_KIND, "bridge");
    int data = message().startNested(Rtnl.IFLA_INFO_DATA);
    message().putU32(Rtnl.IFLA_BR_STP_STATE, 0);
    message().putU16(Rtnl.IFLA_BR_GROUP_FWD_MASK, bridge.groupForwardMask());
    message().putU8(Rtnl.IFLA_BR_MCAST_SNOOPING, bridge.multicastSnooping() ? 1 : 0);
    if (bridge.vlanProtocol() != 0) {
      putVlanProtocol(bridge.vlanProtocol());
    }
    bridge.macLimit().ifPresent(this::putMacLimit);
    message().endNested(data);
    message().endNested(info);
    return this;
  }

  /**
   * Changes settings of a bridge.
   *
   * @param vlanProtocol as {@link Bridge#vlanProtocol}; ports lose the VLAN that bridges give to
   *     all ports by default. Empty for no change
   * @param macLimit maximum number of learned addresses, 0 for no limit; kernels before 6.7 ignore
   *     it. Empty for no change
   */
  public LinkWriter bridge(OptionalInt vlanProtocol, OptionalInt macLimit) {
    int info = message().startNested(Rtnl.IFLA_LINKINFO);
    message().putString(Rtnl.IFLA_INFO_KIND, "bridge");
    int data = message().startNested(Rtnl.IFLA_INFO_DATA);
    vlanProtocol.ifPresent(this::putVlanProtocol);
    macLimit.ifPresent(this::putMacLimit);
    message().endNested(data);
    message().endNested(info);
    return this;
  }

  private void putVlanProtocol(int protocol) {
    message().putU8(Rtnl.IFLA_BR_VLAN_FILTERING, protocol == 0 ? 0 : 1);
    if (protocol != 0) {
      message().putU16NetworkOrder(Rtnl.IFLA_BR_VLAN_PROTOCOL, protocol);
      message().putU16(Rtnl.IFLA_BR_VLAN_DEFAULT_PVID, 0);
    }
  }

  private void putMacLimit(int addresses) {
    message().putU32(Rtnl.IFLA_BR_FDB_MAX_LEARNED, addresses);
  }

  /**
   * Creates an interface for the frames of one IEEE 802.1Q VLAN; fails with EEXIST if the name or
   * the VLAN is taken.
   *
   * @param parent index of the interface that carries the tagged frames
   * @param vlan 1 to 4094
   */
  public LinkWriter createVlan(String name, int parent, int vlan) {
    start(Rtnl.RTM_NEWLINK, CREATE, 0).name(name);
    message().putU32(Rtnl.IFLA_LINK, parent);
    int info = message().startNested(Rtnl.IFLA_LINKINFO);
    message().putString(Rtnl.IFLA_INFO_KIND, "vlan");
    int data = message().startNested(Rtnl.IFLA_INFO_DATA);
    message().putU16(Rtnl.IFLA_VLAN_ID, vlan);
    message().endNested(data);
    message().endNested(info);
    return this;
  }

  /**
   * Creates a veth pair; fails with EEXIST if a name is taken. Further settings apply to the first
   * end.
   */
  public LinkWriter create(VethPair pair) {
    start(Rtnl.RTM_NEWLINK, CREATE, 0).name(pair.name());
    vethEnd(pair);
    int info = message().startNested(Rtnl.IFLA_LINKINFO);
    message().putString(Rtnl.IFLA_INFO_KIND, "veth");
    int data = message().startNested(Rtnl.IFLA_INFO_DATA);
    int peer = message().startNested(Rtnl.VETH_INFO_PEER);
    ifinfomsg(Linux.AF_UNSPEC, 0);
    name(pair.peer());
    vethEnd(pair);
    message().endNested(peer);
    message().endNested(data);
    message().endNested(info);
    return this;
  }

  private void vethEnd(VethPair pair) {
    message().putU32(Rtnl.IFLA_NUM_TX_QUEUES, 1).putU32(Rtnl.IFLA_NUM_RX_QUEUES, 1);
    if (pair.mtu() != 0) {
      mtu(pair.mtu());
    }
    if (pair.group() != 0) {
      group(pair.group());
    }
  }

  /** Creates a dummy interface; fails with EEXIST if the name is taken. */
  public LinkWriter createDummy(String name) {
    start(Rtnl.RTM_NEWLINK, CREATE, 0).name(name);
    int info = message().startNested(Rtnl.IFLA_LINKINFO);
    message().putString(Rtnl.IFLA_INFO_KIND, "dummy");
    message().endNested(info);
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

  /** Deletes all links of a group. The kernel does not delete l2tpeth interfaces by group. */
  public void deleteGroup(int group) {
    start(Rtnl.RTM_DELLINK, 0, 0).group(group);
  }

  /**
   * Sets all settings of a bridge port. The link must be a port already: in the message that joins
   * the bridge, l2tpeth gets EOPNOTSUPP. With {@link #up} in one message the port has its settings
   * before it comes up.
   */
  public LinkWriter port(BridgePort port) {
    int info = message().startNested(Rtnl.IFLA_LINKINFO);
    message().putString(Rtnl.IFLA_INFO_SLAVE_KIND, "bridge");
    int data = message().startNested(Rtnl.IFLA_INFO_SLAVE_DATA);
    putFlag(Rtnl.IFLA_BRPORT_LEARNING, port.learning());
    putFlag(Rtnl.IFLA_BRPORT_UNICAST_FLOOD, port.flood());
    putFlag(Rtnl.IFLA_BRPORT_MCAST_FLOOD, port.multicastFlood());
    putFlag(Rtnl.IFLA_BRPORT_BCAST_FLOOD, port.broadcastFlood());
    putFlag(Rtnl.IFLA_BRPORT_NEIGH_SUPPRESS, port.neighSuppress());
    putFlag(Rtnl.IFLA_BRPORT_ISOLATED, port.isolated());
    message().endNested(data);
    message().endNested(info);
    return this;
  }

  /**
   * Adds VLANs to a bridge port, or changes their flags; fails with EOPNOTSUPP if the link is no
   * bridge port, or the kernel has no VLAN filtering.
   *
   * @param index of the port
   */
  public void addVlans(int index, List<PortVlan> vlans) {
    vlans(Rtnl.RTM_SETLINK, index, vlans);
  }

  /**
   * Removes VLANs from a bridge port. VLANs that the port does not have are no error.
   *
   * @param index of the port
   */
  public void deleteVlans(int index, List<PortVlan> vlans) {
    vlans(Rtnl.RTM_DELLINK, index, vlans);
  }

  private void vlans(int type, int index, List<PortVlan> vlans) {
    message = requests.request(type, 0);
    ifinfomsg(Linux.AF_BRIDGE, index);
    int spec = message().startNested(Rtnl.IFLA_AF_SPEC);
    for (PortVlan vlan : vlans) {
      if (vlan.first() == vlan.last()) {
        putVlan(vlan.flags(), vlan.first());
      } else {
        putVlan(vlan.flags() | Rtnl.BRIDGE_VLAN_INFO_RANGE_BEGIN, vlan.first());
        putVlan(vlan.flags() | Rtnl.BRIDGE_VLAN_INFO_RANGE_END, vlan.last());
      }
    }
    message().endNested(spec);
  }

  private void putVlan(int flags, int vlan) {
    int info = message().startAttribute(Rtnl.IFLA_BRIDGE_VLAN_INFO);
    message().rawU16(flags).rawU16(vlan);
    message().endNested(info);
  }

  private void putFlag(int attribute, boolean value) {
    message().putU8(attribute, value ? 1 : 0);
  }

  /**
   * Sets the name of a link that is changed by index; the link must be down on kernels before 6.2.
   */
  public LinkWriter name(String name) {
    message().putString(Rtnl.IFLA_IFNAME, name);
    return this;
  }

  /** Sets the MTU, in octets. */
  public LinkWriter mtu(int mtu) {
    message().putU32(Rtnl.IFLA_MTU, mtu);
    return this;
  }

  /** Sets the Ethernet address. */
  public LinkWriter mac(MacAddress mac) {
    message().putMac(Rtnl.IFLA_ADDRESS, mac);
    return this;
  }

  /** Sets ifalias, a text of at most 255 bytes; an empty text removes it. */
  public LinkWriter alias(String alias) {
    message().putString(Rtnl.IFLA_IFALIAS, alias);
    return this;
  }

  /** Sets the link group. */
  public LinkWriter group(int group) {
    message().putU32(Rtnl.IFLA_GROUP, group);
    return this;
  }

  /**
   * Makes the link a port of a bridge.
   *
   * @param index of the bridge
   */
  public LinkWriter master(int index) {
    message().putU32(Rtnl.IFLA_MASTER, index);
    return this;
  }

  /** Removes the link from its bridge. */
  public LinkWriter withoutMaster() {
    return master(0);
  }

  /** Sets the link administratively up. */
  public LinkWriter up() {
    message().orU32(FLAGS, Rtnl.IFF_UP).orU32(CHANGE, Rtnl.IFF_UP);
    return this;
  }

  /** Switches ARP off: the host neither sends nor answers it on the link. */
  public LinkWriter withoutArp() {
    message().orU32(FLAGS, Rtnl.IFF_NOARP).orU32(CHANGE, Rtnl.IFF_NOARP);
    return this;
  }

  /** Sets the link administratively down. */
  public LinkWriter down() {
    message().orU32(CHANGE, Rtnl.IFF_UP);
    return this;
  }

  /**
   * Keeps the link dormant (RFC 2863), or lets its operational state follow the carrier. The link
   * mode alone would take effect at the next change of the carrier, which never happens for TAP and
   * l2tpeth.
   */
  public LinkWriter dormant(boolean dormant) {
    message().putU8(Rtnl.IFLA_OPERSTATE, dormant ? Rtnl.IF_OPER_DORMANT : Rtnl.IF_OPER_UP);
    message()
        .putU8(Rtnl.IFLA_LINKMODE, dormant ? Rtnl.IF_LINK_MODE_DORMANT : Rtnl.IF_LINK_MODE_DEFAULT);
    return this;
  }

  /**
   * Switches off the generation of an IPv6 link-local address (addr_gen_mode none).
   *
   * <p>Do not use it with {@link #up} in one message: the kernel sets the flags first (seen in 6.12
   * and 6.18), and a link whose carrier is always on, such as a TAP or l2tpeth, has its address by
   * then. Thousands of such addresses cost milliseconds per further link. Send {@link #up} in a
   * second message.
   */
  public LinkWriter withoutIpv6AddressGeneration() {
    int families = message().startNested(Rtnl.IFLA_AF_SPEC);
    int inet6 = message().startNested(Linux.AF_INET6);
    message().putU8(Rtnl.IFLA_INET6_ADDR_GEN_MODE, ADDR_GEN_MODE_NONE);
    message().endNested(inet6);
    message().endNested(families);
    return this;
  }

  private LinkWriter start(int type, int flags, int index) {
    message = requests.request(type, flags);
    ifinfomsg(Linux.AF_UNSPEC, index);
    return this;
  }

  private void ifinfomsg(int family, int index) {
    message().rawU8(family).rawU8(0).rawU16(0).rawU32(index).rawU32(0).rawU32(0);
  }
}
