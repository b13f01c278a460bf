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

/**
 * Translates link events of the kernel into calls of a {@link DataPlaneListener}.
 *
 * <p>Thread: l2tp-events.
 */
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
   * Handles a bridge's event about a port. Only this event reports changed flags, but it does not
   * contain the whole interface, so the state is read. An interface that left its bridge still
   * exists and has an event of its own.
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
