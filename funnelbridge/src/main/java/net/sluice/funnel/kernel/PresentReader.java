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
import net.sluice.funnel.plan.ForeignPort;
import net.sluice.funnel.plan.Present;
import net.sluice.funnel.plan.Present.PortPlace;
import net.sluice.funnel.plan.Present.PresentLink;
import net.sluice.netlink.rtnl.Bridge;
import net.sluice.netlink.rtnl.Link;
import net.sluice.netlink.rtnl.PortVlan;
import net.sluice.netlink.rtnl.Rtnetlink;
import org.jspecify.annotations.Nullable;

/** A reader of the present interfaces that concern a funnel. */
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
   * Reads the interfaces that concern a funnel: those of the kinds that trees consist of, and its
   * uplinks. Does not read the interfaces of pseudowires, which may be many, nor kernel parameters.
   *
   * @param uplinks names of interfaces that are or were uplinks of the funnel
   */
  Present read(int funnel, Collection<String> uplinks) {
    Stream<Link> own = OWN_KINDS.stream().flatMap(kind -> rtnetlink.links(kind).stream());
    Stream<Link> named = uplinks.stream().flatMap(name -> rtnetlink.link(name).stream());
    return new LinkTable(Stream.concat(own, named).toList(), Link::withoutArp)
        .present(funnel, uplinks);
  }

  /** Returns the numbers of the funnels that have interfaces. */
  Set<Integer> funnels() {
    return OWN_KINDS.stream()
        .flatMap(kind -> rtnetlink.links(kind).stream())
        .flatMapToInt(link -> Funnel.withLinkGroup(link.group()).stream())
        .boxed()
        .collect(Collectors.toSet());
  }

  /** Reads all interfaces, for any number of funnels. */
  LinkTable readAll() {
    return new LinkTable(rtnetlink.links(), shield::isComplete);
  }

  /** The interfaces at one point in time. */
  final class LinkTable {
    private final Map<Integer, Link> byIndex = new HashMap<>();
    private final Predicate<Link> shielded;
    private @Nullable Map<Integer, List<PortVlan>> portVlans;

    private LinkTable(List<Link> links, Predicate<Link> shielded) {
      this.shielded = shielded;
      links.forEach(link -> byIndex.put(link.index(), link));
    }

    Collection<Link> all() {
      return byIndex.values();
    }

    /**
     * Returns the interfaces that concern a funnel.
     *
     * @param uplinks names of interfaces that are or were uplinks of the funnel
     */
    Present present(int funnel, Collection<String> uplinks) {
      Map<String, Link> seen = new HashMap<>();
      for (Link link : byIndex.values()) {
        if (concerns(link, funnel) || uplinks.contains(link.name())) {
          seen.put(link.name(), link);
        }
      }
      for (Link link : List.copyOf(seen.values())) {
        find(link.relations().linkIndex()).ifPresent(other -> seen.put(other.name(), other));
      }
      return new Present(describe(seen));
    }

    /** Returns the foreign ports of a funnel's bridges, in the order of their names. */
    List<ForeignPort> foreignPorts(Funnel funnel, Set<String> members) {
      return byIndex.values().stream()
          .filter(link -> ForeignPort.isForeign(link.name(), link.group(), funnel, members))
          .flatMap(
              link ->
                  find(link.master()).stream()
                      .filter(bridge -> isOwnBridge(bridge, funnel))
                      .map(bridge -> new ForeignPort(link.name(), bridge.name())))
          .sorted(Comparator.comparing(ForeignPort::interfaceName))
          .toList();
    }

    private static boolean isOwnBridge(Link link, Funnel funnel) {
      return link.group() == funnel.linkGroup() && link.bridge().isPresent();
    }

    private Optional<Link> find(int index) {
      return Optional.ofNullable(byIndex.get(index));
    }

    private Map<String, PresentLink> describe(Map<String, Link> seen) {
      boolean vlans =
          seen.values().stream()
              .flatMap(link -> link.bridge().stream())
              .anyMatch(bridge -> bridge.vlanProtocol() != 0);
      Map<Integer, List<PortVlan>> vlansOfPorts = vlans ? portVlans() : Map.of();
      Map<String, PresentLink> described = new HashMap<>();
      seen.forEach(
          (name, link) -> {
            List<PortVlan> vlansOfPort = vlansOfPorts.getOrDefault(link.index(), List.of());
            described.put(name, describe(link, vlansOfPort.equals(StepRequests.TRUNK)));
          });
      return described;
    }

    /** Returns the VLANs of all ports, which are read only once and only if a funnel maps VLANs. */
    private Map<Integer, List<PortVlan>> portVlans() {
      Map<Integer, List<PortVlan>> vlans = portVlans;
      if (vlans == null) {
        vlans = rtnetlink.portVlans(0);
        portVlans = vlans;
      }
      return vlans;
    }

    private PresentLink describe(Link link, boolean trunk) {
      return new PresentLink(
          link.name(),
          link.kind(),
          link.group(),
          link.mtu(),
          link.up(),
          place(link, trunk),
          find(link.relations().linkIndex()).map(Link::name),
          link.relations().vlan() == 0
              ? OptionalInt.empty()
              : OptionalInt.of(link.relations().vlan()),
          link.bridge().map(bridge -> settings(link, bridge)));
    }

    private PortPlace place(Link link, boolean trunk) {
      return link.master() == 0
          ? PortPlace.NONE
          : new PortPlace(Optional.of(name(link.master())), link.port(), trunk);
    }

    /** Returns the name of an interface, which may be of a kind that was not read. */
    private String name(int index) {
      return find(index)
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
