package net.sluice.funnel.plan;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
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
 * Which bridges a tree has.
 *
 * @param nodes from the leaves up, the root is last
 */
public record TreeShape(SortedSet<Node> nodes) {
  public TreeShape {
    nodes = Collections.unmodifiableSortedSet(new TreeSet<>(nodes));
  }

  /**
   * The tree over leaves.
   *
   * @param leaves numbers of the leaves; without any there is leaf 0
   * @param levels how many levels of bridges it has at least
   */
  static TreeShape of(int funnel, SortedSet<Integer> leaves, int levels) {
    SortedSet<Integer> all = leaves.isEmpty() ? new TreeSet<>(Set.of(0)) : leaves;
    int rootLevel = Math.max(levels, levelsOver(all.last())) - 1;
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

  /** How many levels of bridges a tree with this leaf and the first one has at least. */
  private static int levelsOver(int leaf) {
    int levels = 1;
    for (int index = leaf; index > 0; index /= Node.FAN_OUT) {
      levels++;
    }
    return levels;
  }

  /** The bridge that has the uplink. */
  public Node root() {
    return nodes.last();
  }

  /** Numbers of its leaves. */
  SortedSet<Integer> leaves() {
    SortedSet<Integer> leaves = new TreeSet<>();
    nodes.stream().filter(node -> node.level() == 0).forEach(leaf -> leaves.add(leaf.index()));
    return leaves;
  }

  /** Name of the interface that the root has as its uplink. */
  public static String uplinkPort(Funnel funnel) {
    Uplink uplink = funnel.uplink();
    return uplink.vlan().isPresent() ? Node.vlanInterface(funnel.id()) : uplink.interfaceName();
  }

  /** All interfaces of the tree as they shall be, by name, without the uplink. */
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
    return new PresentLink(
        name,
        PresentLink.BRIDGE,
        funnel.linkGroup(),
        funnel.mtu(),
        true,
        Optional.empty(),
        Optional.empty(),
        false,
        Optional.empty(),
        OptionalInt.empty(),
        Optional.of(settings));
  }

  private static PresentLink veth(
      Funnel funnel, String name, String partner, Node master, BridgePort port) {
    return new PresentLink(
        name,
        PresentLink.VETH,
        funnel.linkGroup(),
        funnel.mtu(),
        true,
        Optional.of(master.bridge()),
        Optional.of(port),
        trunks(funnel),
        Optional.of(partner),
        OptionalInt.empty(),
        Optional.empty());
  }

  /** The port of the root that is the uplink, as it shall be. */
  PresentLink uplink(Funnel funnel) {
    OptionalInt vlan = funnel.uplink().vlan();
    boolean own = vlan.isPresent();
    return new PresentLink(
        uplinkPort(funnel),
        own ? PresentLink.VLAN : "",
        own ? funnel.linkGroup() : 0,
        funnel.mtu(),
        true,
        Optional.of(root().bridge()),
        Optional.of(BridgePort.KERNEL_DEFAULT),
        trunks(funnel),
        own ? Optional.of(funnel.uplink().interfaceName()) : Optional.empty(),
        vlan,
        Optional.empty());
  }

  private static boolean trunks(Funnel funnel) {
    return funnel.vlanMapping() != VlanMapping.NONE;
  }
}
