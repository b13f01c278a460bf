package net.sluice.funnel.simulated;

import java.util.List;
import java.util.OptionalInt;
import net.sluice.funnel.Funnel;
import net.sluice.funnel.Node;
import net.sluice.funnel.VlanMapping;
import net.sluice.funnel.plan.BridgeSettings;
import net.sluice.funnel.plan.Present.PresentLink;
import net.sluice.netlink.rtnl.BridgePort;

/**
 * A change by other programs of the interfaces of a host.
 *
 * @param pick index of the changed interface, modulo the number of interfaces
 * @param other index of another interface, or another value, for the kinds that need one
 */
record Damage(Kind kind, int pick, int other) {
  enum Kind {
    DELETE,
    REPLACE_BY_FOREIGN_KIND,
    REPLACE_BY_FOREIGN_GROUP,
    MOVE,
    LEAVE,
    FLIP_ISOLATED,
    FLIP_UP,
    LOSE_VLANS,
    CHANGE_MTU,
    RENAME,
    ADD_NODE,
    ADD_BRIDGE
  }

  private static final BridgeSettings PLAIN =
      new BridgeSettings(1500, VlanMapping.NONE, OptionalInt.empty(), false);

  void apply(SimulatedLinks links) {
    List<PresentLink> targets =
        links.all().stream()
            .filter(
                link -> SimulatedHost.isOurs(link) || SimulatedHost.UPLINKS.contains(link.name()))
            .toList();
    if (!targets.isEmpty()) {
      apply(links, targets);
    }
  }

  private void apply(SimulatedLinks links, List<PresentLink> targets) {
    PresentLink target = targets.get(pick % targets.size());
    switch (kind) {
      case DELETE -> links.remove(target.name());
      case REPLACE_BY_FOREIGN_KIND -> replace(links, target, "dummy");
      case REPLACE_BY_FOREIGN_GROUP -> replace(links, target, target.kind());
      case ADD_NODE -> addNode(links, new Node(1, other % 2, pick % 5));
      case ADD_BRIDGE -> addBridge(links, new Node(1, other % 3, pick % 5));
      case RENAME -> rename(links, target);
      default -> {
        if (!target.kind().equals(PresentLink.BRIDGE)) {
          damagePort(links, target);
        } else {
          damageBridge(links, target);
        }
      }
    }
  }

  private void damageBridge(SimulatedLinks links, PresentLink bridge) {
    switch (kind) {
      case FLIP_UP -> links.put(bridge.withUp(!bridge.up()));
      case CHANGE_MTU -> links.put(bridge.withMtu(1000 + other));
      case LOSE_VLANS -> links.put(bridge.withBridge(PLAIN));
      default -> {
        // A bridge is no port.
      }
    }
  }

  private void damagePort(SimulatedLinks links, PresentLink port) {
    switch (kind) {
      case MOVE -> move(links, port);
      case LEAVE -> links.put(port.left());
      case FLIP_UP -> links.put(port.withUp(!port.up()));
      case CHANGE_MTU -> links.put(port.withMtu(1000 + other));
      default -> damageMember(links, port);
    }
  }

  private void damageMember(SimulatedLinks links, PresentLink port) {
    if (port.master().isEmpty()) {
      return;
    }
    String master = port.master().get();
    BridgePort flags = port.port().orElseThrow();
    if (kind == Kind.FLIP_ISOLATED) {
      links.put(port.joined(master, flags.withIsolated(!flags.isolated()), port.trunk()));
    } else if (kind == Kind.LOSE_VLANS) {
      links.put(port.joined(master, flags, false));
    }
  }

  private void move(SimulatedLinks links, PresentLink port) {
    List<String> bridges =
        links.all().stream()
            .filter(link -> link.kind().equals(PresentLink.BRIDGE))
            .map(PresentLink::name)
            .toList();
    String bridge = bridges.get(other % bridges.size());
    links.put(port.joined(bridge, BridgePort.KERNEL_DEFAULT, false));
  }

  private static void replace(SimulatedLinks links, PresentLink target, String kind) {
    if (!SimulatedHost.isOurs(target)) {
      return;
    }
    links.remove(target.name());
    PresentLink foreign = PresentLink.of(target.name(), kind, 0, 1500).withUp(true);
    links.put(
        switch (kind) {
          case PresentLink.BRIDGE -> foreign.withBridge(PLAIN);
          case PresentLink.VETH -> foreign.withPartner("elsewhere");
          default -> foreign;
        });
  }

  private void rename(SimulatedLinks links, PresentLink target) {
    String name = "renamed" + other;
    if (!target.kind().equals(PresentLink.VETH) || links.find(name).isPresent()) {
      return;
    }
    PresentLink partner = links.find(target.partner().get()).orElseThrow();
    links.remove(target.name());
    links.put(veth(name, partner.name(), target));
    links.put(veth(partner.name(), name, partner));
  }

  private static PresentLink veth(String name, String partner, PresentLink like) {
    return inPlaceOf(
            like,
            PresentLink.of(name, PresentLink.VETH, like.group(), like.mtu()).withUp(like.up()))
        .withPartner(partner);
  }

  private static PresentLink inPlaceOf(PresentLink like, PresentLink link) {
    return like.master()
        .map(bridge -> link.joined(bridge, like.port().orElseThrow(), like.trunk()))
        .orElse(link);
  }

  private static void addBridge(SimulatedLinks links, Node node) {
    if (links.find(node.bridge()).isEmpty()) {
      links.put(
          PresentLink.of(node.bridge(), PresentLink.BRIDGE, Funnel.linkGroup(1), 1500)
              .withBridge(PLAIN)
              .withUp(true));
    }
  }

  private static void addNode(SimulatedLinks links, Node node) {
    addBridge(links, node);
    if (links.find(node.upPort()).isEmpty() && links.find(node.downPort()).isEmpty()) {
      PresentLink bare = PresentLink.plain(node.upPort(), 1500);
      links.put(
          inGroup(
              node.upPort(),
              node.downPort(),
              bare.joined(node.bridge(), BridgePort.KERNEL_DEFAULT, false)));
      links.put(
          inGroup(
              node.downPort(),
              node.upPort(),
              links.find(node.parent().bridge()).isPresent()
                  ? bare.joined(node.parent().bridge(), TestTrees.funnel().downPort(), false)
                  : bare));
    }
  }

  private static PresentLink inGroup(String name, String partner, PresentLink like) {
    return inPlaceOf(
        like,
        PresentLink.of(name, PresentLink.VETH, Funnel.linkGroup(1), like.mtu())
            .withPartner(partner)
            .withUp(true));
  }
}
