package net.sluice.netlink.rtnl;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.sluice.netlink.AttributeReader;
import net.sluice.netlink.MessageReader;

/** Collects the VLANs of one interface, from an RTM_NEWVLAN message. */
final class PortVlanDecoder {
  private PortVlanDecoder() {}

  /**
   * Adds what a message says; an interface with many VLANs has several messages.
   *
   * @return null: nothing for a list
   */
  static Void decode(MessageReader message, Map<Integer, List<PortVlan>> vlans) {
    int index = message.s32(LinkWriter.INDEX);
    AttributeReader attributes = message.attributes(Rtnl.BR_VLAN_MSG_LENGTH);
    while (attributes.next()) {
      if (attributes.type() == Rtnl.BRIDGE_VLANDB_ENTRY) {
        vlans.computeIfAbsent(index, none -> new ArrayList<>()).add(entry(attributes.nested()));
      }
    }
    return null;
  }

  private static PortVlan entry(AttributeReader entry) {
    int flags = 0;
    int first = 0;
    int last = 0;
    while (entry.next()) {
      switch (entry.type()) {
        case Rtnl.BRIDGE_VLANDB_ENTRY_INFO -> {
          flags = entry.u16(0);
          first = entry.u16(2);
        }
        case Rtnl.BRIDGE_VLANDB_ENTRY_RANGE -> last = entry.u16();
        default -> {} // state and statistics
      }
    }
    return PortVlan.of(flags, first, last == 0 ? first : last);
  }
}
