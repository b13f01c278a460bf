package net.sluice.l2tp.userspace;

import net.sluice.l2tp.InterfaceState;
import net.sluice.l2tp.SessionProfile;
import net.sluice.netlink.system.Tap;

/**
 * A session and the TAP that is its interface.
 *
 * @param drops drops of this session's packets and frames
 */
record Attachment(
    SessionProfile session, Wire wire, Tap tap, DataPackets packets, DropCounters drops) {

  static Attachment of(SessionProfile session, Wire wire, Tap tap) {
    DataPackets packets = new DataPackets(session, wire.tunnel().encapsulation());
    return new Attachment(session, wire, tap, packets, new DropCounters());
  }

  /** Adds the drops to what the kernel counts of the interface. */
  InterfaceState withDrops(InterfaceState state) {
    return new InterfaceState(
        state.index(),
        state.settings(),
        state.running(),
        state.inPackets(),
        state.inOctets(),
        state.inErrors() + drops.incoming(),
        state.outPackets(),
        state.outOctets(),
        state.outErrors() + drops.get(Drop.NOT_SENT));
  }
}
