package net.sluice.netlink.rtnl;

import java.util.Optional;
import java.util.OptionalInt;
import net.sluice.netlink.AttributeReader;
import net.sluice.netlink.MessageReader;

/** A decoder of link messages, which collects the attributes of one RTM_NEWLINK or RTM_DELLINK. */
public final class LinkDecoder {
  private String name = "";
  private String kind = "";
  private String slaveKind = "";
  private String alias = "";
  private int linkMode;
  private LinkStatistics statistics = LinkStatistics.ZERO;
  private Optional<BridgePort> port = Optional.empty();
  private int vlan;
  private boolean multicastSnooping;
  private int groupForwardMask;
  private boolean vlanFiltering;
  private int vlanProtocol;
  private OptionalInt macLimit = OptionalInt.empty();
  private int mtu;
  private int group;
  private int master;
  private int linkIndex;

  private LinkDecoder() {}

  public static Link decode(MessageReader message) {
    LinkDecoder decoder = new LinkDecoder();
    int index = message.s32(LinkWriter.INDEX);
    int flags = message.s32(LinkWriter.FLAGS);
    AttributeReader attributes = message.attributes(Rtnl.IFINFOMSG_LENGTH);
    while (attributes.next()) {
      decoder.attribute(attributes);
    }
    return decoder.link(index, flags);
  }

  private void attribute(AttributeReader attribute) {
    switch (attribute.type()) {
      case Rtnl.IFLA_IFNAME -> name = attribute.string();
      case Rtnl.IFLA_MTU -> mtu = attribute.s32();
      case Rtnl.IFLA_LINK -> linkIndex = attribute.s32();
      case Rtnl.IFLA_MASTER -> master = attribute.s32();
      case Rtnl.IFLA_GROUP -> group = attribute.s32();
      case Rtnl.IFLA_IFALIAS -> alias = attribute.string();
      case Rtnl.IFLA_LINKMODE -> linkMode = attribute.u8();
      case Rtnl.IFLA_STATS64 -> statistics = statistics(attribute);
      case Rtnl.IFLA_LINKINFO -> linkInfo(attribute.nested());
      default -> {} // not needed
    }
  }

  private void linkInfo(AttributeReader info) {
    while (info.next()) {
      switch (info.type()) {
        case Rtnl.IFLA_INFO_KIND -> kind = info.string();
        case Rtnl.IFLA_INFO_DATA -> {
          switch (kind) {
            case "bridge" -> bridge(info.nested());
            case "vlan" -> vlan(info.nested());
            default -> {} // not needed
          }
        }
        case Rtnl.IFLA_INFO_SLAVE_KIND -> slaveKind = info.string();
        case Rtnl.IFLA_INFO_SLAVE_DATA -> {
          if (slaveKind.equals("bridge")) {
            port = Optional.of(bridgePort(info.nested()));
          }
        }
        default -> {} // statistics
      }
    }
  }

  private void bridge(AttributeReader data) {
    while (data.next()) {
      switch (data.type()) {
        case Rtnl.IFLA_BR_MCAST_SNOOPING -> multicastSnooping = data.u8() != 0;
        case Rtnl.IFLA_BR_GROUP_FWD_MASK -> groupForwardMask = data.u16();
        case Rtnl.IFLA_BR_VLAN_FILTERING -> vlanFiltering = data.u8() != 0;
        case Rtnl.IFLA_BR_VLAN_PROTOCOL -> vlanProtocol = data.u16NetworkOrder();
        case Rtnl.IFLA_BR_FDB_MAX_LEARNED -> macLimit = OptionalInt.of(data.s32());
        default -> {} // timers and multicast details
      }
    }
  }

  private void vlan(AttributeReader data) {
    while (data.next()) {
      if (data.type() == Rtnl.IFLA_VLAN_ID) {
        vlan = data.u16();
      }
    }
  }

  private static BridgePort bridgePort(AttributeReader data) {
    boolean isolated = false;
    boolean learning = false;
    boolean flood = false;
    boolean multicastFlood = false;
    boolean broadcastFlood = false;
    boolean neighSuppress = false;
    while (data.next()) {
      switch (data.type()) {
        case Rtnl.IFLA_BRPORT_ISOLATED -> isolated = data.u8() != 0;
        case Rtnl.IFLA_BRPORT_LEARNING -> learning = data.u8() != 0;
        case Rtnl.IFLA_BRPORT_UNICAST_FLOOD -> flood = data.u8() != 0;
        case Rtnl.IFLA_BRPORT_MCAST_FLOOD -> multicastFlood = data.u8() != 0;
        case Rtnl.IFLA_BRPORT_BCAST_FLOOD -> broadcastFlood = data.u8() != 0;
        case Rtnl.IFLA_BRPORT_NEIGH_SUPPRESS -> neighSuppress = data.u8() != 0;
        default -> {} // spanning tree and multicast details
      }
    }
    return new BridgePort(isolated, learning, flood, multicastFlood, broadcastFlood, neighSuppress);
  }

  private static LinkStatistics statistics(AttributeReader stats) {
    return new LinkStatistics(
        stats.u64(0),
        stats.u64(8),
        stats.u64(16),
        stats.u64(24),
        stats.u64(32),
        stats.u64(40),
        stats.u64(48),
        stats.u64(56));
  }

  private Link link(int index, int flags) {
    return new Link(
        index,
        name,
        kind,
        new Link.Settings(mtu, alias, group),
        new Link.State(flags, linkMode),
        new Link.Relations(master, port, linkIndex, vlan),
        kind.equals("bridge") ? Optional.of(bridge()) : Optional.empty(),
        statistics);
  }

  private Bridge bridge() {
    return new Bridge(
        name, multicastSnooping, groupForwardMask, vlanFiltering ? vlanProtocol : 0, macLimit);
  }
}
