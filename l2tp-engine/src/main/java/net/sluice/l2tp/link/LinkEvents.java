package net.sluice.l2tp.link;

import java.util.function.Function;
import net.sluice.l2tp.DataPlaneListener;
import net.sluice.l2tp.InterfaceState;
import net.sluice.netlink.Link;
import net.sluice.netlink.Linux;
import net.sluice.netlink.MessageReader;
import net.sluice.netlink.NetlinkEvents;
import net.sluice.netlink.Rtnetlink;
import net.sluice.netlink.Rtnl;

/** Turns link events into what a listener of a data plane hears. */
final class LinkEvents implements NetlinkEvents.Listener {
  private static final int FAMILY_OFFSET = 16;

  private final DataPlaneListener listener;
  private final Function<Link, InterfaceState> state;

  LinkEvents(DataPlaneListener listener, Function<Link, InterfaceState> state) {
    this.listener = listener;
    this.state = state;
  }

  @Override
  public void event(MessageReader message) {
    if (message.u8(FAMILY_OFFSET) != Linux.AF_UNSPEC) {
      return; // AF_BRIDGE: a port changed or left its bridge, the interface itself is still there
    }
    Link link = Rtnetlink.decodeLink(message);
    if (message.type() == Rtnl.RTM_DELLINK) {
      listener.interfaceGone(link.name());
    } else if (message.type() == Rtnl.RTM_NEWLINK) {
      listener.interfaceChanged(state.apply(link));
    }
  }

  @Override
  public void overrun() {
    listener.overrun();
  }
}
