package net.sluice.l2tp;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import net.sluice.netlink.AttributeReader;
import net.sluice.netlink.Await;
import net.sluice.netlink.MessageReader;
import net.sluice.netlink.NetlinkEvents;
import net.sluice.netlink.Nl;
import net.sluice.netlink.rtnl.Rtnl;
import net.sluice.netlink.system.Linux;
import net.sluice.netlink.system.LinuxSyscalls;

/**
 * The events of bridges about a port: the bridges in which it forwarded, isolated or not. The
 * kernel reports a port's carrier late, so events of one bridge may arrive after the request to
 * join another: they count for the bridge that they name.
 */
final class PortEvents implements NetlinkEvents.Listener, AutoCloseable {
  private static final int IFLA_PROTINFO = 12;
  private static final int IFLA_BRPORT_STATE = 1;
  private static final int BR_STATE_FORWARDING = 3;
  private static final int FAMILY_OFFSET = Nl.NLMSG_HDRLEN;
  private static final int INDEX_OFFSET = Nl.NLMSG_HDRLEN + 4;

  private final int index;
  private final NetlinkEvents events;

  private final Set<Forwarding> seen = ConcurrentHashMap.newKeySet();

  private record Forwarding(int bridge, boolean isolated) {}

  PortEvents(Site site, String name) {
    index = site.state(name).index();
    events =
        site.namespace()
            .call(
                () ->
                    NetlinkEvents.open(
                        LinuxSyscalls.instance(),
                        "port-events",
                        Nl.NETLINK_ROUTE,
                        new int[] {Rtnl.RTNLGRP_LINK},
                        this));
  }

  @Override
  public void event(MessageReader message) {
    boolean ofPort =
        message.type() == Rtnl.RTM_NEWLINK
            && message.u8(FAMILY_OFFSET) == Linux.AF_BRIDGE
            && message.s32(INDEX_OFFSET) == index;
    if (!ofPort) {
      return;
    }
    int bridge = 0;
    AttributeReader port = null;
    AttributeReader attributes = message.attributes(Rtnl.IFINFOMSG_LENGTH);
    while (attributes.next()) {
      switch (attributes.type()) {
        case Rtnl.IFLA_MASTER -> bridge = attributes.s32();
        case IFLA_PROTINFO -> port = attributes.nested();
        default -> {} // not needed
      }
    }
    if (port != null) {
      port(bridge, port);
    }
  }

  private void port(int bridge, AttributeReader port) {
    int state = 0;
    boolean isolated = false;
    while (port.next()) {
      switch (port.type()) {
        case IFLA_BRPORT_STATE -> state = port.u8();
        case Rtnl.IFLA_BRPORT_ISOLATED -> isolated = port.u8() != 0;
        default -> {} // not needed
      }
    }
    if (state == BR_STATE_FORWARDING) {
      seen.add(new Forwarding(bridge, isolated));
    }
  }

  @Override
  public void overrun() {
    throw new AssertionError("events were lost");
  }

  /** Waits until the port has forwarded in a bridge, isolated or not. */
  void awaitForwarding(int bridge, boolean isolated) {
    Forwarding awaited = new Forwarding(bridge, isolated);
    Await.until("the port forwards", () -> seen.contains(awaited));
  }

  /** Returns true if the port forwarded in a bridge without being isolated. */
  boolean forwardedOpenly(int bridge) {
    return seen.contains(new Forwarding(bridge, false));
  }

  @Override
  public void close() {
    events.close();
  }
}
