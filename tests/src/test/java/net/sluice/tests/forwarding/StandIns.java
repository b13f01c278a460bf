package net.sluice.tests.forwarding;

import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.sluice.funnel.Node;
import net.sluice.netlink.NetlinkSocket;
import net.sluice.netlink.Nl;
import net.sluice.netlink.RequestBatch;
import net.sluice.netlink.rtnl.Bridge;
import net.sluice.netlink.rtnl.BridgePort;
import net.sluice.netlink.rtnl.Link;
import net.sluice.netlink.rtnl.LinkWriter;
import net.sluice.netlink.rtnl.Rtnetlink;
import net.sluice.netlink.rtnl.VethPair;
import net.sluice.netlink.system.LinuxSyscalls;

/**
 * The interfaces of a funnel, in the namespace of this thread. Veths {@code pw0}… replace
 * pseudowires, their other ends {@code c0}… are the customers; {@code uplink} leads to {@code
 * outside}. They are created with the same requests as by Sluice. {@code loose} and {@code end} are
 * a pair without a bridge.
 */
final class StandIns implements AutoCloseable {
  private static final int GROUP = 1;
  private static final int FUNNEL = 1;
  private static final BridgePort TRUNK = BridgePort.KERNEL_DEFAULT;

  private final NetlinkSocket socket =
      NetlinkSocket.open(LinuxSyscalls.instance(), Nl.NETLINK_ROUTE);
  private final int count;
  private final int leafSize;
  private final Map<String, Integer> indexes;

  /**
   * @param count the number of pseudowires
   * @param leafSize the number of pseudowires in one bridge; with all in one, it is the only bridge
   */
  StandIns(int count, int leafSize) {
    this.count = count;
    this.leafSize = leafSize;
    create();
    indexes =
        new Rtnetlink(socket).links().stream().collect(Collectors.toMap(Link::name, Link::index));
    join();
  }

  private void create() {
    batch(
        (batch, links) -> {
          for (int i = 0; i < count; i++) {
            links.create(VethPair.of(pseudowire(i), customer(i)).withGroup(GROUP));
          }
          links.create(VethPair.of("uplink", "outside").withGroup(GROUP));
          links.create(VethPair.of("loose", "end").withGroup(GROUP));
          for (int leaf = 0; leaf < leaves(); leaf++) {
            createBridge(links, leaf(leaf));
            if (leaves() > 1) {
              Node node = leaf(leaf);
              links.create(VethPair.of(node.upPort(), node.downPort()).withGroup(GROUP));
            }
          }
          if (leaves() > 1) {
            createBridge(links, root());
          }
        });
  }

  private static void createBridge(LinkWriter links, Node node) {
    links.create(new Bridge(node.bridge(), false, 0)).group(GROUP).up();
  }

  private void join() {
    batch(
        (batch, links) -> {
          for (int leaf = 0; leaf < leaves() && leaves() > 1; leaf++) {
            join(links, leaf(leaf).upPort(), leaf(leaf), TRUNK);
            join(links, leaf(leaf).downPort(), root(), TRUNK.withIsolated(true));
          }
          join(links, "uplink", root(), TRUNK);
          List.of("outside", "loose", "end").forEach(name -> links.change(name).up());
          for (int i = 0; i < count; i++) {
            join(links, pseudowire(i), leaf(i / leafSize), TRUNK.withIsolated(true));
            links.change(customer(i)).up();
          }
        });
  }

  private void join(LinkWriter links, String port, Node node, BridgePort flags) {
    links.change(port).master(index(node.bridge()));
    links.change(port).port(flags).up();
  }

  /** Turns broadcast from the leaves to the pseudowires on or off. */
  void floodBroadcast(boolean flood) {
    BridgePort port = new BridgePort(true, true, true, true, flood, false);
    batch(
        (batch, links) ->
            IntStream.range(0, count).forEach(i -> links.change(pseudowire(i)).port(port)));
  }

  private void batch(BiConsumer<RequestBatch, LinkWriter> requests) {
    RequestBatch batch =
        socket.batch(
            (index, error) -> {
              throw new IllegalStateException("request " + index + ": " + error);
            });
    requests.accept(batch, new LinkWriter(batch));
    batch.flush();
  }

  int count() {
    return count;
  }

  int leaves() {
    return (count + leafSize - 1) / leafSize;
  }

  Node leaf(int index) {
    return new Node(FUNNEL, 0, index);
  }

  /** Returns the bridge with the uplink. */
  Node root() {
    return leaves() == 1 ? leaf(0) : leaf(0).parent();
  }

  /** Returns the port through which frames of a pseudowire leave its leaf. */
  String exit(int pseudowire) {
    return leaves() == 1 ? "uplink" : leaf(pseudowire / leafSize).upPort();
  }

  static String pseudowire(int number) {
    return "pw" + number;
  }

  static String customer(int number) {
    return "c" + number;
  }

  int index(String name) {
    return indexes.get(name);
  }

  /** Returns the number of frames that an interface has received. */
  long received(String name) {
    return new Rtnetlink(socket).link(name).orElseThrow().statistics().rxPackets();
  }

  @Override
  public void close() {
    new Rtnetlink(socket).deleteGroup(GROUP);
    socket.close();
  }
}
