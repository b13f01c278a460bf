package net.sluice.funnel.kernel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import net.sluice.funnel.Funnel;
import net.sluice.funnel.FunnelPlane.Location;
import net.sluice.funnel.Node;
import net.sluice.funnel.Placement;
import net.sluice.funnel.TreeState;
import net.sluice.funnel.TreeState.BridgeState;
import net.sluice.funnel.VlanMapping;
import net.sluice.funnel.plan.TreeShape;
import net.sluice.netlink.MacAddress;
import net.sluice.netlink.NetlinkSocket;
import net.sluice.netlink.Nl;
import net.sluice.netlink.rtnl.Link;
import net.sluice.netlink.rtnl.LinkStatistics;
import net.sluice.netlink.rtnl.Rtnetlink;
import net.sluice.netlink.system.Syscalls;

/**
 * A reader of the current state of trees, with a socket of its own.
 *
 * <p>Thread: any.
 */
final class TreeReader implements AutoCloseable {
  private final NetlinkSocket socket;
  private final Rtnetlink rtnetlink;

  /** Opens a socket in the network namespace of this thread. */
  TreeReader(Syscalls syscalls) {
    socket = NetlinkSocket.open(syscalls, Nl.NETLINK_ROUTE);
    rtnetlink = new Rtnetlink(socket);
  }

  /** Returns the current state of a tree; reads all interfaces once. */
  TreeState state(Funnel funnel) {
    List<Link> links;
    synchronized (this) {
      links = rtnetlink.links();
    }
    return state(funnel, links);
  }

  private static TreeState state(Funnel funnel, List<Link> links) {
    NavigableMap<Node, Link> bridges = new TreeMap<>(Node.FROM_THE_ROOT);
    Map<String, Link> upward = new HashMap<>();
    Map<Integer, Integer> ports = new HashMap<>();
    String uplinkName = TreeShape.uplinkPort(funnel);
    for (Link link : links) {
      Optional<Node> node = Node.named(link.name()).filter(each -> each.funnel() == funnel.id());
      boolean own = link.group() == funnel.linkGroup();
      if (own && node.isPresent() && link.bridge().isPresent()) {
        bridges.put(node.get(), link);
      } else if (link.name().equals(uplinkName) || (own && isUpPort(link, node))) {
        upward.put(link.name(), link);
      } else if (link.master() != 0) {
        ports.merge(link.master(), 1, Integer::sum);
      }
    }
    if (bridges.isEmpty()) {
      return TreeState.NONE;
    }
    Node root = bridges.firstKey();
    int rootIndex = bridges.firstEntry().getValue().index();
    Optional<Link> uplink =
        Optional.ofNullable(upward.get(uplinkName)).filter(link -> link.master() == rootIndex);
    List<BridgeState> states = new ArrayList<>();
    for (Map.Entry<Node, Link> entry : bridges.entrySet()) {
      Node node = entry.getKey();
      Link bridge = entry.getValue();
      boolean isRoot = node.equals(root);
      Optional<Link> up = isRoot ? uplink : Optional.ofNullable(upward.get(node.upPort()));
      int used = ports.getOrDefault(bridge.index(), 0);
      int places =
          node.level() == 0 ? Placement.places(funnel.leafCapacity(), node.index()) : Node.FAN_OUT;
      states.add(
          new BridgeState(
              node,
              isRoot ? Optional.empty() : Optional.of(node.parent().bridge()),
              used,
              Math.max(0, places - used),
              bridge.up(),
              up.map(Link::statistics).orElse(LinkStatistics.ZERO)));
    }
    return new TreeState(uplink.map(Link::name), root.level() + 1, states);
  }

  private static boolean isUpPort(Link link, Optional<Node> node) {
    return node.isPresent() && link.name().equals(node.get().upPort());
  }

  /** Returns the port behind which an address was learned; looks it up from the root down. */
  synchronized Optional<Location> locate(Funnel funnel, MacAddress address, OptionalInt vlan) {
    boolean mapped = funnel.vlanMapping() != VlanMapping.NONE;
    int learnedIn = mapped ? vlan.orElse(Funnel.UNTAGGED_VLAN) : 0;
    Optional<Link> bridge = root(funnel.id());
    while (bridge.isPresent()) {
      int index = bridge.get().index();
      OptionalInt port = rtnetlink.lookup(index, address, learnedIn);
      if (port.isEmpty() || port.getAsInt() == index) {
        return Optional.empty();
      }
      String name = rtnetlink.link(port.getAsInt()).map(Link::name).orElse("");
      Optional<Node> below = Node.named(name).filter(node -> name.equals(node.downPort()));
      if (below.isEmpty()) {
        return Optional.of(new Location(name, bridge.get().name()));
      }
      bridge = rtnetlink.link(below.get().bridge());
    }
    return Optional.empty();
  }

  private Optional<Link> root(int funnel) {
    Optional<Link> root = Optional.empty();
    Optional<Link> next = rtnetlink.link(new Node(funnel, 0, 0).bridge());
    for (int level = 1; next.isPresent(); level++) {
      root = next;
      next = rtnetlink.link(new Node(funnel, level, 0).bridge());
    }
    return root;
  }

  @Override
  public synchronized void close() {
    socket.close();
  }
}
