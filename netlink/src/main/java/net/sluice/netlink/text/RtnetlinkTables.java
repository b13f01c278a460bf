package net.sluice.netlink.text;

import java.util.Map;
import net.sluice.netlink.AttributeReader;
import net.sluice.netlink.MessageReader;
import net.sluice.netlink.Nl;
import net.sluice.netlink.rtnl.LinkWriter;
import net.sluice.netlink.rtnl.Rtnl;
import net.sluice.netlink.system.Linux;

/** The names of the rtnetlink attributes that Sluice writes. */
final class RtnetlinkTables {
  private static final AttributeTable BRIDGE =
      AttributeTable.builder()
          .u32(Rtnl.IFLA_BR_STP_STATE, "stp-state")
          .u16(Rtnl.IFLA_BR_GROUP_FWD_MASK, "group-fwd-mask")
          .u8(Rtnl.IFLA_BR_MCAST_SNOOPING, "mcast-snooping")
          .u8(Rtnl.IFLA_BR_VLAN_FILTERING, "vlan-filtering")
          .value(Rtnl.IFLA_BR_VLAN_PROTOCOL, "vlan-protocol", RtnetlinkTables::etherType)
          .u16(Rtnl.IFLA_BR_VLAN_DEFAULT_PVID, "vlan-default-pvid")
          .u32(Rtnl.IFLA_BR_FDB_MAX_LEARNED, "fdb-max-learned")
          .build();

  private static final AttributeTable BRIDGE_PORT =
      AttributeTable.builder()
          .u8(Rtnl.IFLA_BRPORT_LEARNING, "learning")
          .u8(Rtnl.IFLA_BRPORT_UNICAST_FLOOD, "unicast-flood")
          .u8(Rtnl.IFLA_BRPORT_MCAST_FLOOD, "mcast-flood")
          .u8(Rtnl.IFLA_BRPORT_BCAST_FLOOD, "bcast-flood")
          .u8(Rtnl.IFLA_BRPORT_NEIGH_SUPPRESS, "neigh-suppress")
          .u8(Rtnl.IFLA_BRPORT_ISOLATED, "isolated")
          .build();

  private static final AttributeTable INET6 =
      AttributeTable.builder().u8(Rtnl.IFLA_INET6_ADDR_GEN_MODE, "addr-gen-mode").build();

  private static final AttributeTable FAMILIES =
      AttributeTable.builder().nested(Linux.AF_INET6, "inet6", INET6).build();

  private static final AttributeTable VETH =
      AttributeTable.builder()
          .nested(Rtnl.VETH_INFO_PEER, "peer", Rtnl.IFINFOMSG_LENGTH, links().build())
          .build();

  private static final AttributeTable VLAN =
      AttributeTable.builder().u16(Rtnl.IFLA_VLAN_ID, "id").build();

  private static final AttributeTable LINK_INFO =
      AttributeTable.builder()
          .string(Rtnl.IFLA_INFO_KIND, "kind")
          .nestedByKind(
              Rtnl.IFLA_INFO_DATA, "data", Map.of("bridge", BRIDGE, "veth", VETH, "vlan", VLAN))
          .string(Rtnl.IFLA_INFO_SLAVE_KIND, "slave-kind")
          .nestedByKind(Rtnl.IFLA_INFO_SLAVE_DATA, "slave-data", Map.of("bridge", BRIDGE_PORT))
          .build();

  private static final AttributeTable LINK =
      links().nested(Rtnl.IFLA_LINKINFO, "linkinfo", LINK_INFO).build();

  private static final AttributeTable PORT_VLANS =
      AttributeTable.builder()
          .value(Rtnl.IFLA_BRIDGE_VLAN_INFO, "vlan", RtnetlinkTables::vlan)
          .build();

  private static final AttributeTable BRIDGE_LINK =
      AttributeTable.builder().nested(Rtnl.IFLA_AF_SPEC, "af-spec", PORT_VLANS).build();

  private static final AttributeTable NEIGHBOR =
      AttributeTable.builder()
          .mac(Rtnl.NDA_LLADDR, "lladdr")
          .u16(Rtnl.NDA_VLAN, "vlan")
          .u32(Rtnl.NDA_MASTER, "master")
          .build();

