package net.sluice.funnel.plan;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import net.sluice.funnel.Funnel;
import net.sluice.funnel.Tree;
import net.sluice.netlink.rtnl.BridgePort;

/**
 * What is there of a tree: the interfaces that have the names of its nodes, whoever made them; all
 * that are of its link group, whatever their names; the other ends of these; and the uplink, with
 * the interface that it is a VLAN of.
 *
 * @param links by name; those not there are left out
 */
public record Present(Map<String, PresentLink> links) {
  public Present {
    links = Map.copyOf(links);
  }

  /**
   * An interface.
   *
   * @param kind {@code bridge}, {@code veth}, {@code vlan}… as the kernel says
   * @param group its link group: what is not of the funnel's is not the funnel's
   * @param mtu in octets
   * @param up whether it is administratively up
   * @param master name of the bridge that it is a port of; empty when of none
   * @param port how that bridge treats it; empty when of none
   * @param trunk whether it has all VLANs there
   * @param partner the other end of a veth, or what a VLAN is of; empty else
   * @param vlan its VLAN, of kind vlan
   * @param bridge the settings of a bridge
   */
  public record PresentLink(
      String name,
      String kind,
      int group,
      int mtu,
      boolean up,
      Optional<String> master,
      Optional<BridgePort> port,
      boolean trunk,
      Optional<String> partner,
      OptionalInt vlan,
      Optional<BridgeSettings> bridge) {
    public static final String BRIDGE = "bridge";
    public static final String VETH = "veth";
    public static final String VLAN = "vlan";

    /** An interface that is no affair of a funnel's but as its uplink: up, in no bridge. */
    public static PresentLink plain(String name, int mtu) {
      return new PresentLink(
          name,
          "",
          0,
          mtu,
          true,
          Optional.empty(),
          Optional.empty(),
          false,
          Optional.empty(),
          OptionalInt.empty(),
          Optional.empty());
    }

    /** The same interface as a port of a bridge. */
    public PresentLink joined(String bridgeName, BridgePort settings, boolean allVlans) {
      return new PresentLink(
          name,
          kind,
          group,
          mtu,
          up,
          Optional.of(bridgeName),
          Optional.of(settings),
          allVlans,
          partner,
          vlan,
          bridge);
    }

    /** The same interface in no bridge. */
    public PresentLink left() {
      return new PresentLink(
          name,
          kind,
          group,
          mtu,
          up,
          Optional.empty(),
          Optional.empty(),
          false,
          partner,
          vlan,
          bridge);
    }

    /** The same interface, up or down. */
    public PresentLink withUp(boolean value) {
      return new PresentLink(
          name, kind, group, mtu, value, master, port, trunk, partner, vlan, bridge);
    }

    /** The same interface with another MTU; a bridge has it in its settings too. */
    public PresentLink withMtu(int value) {
      Optional<BridgeSettings> settings =
          bridge.map(old -> new BridgeSettings(value, old.vlans(), old.macLimit(), old.shielded()));
      return new PresentLink(
          name, kind, group, value, up, master, port, trunk, partner, vlan, settings);
    }

    /** The same bridge with other settings. */
    public PresentLink withBridge(BridgeSettings settings) {
      return new PresentLink(
          name,
          kind,
          group,
          settings.mtu(),
          up,
          master,
          port,
          trunk,
          partner,
          vlan,
          Optional.of(settings));
    }
  }

  /**
   * What a tree implies when everything is as it should be, and no empty leaf or level has stayed.
   *
   * @param uplinkThere whether its uplink is there
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

  /** The interface of a name. */
  public Optional<PresentLink> link(String name) {
    return Optional.ofNullable(links.get(name));
  }
}
