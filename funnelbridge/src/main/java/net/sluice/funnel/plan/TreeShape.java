package net.sluice.funnel.plan;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import net.sluice.funnel.Funnel;
import net.sluice.funnel.Node;
import net.sluice.funnel.Uplink;
import net.sluice.funnel.VlanMapping;
import net.sluice.funnel.plan.Present.PresentLink;
import net.sluice.netlink.rtnl.BridgePort;

/**
 * The bridges of a tree.
 *
 * @param nodes from the leaves up; the root is last
 */
public record TreeShape(SortedSet<Node> nodes) {
  public TreeShape {
    nodes = Collections.unmodifiableSortedSet(new TreeSet<>(nodes));
  }

  /**
   * Returns the shape of a tree.
   *
   * @param leaves numbers of the leaves; if empty the tree has leaf 0
   * @param levels minimum number of levels
   */
  static TreeShape of(int funnel, SortedSet<Integer> leaves, int levels) {
    SortedSet<Integer> all = leaves.isEmpty() ? new TreeSet<>(Set.of(0)) : leaves;
    int rootLevel = Math.max(levels, levelsFor(all.last())) - 1;
    SortedSet<Node> nodes = new TreeSet<>();
    for (int leaf : all) {
      addPath(nodes, new Node(funnel, 0, leaf), rootLevel);
    }
    return new TreeShape(nodes);
  }

  private static void addPath(SortedSet<Node> nodes, Node leaf, int rootLevel) {
    Node node = leaf;
    while (nodes.add(node) && node.level() < rootLevel) {
      node = node.parent();
    }
  }

  /** Returns the minimum number of levels of a tree that has a leaf and the first one. */
  private static int levelsFor(int leaf) {
    int levels = 1;
    for (int index = leaf; index > 0; index /= Node.FAN_OUT) {
      levels++;
    }
    return levels;
  }

  /** Returns the bridge that has the uplink. */
  public Node root() {
    return nodes.last();
  }

  /** Returns the numbers of the leaves. */
  SortedSet<Integer> leaves() {
    SortedSet<Integer> leaves = new TreeSet<>();
    nodes.stream().filter(node -> node.level() == 0).forEach(leaf -> leaves.add(leaf.index()));
    return leaves;
  }

  /** Returns the name of the root's port to the uplink. */
  public static String uplinkPort(Funnel funnel) {
    Uplink uplink = funnel.uplink();
    return uplink.vlan().isPresent() ? Node.vlanInterface(funnel.id()) : uplink.interfaceName();
  }

  /** Returns all interfaces of the wanted tree by name, without the uplink. */
  Map<String, PresentLink> links(Funnel funnel) {
    Map<String, PresentLink> links = new HashMap<>();
    for (Node node : nodes) {
      put(links, bridge(funnel, node.bridge()));
      if (!node.equals(root())) {
        String up = node.upPort();
        String down = node.downPort();
        put(links, veth(funnel, up, down, node, BridgePort.KERNEL_DEFAULT));
        put(links, veth(funnel, down, up, node.parent(), funnel.downPort()));
      }
    }
    return links;
  }

  private static void put(Map<String, PresentLink> links, PresentLink link) {
    links.put(link.name(), link);
  }

  private static PresentLink bridge(Funnel funnel, String name) {
    BridgeSettings settings =
        new BridgeSettings(funnel.mtu(), funnel.vlanMapping(), funnel.macLimit(), true);
    return PresentLink.of(name, PresentLink.BRIDGE, funnel.linkGroup(), funnel.mtu())
        .withBridge(settings)
        .withUp(true);
  }

  private static PresentLink veth(
      Funnel funnel, String name, String partner, Node master, BridgePort port) {
    return PresentLink.of(name, PresentLink.VETH, funnel.linkGroup(), funnel.mtu())
        .withPartner(partner)
        .joined(master.bridge(), port, trunks(funnel))
        .withUp(true);
  }

  /** Returns the wanted port of the root to the uplink. */
  PresentLink uplink(Funnel funnel) {
    Uplink uplink = funnel.uplink();
    String name = uplinkPort(funnel);
    PresentLink port =
        uplink.vlan().isPresent()
            ? PresentLink.of(name, PresentLink.VLAN, funnel.linkGroup(), funnel.mtu())
                .withVlan(uplink.interfaceName(), uplink.vlan().getAsInt())
                .withUp(true)
            : PresentLink.plain(name, funnel.mtu());
    return port.joined(root().bridge(), BridgePort.KERNEL_DEFAULT, trunks(funnel));
  }

  private static boolean trunks(Funnel funnel) {
    return funnel.vlanMapping() != VlanMapping.NONE;
  }
}
