package net.sluice.netlink.rtnl;

import java.util.ArrayList;
import java.util.List;
import net.sluice.netlink.AttributeReader;
import net.sluice.netlink.MessageReader;

/** A decoder of RTM_NEWVLAN messages. */
final class PortVlanDecoder {
  private PortVlanDecoder() {}

  /**
   * The content of one message. An interface with many VLANs has several messages.
   *
   * @param index of the interface
   */
  record PortVlans(int index, List<PortVlan> vlans) {}

  static PortVlans decode(MessageReader message) {
    List<PortVlan> vlans = new ArrayList<>();
    AttributeReader attributes = message.attributes(Rtnl.BR_VLAN_MSG_LENGTH);
    while (attributes.next()) {
      if (attributes.type() == Rtnl.BRIDGE_VLANDB_ENTRY) {
        vlans.add(entry(attributes.nested()));
      }
    }
    return new PortVlans(message.s32(LinkWriter.INDEX), vlans);
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
