package net.sluice.l2tp.userspace;

import net.sluice.l2tp.InterfaceState;
import net.sluice.l2tp.SessionProfile;
import net.sluice.netlink.system.Tap;

/**
 * A session and the TAP that is its interface.
 *
 * @param drops counters of dropped packets and frames of this session
 */
record Attachment(
    SessionProfile session, Wire wire, Tap tap, DataPackets packets, DropCounters drops) {

  static Attachment of(SessionProfile session, Wire wire, Tap tap) {
    DataPackets packets = new DataPackets(session, wire.tunnel().encapsulation());
    return new Attachment(session, wire, tap, packets, new DropCounters());
  }

  /** Returns the state with the drops added to the kernel's counters of the interface. */
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
