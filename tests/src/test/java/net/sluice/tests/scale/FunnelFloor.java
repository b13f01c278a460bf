package net.sluice.tests.scale;

import static net.sluice.tests.scale.Figures.timed;

import java.util.stream.IntStream;
import net.sluice.netlink.NetlinkSocket;
import net.sluice.netlink.Nl;
import net.sluice.netlink.RequestBatch;
import net.sluice.netlink.rtnl.Bridge;
import net.sluice.netlink.rtnl.BridgePort;
import net.sluice.netlink.rtnl.LinkWriter;
import net.sluice.netlink.rtnl.Rtnetlink;
import net.sluice.netlink.rtnl.VethPair;
import net.sluice.netlink.system.LinuxSyscalls;
import net.sluice.tests.site.Namespace;

/** The netlink requests for a funnel and its pseudowires, without anything else. */
final class FunnelFloor {
  private static final int GROUP = 77;
  private static final int MTU = 1500;
  private static final BridgePort ISOLATED = BridgePort.KERNEL_DEFAULT.withIsolated(true);

  private final Namespace host;
  private final SessionKind sessions;
  private final Size size;

  FunnelFloor(Namespace host, SessionKind sessions, Size size) {
    this.host = host;
    this.sessions = sessions;
    this.size = size;
  }

  /** Creates and removes everything. Returns the times. */
  Times run(int mtu) {
    sessions.addTunnel(host);
    double making =
        bare("sessions", () -> sessions.create(size.pseudowires()))
            + bare("tree", () -> build(size.leaves()))
            + bare("joins", () -> join(mtu));
    double removingFunnel = bare("removing the tree", FunnelFloor::remove);
    double tunnel = timed("ip, deleting the tunnel", () -> sessions.deleteTunnel(host));
    return new Times(making, removingFunnel, removingFunnel + tunnel);
  }

  private double bare(String what, Runnable work) {
    return timed(
        "bare netlink, " + what,
        () ->
            host.call(
                () -> {
                  work.run();
                  return null;
                }));
  }

  /** Creates a root and its leaves. */
  private static void build(int leaves) {
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

  /** Joins interfaces to the leaves one after the other, like Sluice. */
  private void join(int mtu) {
    try (NetlinkSocket socket = NetlinkSocket.open(LinuxSyscalls.instance(), Nl.NETLINK_ROUTE)) {
      Rtnetlink links = new Rtnetlink(socket);
      int[] leaves =
          IntStream.rangeClosed(1, size.leaves())
              .map(leaf -> index(links, "fbleaf" + leaf))
              .toArray();
      RequestBatch batch = NetlinkFloor.batch(socket);
      LinkWriter writer = new LinkWriter(batch);
      NetlinkFloor.each(
          size.pseudowires(),
          batch,
          number -> {
            int leaf = leaves[size.leafOf(number) - 1];
            writer.change("pw" + number).mtu(mtu).alias("pseudowire " + number).master(leaf);
            writer.change("pw" + number).port(ISOLATED).up();
          });
    }
  }

  private static int index(Rtnetlink links, String name) {
    return links.link(name).orElseThrow().index();
  }

  /** Removes root and leaves. */
  private static void remove() {
    try (NetlinkSocket socket = NetlinkSocket.open(LinuxSyscalls.instance(), Nl.NETLINK_ROUTE)) {
      RequestBatch batch = NetlinkFloor.batch(socket);
      new LinkWriter(batch).deleteGroup(GROUP);
      batch.flush();
    }
  }
}