  private static final Map<Integer, String> TYPES =
      Map.of(
          Rtnl.RTM_NEWLINK, "newlink",
          Rtnl.RTM_DELLINK, "dellink",
          Rtnl.RTM_GETLINK, "getlink",
          Rtnl.RTM_SETLINK, "setlink",
          Rtnl.RTM_GETADDR, "getaddr",
          Rtnl.RTM_GETNEIGH, "getneigh",
          Rtnl.RTM_GETVLAN, "getvlan");

  private RtnetlinkTables() {}

  private static AttributeTable.Builder links() {
    return AttributeTable.builder()
        .mac(Rtnl.IFLA_ADDRESS, "address")
        .string(Rtnl.IFLA_IFNAME, "ifname")
        .u32(Rtnl.IFLA_MTU, "mtu")
        .u32(Rtnl.IFLA_LINK, "link")
        .u32(Rtnl.IFLA_MASTER, "master")
        .u8(Rtnl.IFLA_OPERSTATE, "operstate")
        .u8(Rtnl.IFLA_LINKMODE, "linkmode")
        .string(Rtnl.IFLA_IFALIAS, "ifalias")
        .nested(Rtnl.IFLA_AF_SPEC, "af-spec", FAMILIES)
        .u32(Rtnl.IFLA_GROUP, "group")
        .u32(Rtnl.IFLA_NUM_TX_QUEUES, "num-tx-queues")
        .u32(Rtnl.IFLA_NUM_RX_QUEUES, "num-rx-queues");
  }

  static String describe(MessageReader message) {
    int type = message.type();
    String name = TYPES.getOrDefault(type, "type " + type);
    String flags = MessageText.flags(message.flags());
    return switch (type) {
      case Rtnl.RTM_NEWLINK, Rtnl.RTM_DELLINK, Rtnl.RTM_GETLINK, Rtnl.RTM_SETLINK ->
          MessageText.join(
              name,
              flags,
              linkHeader(message),
              linkTable(message).describe(message.attributes(Rtnl.IFINFOMSG_LENGTH)));
      case Rtnl.RTM_GETNEIGH ->
          MessageText.join(
              name,
              family(message),
              index(message),
              NEIGHBOR.describe(message.attributes(Rtnl.NDMSG_LENGTH)));
      case Rtnl.RTM_GETVLAN -> MessageText.join(name, flags, family(message), index(message));
      default -> MessageText.join(name, flags);
    };
  }

  private static AttributeTable linkTable(MessageReader message) {
    return family(message).isEmpty() ? LINK : BRIDGE_LINK;
  }

  /** Returns a struct bridge_vlan_info as text, with the words of {@code bridge vlan}. */
  private static String vlan(AttributeReader info) {
    int flags = info.u16(0);
    return info.u16(2)
        + word(flags, Rtnl.BRIDGE_VLAN_INFO_RANGE_BEGIN, "-")
        + word(flags, Rtnl.BRIDGE_VLAN_INFO_RANGE_END, ",end")
        + word(flags, Rtnl.BRIDGE_VLAN_INFO_PVID, ",pvid")
        + word(flags, Rtnl.BRIDGE_VLAN_INFO_UNTAGGED, ",untagged");
  }

  private static String word(int flags, int bit, String word) {
    return (flags & bit) == 0 ? "" : word;
  }

  private static String linkHeader(MessageReader message) {
    boolean changed = (message.s32(LinkWriter.CHANGE) & Rtnl.IFF_UP) != 0;
    boolean up = (message.s32(LinkWriter.FLAGS) & Rtnl.IFF_UP) != 0;
    return MessageText.join(family(message), index(message), changed ? up ? "up" : "down" : "");
  }

  private static String family(MessageReader message) {
    return message.u8(Nl.NLMSG_HDRLEN) == Linux.AF_BRIDGE ? "bridge" : "";
  }

  /** Returns the index, which has one offset in struct ifinfomsg, ndmsg and br_vlan_msg. */
  private static String index(MessageReader message) {
    int index = message.s32(LinkWriter.INDEX);
    return index == 0 ? "" : "index=" + index;
  }

  private static String etherType(AttributeReader value) {
    return "0x" + Integer.toHexString(value.u16NetworkOrder());
  }
}
