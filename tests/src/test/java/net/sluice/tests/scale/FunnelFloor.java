package net.sluice.tests.scale;

import java.util.stream.IntStream;
import net.sluice.netlink.Bridge;
import net.sluice.netlink.BridgePort;
import net.sluice.netlink.LinkWriter;
import net.sluice.netlink.LinuxSyscalls;
import net.sluice.netlink.NetlinkSocket;
import net.sluice.netlink.Nl;
import net.sluice.netlink.RequestBatch;
import net.sluice.netlink.Rtnetlink;
import net.sluice.netlink.VethPair;

/**
 * The requests that a funnel and the ports of its pseudowires take, and nothing else, in the
 * namespace of this thread.
 */
final class FunnelFloor {
  private static final int GROUP = 77;
  private static final int MTU = 1500;
  private static final BridgePort ISOLATED = BridgePort.KERNEL_DEFAULT.withIsolated(true);

  private FunnelFloor() {}

  /** Makes a root and its leaves. */
  static void build(int leaves) {
    try (NetlinkSocket socket = NetlinkSocket.open(LinuxSyscalls.instance(), Nl.NETLINK_ROUTE)) {
      Rtnetlink links = new Rtnetlink(socket);
      RequestBatch batch = NetlinkFloor.batch(socket);
      LinkWriter writer = new LinkWriter(batch);
      bridge(writer, "fbroot");
      NetlinkFloor.each(leaves, batch, leaf -> bridge(writer, "fbleaf" + leaf));
      NetlinkFloor.each(
          leaves,
          batch,
          leaf ->
              writer.create(
                  VethPair.of("fbup" + leaf, "fbdown" + leaf).withMtu(MTU).withGroup(GROUP)));
      int root = index(links, "fbroot");
      NetlinkFloor.each(
          leaves,
          batch,
          leaf -> {
            writer.change("fbdown" + leaf).master(root);
            writer.change("fbdown" + leaf).port(ISOLATED).up();
            writer.change("fbup" + leaf).master(index(links, "fbleaf" + leaf)).up();
          });
    }
  }

  private static void bridge(LinkWriter writer, String name) {
    writer.create(Bridge.named(name)).mtu(MTU).group(GROUP).up();
  }

  /** Joins interfaces to the leaves, one after the other, as Sluice does it. */
  static void join(int count, int capacity, int mtu) {
    try (NetlinkSocket socket = NetlinkSocket.open(LinuxSyscalls.instance(), Nl.NETLINK_ROUTE)) {
      Rtnetlink links = new Rtnetlink(socket);
      int[] leaves =
          IntStream.rangeClosed(1, leaves(count, capacity))
              .map(leaf -> index(links, "fbleaf" + leaf))
              .toArray();
      RequestBatch batch = NetlinkFloor.batch(socket);
      LinkWriter writer = new LinkWriter(batch);
      NetlinkFloor.each(
          count,
          batch,
          number -> {
            int leaf = leaves[(number - 1) / capacity];
            writer.change("pw" + number).mtu(mtu).alias("pseudowire " + number).master(leaf);
            writer.change("pw" + number).port(ISOLATED).up();
          });
    }
  }

  static int leaves(int count, int capacity) {
    return (count + capacity - 1) / capacity;
  }

  private static int index(Rtnetlink links, String name) {
    return links.link(name).orElseThrow().index();
  }

  /** Removes root and leaves. */
  static void remove() {
    try (NetlinkSocket socket = NetlinkSocket.open(LinuxSyscalls.instance(), Nl.NETLINK_ROUTE)) {
      RequestBatch batch = NetlinkFloor.batch(socket);
      new LinkWriter(batch).deleteGroup(GROUP);
      batch.flush();
    }
  }

  /** Takes interfaces out of bridges that they may be in. */
  static void leave(int count) {
    try (NetlinkSocket socket = NetlinkSocket.open(LinuxSyscalls.instance(), Nl.NETLINK_ROUTE)) {
      RequestBatch batch = NetlinkFloor.batch(socket);
      LinkWriter writer = new LinkWriter(batch);
      NetlinkFloor.each(count, batch, number -> writer.change("pw" + number).withoutMaster());
    }
  }
}
