package net.sluice.funnel.plan;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import net.sluice.netlink.BridgePort;

/**
 * What is there of a tree: the interfaces that have the names of its nodes, whoever made them, and
 * the uplink.
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
      Optional<BridgeSettings> bridge) {}

  /** The interface of a name. */
  public Optional<PresentLink> link(String name) {
    return Optional.ofNullable(links.get(name));
  }
}
