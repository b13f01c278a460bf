package net.sluice.l2tp;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import net.sluice.netlink.AttributeReader;
import net.sluice.netlink.Linux;
import net.sluice.netlink.LinuxSyscalls;
import net.sluice.netlink.MessageReader;
import net.sluice.netlink.NetlinkEvents;
import net.sluice.netlink.Nl;
import net.sluice.netlink.Rtnl;

/** What bridges tell of a port: whether it forwards, and whether it is isolated then. */
final class PortEvents implements NetlinkEvents.Listener, AutoCloseable {
  private static final int BR_STATE_FORWARDING = 3;
  private static final int FAMILY_OFFSET = Nl.NLMSG_HDRLEN;
  private static final int INDEX_OFFSET = Nl.NLMSG_HDRLEN + 4;

  private final int index;
  private final NetlinkEvents events;

  /** Whether it was isolated, each time that it was told to forward. */
  private final List<Boolean> isolated = new CopyOnWriteArrayList<>();

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
    AttributeReader attributes = message.attributes(Rtnl.IFINFOMSG_LENGTH);
    while (attributes.next()) {
      if (attributes.type() == Rtnl.IFLA_PROTINFO) {
        port(attributes.nested());
      }
    }
  }

  private void port(AttributeReader port) {
    int state = 0;
    boolean isIsolated = false;
    while (port.next()) {
      switch (port.type()) {
        case Rtnl.IFLA_BRPORT_STATE -> state = port.u8();
        case Rtnl.IFLA_BRPORT_ISOLATED -> isIsolated = port.u8() != 0;
        default -> {} // not asked for
      }
    }
    if (state == BR_STATE_FORWARDING) {
      isolated.add(isIsolated);
    }
  }

  @Override
  public void overrun() {
    throw new AssertionError("events were lost");
  }

  /** Waits until the port forwards, isolated or not. */
  void awaitForwarding(boolean whileIsolated) {
    Await.until("it forwards", () -> isolated.contains(whileIsolated));
  }

  /** Whether it forwarded without being isolated. */
  boolean forwardedOpenly() {
    return isolated.contains(false);
  }

  void clear() {
    isolated.clear();
  }

  @Override
  public void close() {
    events.close();
  }
}
