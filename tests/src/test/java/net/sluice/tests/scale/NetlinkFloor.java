package net.sluice.tests.scale;

import java.util.function.IntConsumer;
import net.sluice.netlink.NetlinkSocket;
import net.sluice.netlink.Nl;
import net.sluice.netlink.RequestBatch;
import net.sluice.netlink.genl.GenericFamily;
import net.sluice.netlink.genl.GenericNetlink;
import net.sluice.netlink.rtnl.LinkWriter;
import net.sluice.netlink.system.LinuxSyscalls;

/**
 * The netlink requests for many sessions, without anything else. No manager can be faster. The
 * numbers are from linux/l2tp.h.
 */
final class NetlinkFloor {
  private static final int SESSION_CREATE = 5;
  private static final int PW_TYPE = 1;
  private static final int ETHERNET = 5;
  private static final int L2SPEC_TYPE = 5;
  private static final int IFNAME = 8;
  private static final int CONN_ID = 9;
  private static final int SESSION_ID = 11;
  private static final int PEER_SESSION_ID = 12;

  private NetlinkFloor() {}

  /** Creates sessions in a tunnel, in the namespace of this thread. */
  static void createSessions(int tunnelId, int count) {
    try (NetlinkSocket socket = NetlinkSocket.open(LinuxSyscalls.instance(), Nl.NETLINK_GENERIC)) {
      GenericFamily family = new GenericNetlink(socket).family("l2tp").orElseThrow();
      RequestBatch batch = batch(socket);
      each(
          count,
          batch,
          number ->
              GenericNetlink.request(batch, family, SESSION_CREATE, 0)
                  .putU32(CONN_ID, tunnelId)
                  .putU32(SESSION_ID, number)
                  .putU32(PEER_SESSION_ID, number)
                  .putU16(PW_TYPE, ETHERNET)
                  .putU8(L2SPEC_TYPE, 0)
                  .putString(IFNAME, "pw" + number));
    }
  }

  /** Configures their interfaces like Sluice. */
  static void configureInterfaces(int count, int mtu) {
    try (NetlinkSocket socket = NetlinkSocket.open(LinuxSyscalls.instance(), Nl.NETLINK_ROUTE)) {
      RequestBatch batch = batch(socket);
      LinkWriter links = new LinkWriter(batch);
      each(
          count,
          batch,
          number -> links.change("pw" + number).mtu(mtu).alias("pseudowire " + number).up());
    }
  }

  static RequestBatch batch(NetlinkSocket socket) {
    return socket.batch(
        (index, error) -> {
          throw new AssertionError("request " + index + ": " + error);
        });
  }

  static void each(int count, RequestBatch batch, IntConsumer request) {
    for (int number = 1; number <= count; number++) {
      request.accept(number);
    }
    batch.flush();
  }
}
