package net.sluice.funnel.kernel;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import net.sluice.funnel.FunnelListener;
import net.sluice.funnel.Node;
import net.sluice.netlink.MessageReader;
import net.sluice.netlink.NetlinkEvents;
import net.sluice.netlink.rtnl.Link;
import net.sluice.netlink.rtnl.Rtnetlink;
import net.sluice.netlink.rtnl.Rtnl;

/**
 * A listener for link events that reports changes of funnels' interfaces, uplinks and bridge ports.
 *
 * <p>Thread: funnel-events; any for {@link #rememberBridge}.
 */
final class LinkChanges implements NetlinkEvents.Listener {
  private static final String VLAN_PREFIX = Node.vlanInterface(0).substring(0, 3);

  private final FunnelListener listener;
  private final Collection<String> uplinks;

  /** Names of bridges of funnels by index, as events name the bridge of a port. */
  private final Map<Integer, String> bridges = new ConcurrentHashMap<>();

  /**
   * @param uplinks names of the interfaces that are uplinks; a live view, which may change
   */
  LinkChanges(FunnelListener listener, Collection<String> uplinks) {
    this.listener = listener;
    this.uplinks = uplinks;
  }

  /** Handles a link event. An event of AF_BRIDGE is a port that changed or left its bridge. */
  @Override
  public void event(MessageReader message) {
    if (message.type() != Rtnl.RTM_NEWLINK && message.type() != Rtnl.RTM_DELLINK) {
      return;
    }
    Link link = Rtnetlink.decodeLink(message);
    if (isOfInterest(link.name())) {
      rememberBridge(link);
      listener.changed(link.name());
    }
    Optional.ofNullable(bridges.get(link.master()))
        .ifPresent(bridge -> listener.portChanged(bridge, link.name()));
    if (message.type() == Rtnl.RTM_DELLINK) {
      bridges.remove(link.index());
    }
  }

  /** Remembers the name of a link by its index if it is a bridge of a funnel. */
  void rememberBridge(Link link) {
    if (link.bridge().isPresent() && Node.named(link.name()).isPresent()) {
      bridges.put(link.index(), link.name());
    }
  }

  private boolean isOfInterest(String name) {
    return name.startsWith(VLAN_PREFIX) || Node.named(name).isPresent() || uplinks.contains(name);
  }

  @Override
  public void overrun() {
    listener.overrun();
  }
}
