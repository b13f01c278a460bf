package net.sluice.l2tp.link;

import java.util.function.UnaryOperator;
import net.sluice.l2tp.DataPlaneListener;
import net.sluice.l2tp.InterfaceState;
import net.sluice.netlink.MessageReader;
import net.sluice.netlink.NetlinkEvents;
import net.sluice.netlink.rtnl.Link;
import net.sluice.netlink.rtnl.Rtnetlink;
import net.sluice.netlink.rtnl.Rtnl;
import net.sluice.netlink.system.Linux;

/** Turns link events into what a listener of a data plane hears. */
final class LinkEvents implements NetlinkEvents.Listener {
  private static final int FAMILY_OFFSET = 16;
  private static final int INDEX_OFFSET = 20;

  private final DataPlaneListener listener;
  private final LinkStates states;
  private final UnaryOperator<InterfaceState> refine;

  LinkEvents(DataPlaneListener listener, LinkStates states, UnaryOperator<InterfaceState> refine) {
    this.listener = listener;
    this.states = states;
    this.refine = refine;
  }

  @Override
  public void event(MessageReader message) {
    if (message.u8(FAMILY_OFFSET) != Linux.AF_UNSPEC) {
      portEvent(message);
      return;
    }
    Link link = Rtnetlink.decodeLink(message);
    if (message.type() == Rtnl.RTM_DELLINK) {
      listener.interfaceGone(link.name());
    } else if (message.type() == Rtnl.RTM_NEWLINK) {
      listener.interfaceChanged(refine.apply(states.of(link)));
    }
  }

  /**
   * A bridge tells of a port that changed: this alone tells of its flags, and does not tell all of
   * the interface. One that left its bridge is still there, and tells so itself.
   */
  private void portEvent(MessageReader message) {
    if (message.type() == Rtnl.RTM_NEWLINK) {
      states.of(message.s32(INDEX_OFFSET)).map(refine).ifPresent(listener::interfaceChanged);
    }
  }

  @Override
  public void overrun() {
    listener.overrun();
  }
}
