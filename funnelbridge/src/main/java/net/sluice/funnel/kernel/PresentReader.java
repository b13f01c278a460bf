package net.sluice.funnel.kernel;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.sluice.funnel.Funnel;
import net.sluice.funnel.Node;
import net.sluice.funnel.VlanMapping;
import net.sluice.funnel.plan.BridgeSettings;
import net.sluice.funnel.plan.Present;
import net.sluice.funnel.plan.Present.PresentLink;
import net.sluice.funnel.plan.Stranger;
import net.sluice.netlink.rtnl.Bridge;
import net.sluice.netlink.rtnl.Link;
import net.sluice.netlink.rtnl.PortVlan;
import net.sluice.netlink.rtnl.Rtnetlink;

/** Reads what is there of a funnel. */
final class PresentReader {
  private static final List<String> OWN_KINDS =
      List.of(PresentLink.BRIDGE, PresentLink.VETH, PresentLink.VLAN);

  private final Rtnetlink rtnetlink;
  private final Shield shield;

  PresentReader(Rtnetlink rtnetlink, Shield shield) {
    this.rtnetlink = rtnetlink;
    this.shield = shield;
  }

  /**
   * What concerns a funnel among the kinds of interfaces that trees are made of, and uplinks: does
   * not look at those of pseudowires, of which there may be many, nor at kernel parameters.
   *
   * @param uplinks names of interfaces that are or were its uplink
   */
  Present read(int funnel, Collection<String> uplinks) {
    Stream<Link> own = OWN_KINDS.stream().flatMap(kind -> rtnetlink.links(kind).stream());
    Stream<Link> named = uplinks.stream().flatMap(name -> rtnetlink.link(name).stream());
    return new Look(Stream.concat(own, named).toList(), Shield::isFlagged).present(funnel, uplinks);
  }

  /** Numbers of the funnels that have interfaces. */
  Set<Integer> funnels() {
    return OWN_KINDS.stream()
        .flatMap(kind -> rtnetlink.links(kind).stream())
        .flatMapToInt(link -> Funnel.withLinkGroup(link.group()).stream())
        .boxed()
        .collect(Collectors.toSet());
  }

  /** All interfaces, for any number of funnels. */
  Look look() {
    return new Look(rtnetlink.links(), shield::isUp);
  }

  /** Interfaces, as they were at one time. */
  final class Look {
    private final Map<Integer, Link> byIndex = new HashMap<>();
    private final Predicate<Link> shielded;
    private Map<Integer, List<PortVlan>> portVlans;

    private Look(List<Link> links, Predicate<Link> shielded) {
      this.shielded = shielded;
      links.forEach(link -> byIndex.put(link.index(), link));
    }

    Collection<Link> links() {
      return byIndex.values();
    }

    /**
     * What concerns a funnel.
     *
     * @param uplinks names of interfaces that are or were its uplink
     */
    Present present(int funnel, Collection<String> uplinks) {
      Map<String, Link> seen = new HashMap<>();
      for (Link link : byIndex.values()) {
        if (concerns(link, funnel) || uplinks.contains(link.name())) {
          seen.put(link.name(), link);
        }
      }
      for (Link link : List.copyOf(seen.values())) {
        Optional.ofNullable(byIndex.get(link.relations().linkIndex()))
            .ifPresent(other -> seen.put(other.name(), other));
      }
      return new Present(describe(seen));
    }

    /** The ports of a funnel's bridges that have no business there, by name. */
    List<Stranger> strangers(Funnel funnel, Set<String> members) {
      return byIndex.values().stream()
          .filter(link -> isOwnBridge(byIndex.get(link.master()), funnel))
          .filter(link -> Stranger.is(link.name(), link.group(), funnel, members))
          .map(link -> new Stranger(link.name(), byIndex.get(link.master()).name()))
          .sorted(Comparator.comparing(Stranger::interfaceName))
          .toList();
    }

    private static boolean isOwnBridge(Link link, Funnel funnel) {
      return link != null && link.group() == funnel.linkGroup() && link.bridge().isPresent();
    }

    private Map<String, PresentLink> describe(Map<String, Link> seen) {
      boolean vlans =
          seen.values().stream()
              .flatMap(link -> link.bridge().stream())
              .anyMatch(bridge -> bridge.vlanProtocol() != 0);
      if (vlans && portVlans == null) {
        portVlans = rtnetlink.portVlans(0);
      }
      Map<String, PresentLink> described = new HashMap<>();
      seen.forEach((name, link) -> described.put(name, describe(link, vlans && isTrunk(link))));
      return described;
    }

    private boolean isTrunk(Link link) {
      return StepRequests.TRUNK.equals(portVlans.get(link.index()));
    }

    private PresentLink describe(Link link, boolean trunk) {
      return new PresentLink(
          link.name(),
          link.kind(),
          link.group(),
          link.mtu(),
          link.up(),
          link.master() == 0 ? Optional.empty() : Optional.of(name(link.master())),
          link.port(),
          trunk,
          Optional.ofNullable(byIndex.get(link.relations().linkIndex())).map(Link::name),
          link.relations().vlan() == 0
              ? OptionalInt.empty()
              : OptionalInt.of(link.relations().vlan()),
          link.bridge().map(bridge -> settings(link, bridge)));
    }

    /** The name of an interface that may be of no kind of ours. */
    private String name(int index) {
      return Optional.ofNullable(byIndex.get(index))
          .or(() -> rtnetlink.link(index))
          .map(Link::name)
          .orElse("interface " + index);
    }

    private BridgeSettings settings(Link link, Bridge bridge) {
      VlanMapping mapping =
          switch (bridge.vlanProtocol()) {
            case 0 -> VlanMapping.NONE;
            case Bridge.DOT1AD -> VlanMapping.DOT1AD;
            default -> VlanMapping.DOT1Q;
          };
      int limit = bridge.macLimit().orElse(0);
      return new BridgeSettings(
          link.mtu(),
          mapping,
          limit == 0 ? OptionalInt.empty() : OptionalInt.of(limit),
          shielded.test(link));
    }
  }

  private static boolean concerns(Link link, int funnel) {
    return link.group() == Funnel.linkGroup(funnel)
        || link.name().equals(Node.vlanInterface(funnel))
        || Node.named(link.name()).filter(node -> node.funnel() == funnel).isPresent();
  }
}
