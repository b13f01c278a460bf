package net.sluice.funnel.plan;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import net.sluice.funnel.Funnel;
import net.sluice.funnel.Tree;
import net.sluice.netlink.rtnl.BridgePort;

/**
 * The present interfaces that concern a tree: those with a name of its nodes and any link group;
 * those with its link group and any name; the other ends of both; and the uplink, with the
 * interface that it is a VLAN of.
 *
 * @param links by name; missing interfaces are left out
 */
public record Present(Map<String, PresentLink> links) {
  public Present {
    links = Map.copyOf(links);
  }

  /**
   * An interface.
   *
   * @param kind {@code bridge}, {@code veth}, {@code vlan}… as the kernel reports it
   * @param group link group; an interface of another group is not the funnel's
   * @param mtu in octets
   * @param up true if it is administratively up
   * @param place its place in a bridge
   * @param partner the other end of a veth, or the parent of a VLAN; empty for all other kinds
   * @param vlan its VLAN; empty for all kinds except {@code vlan}
   * @param bridge settings of a bridge; empty for all other kinds
   */
  public record PresentLink(
      String name,
      String kind,
      int group,
      int mtu,
      boolean up,
      PortPlace place,
      Optional<String> partner,
      OptionalInt vlan,
      Optional<BridgeSettings> bridge) {
    public static final String BRIDGE = "bridge";
    public static final String VETH = "veth";
    public static final String VLAN = "vlan";

    /** Returns an interface that is down and in no bridge. */
    public static PresentLink of(String name, String kind, int group, int mtu) {
      return new PresentLink(
          name,
          kind,
          group,
          mtu,
          false,
          PortPlace.NONE,
          Optional.empty(),
          OptionalInt.empty(),
          Optional.empty());
    }

    /** Returns an interface that is not the funnel's: it is up and in no bridge. */
    public static PresentLink plain(String name, int mtu) {
      return of(name, "", 0, mtu).withUp(true);
    }

    /** Returns the name of the bridge that this is a port of; empty if it is none. */
    public Optional<String> master() {
      return place.bridge();
    }

    /** Returns the settings of the bridge port; empty if it is none. */
    public Optional<BridgePort> port() {
      return place.settings();
    }

    /** Returns true if this is a bridge port that has all VLANs. */
    public boolean trunk() {
      return place.trunk();
    }

    /** Returns the same interface as a port of a bridge. */
    public PresentLink joined(String bridgeName, BridgePort settings, boolean allVlans) {
      return withPlace(new PortPlace(Optional.of(bridgeName), Optional.of(settings), allVlans));
    }

    /** Returns the same interface in no bridge. */
    public PresentLink left() {
      return withPlace(PortPlace.NONE);
    }

    private PresentLink withPlace(PortPlace value) {
      return new PresentLink(name, kind, group, mtu, up, value, partner, vlan, bridge);
    }

    /** Returns the same interface, up or down. */
    public PresentLink withUp(boolean value) {
      return new PresentLink(name, kind, group, mtu, value, place, partner, vlan, bridge);
    }

    /** Returns the same interface with another MTU, which a bridge has in its settings, too. */
    public PresentLink withMtu(int value) {
      Optional<BridgeSettings> settings = bridge.map(before -> before.withMtu(value));
      return new PresentLink(name, kind, group, value, up, place, partner, vlan, settings);
    }

    /** Returns the same interface with another end of a veth. */
    public PresentLink withPartner(String value) {
      return new PresentLink(name, kind, group, mtu, up, place, Optional.of(value), vlan, bridge);
    }

    /** Returns the same interface as a VLAN of another interface. */
    public PresentLink withVlan(String parent, int number) {
      return new PresentLink(
          name, kind, group, mtu, up, place, Optional.of(parent), OptionalInt.of(number), bridge);
    }

    /** Returns the same bridge with other settings. */
    public PresentLink withBridge(BridgeSettings settings) {
      return new PresentLink(
          name, kind, group, settings.mtu(), up, place, partner, vlan, Optional.of(settings));
    }
  }

  /**
   * The place of an interface in a bridge.
   *
   * @param bridge name of the bridge, or of another master; empty for none
   * @param settings of the bridge port; empty if it is none
   * @param trunk true if the port has all VLANs
   */
  public record PortPlace(Optional<String> bridge, Optional<BridgePort> settings, boolean trunk) {
    /** The place of an interface that is in no bridge. */
    public static final PortPlace NONE = new PortPlace(Optional.empty(), Optional.empty(), false);
  }

  /**
   * Returns the interfaces of a complete tree, without any empty leaf or level that stayed.
   *
   * @param uplinkThere true to include the uplink
   */
  public static Present of(Tree tree, boolean uplinkThere) {
    Funnel funnel = tree.funnel();
    TreeShape shape = TreeShape.of(funnel.id(), tree.leaves(), 1);
    Map<String, PresentLink> links = shape.links(funnel);
    if (uplinkThere) {
      PresentLink uplink = shape.uplink(funnel);
      links.put(uplink.name(), uplink);
      uplink
          .partner()
          .ifPresent(parent -> links.put(parent, PresentLink.plain(parent, funnel.mtu())));
    }
    return new Present(links);
  }

  /** Returns the interface with a name; empty if it is missing. */
  public Optional<PresentLink> link(String name) {
    return Optional.ofNullable(links.get(name));
  }
}
