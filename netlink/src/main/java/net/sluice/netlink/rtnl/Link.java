package net.sluice.netlink.rtnl;

import java.util.Optional;

/**
 * A network interface as the kernel reports it.
 *
 * @param index interface index, above 0
 * @param kind {@code bridge}, {@code veth}, {@code tun}, {@code l2tpeth}…; empty for hardware and
 *     loopback
 * @param bridge settings of a bridge; empty for all other kinds
 */
public record Link(
    int index,
    String name,
    String kind,
    Settings settings,
    State state,
    Relations relations,
    Optional<Bridge> bridge,
    LinkStatistics statistics) {

  /**
   * Settings that any link has.
   *
   * @param mtu in octets
   * @param alias ifalias; empty when not set
   * @param group link group; 0 unless set
   */
  public record Settings(int mtu, String alias, int group) {}

  /**
   * State of a link, administrative and operational.
   *
   * @param flags IFF_ bits
   * @param linkMode IF_LINK_MODE_: with 0 the operational state follows the carrier; with 1 it is
   *     dormant instead of up
   */
  public record State(int flags, int linkMode) {}

  /**
   * Other interfaces that a link is tied to.
   *
   * @param master index of the bridge that the link is a port of; 0 if there is none
   * @param port settings of the bridge port; empty if the link is none
   * @param linkIndex for veth the index of the other end, in its own namespace; for a VLAN that of
   *     the interface below; 0 for all other kinds
   * @param vlan the VLAN of a link of kind {@code vlan}; 0 for all other kinds
   */
  public record Relations(int master, Optional<BridgePort> port, int linkIndex, int vlan) {}

  /** MTU in octets. */
  public int mtu() {
    return settings.mtu();
  }

  /** ifalias; empty when not set. */
  public String alias() {
    return settings.alias();
  }

  /** Link group; 0 unless set. */
  public int group() {
    return settings.group();
  }

  /** Index of the bridge that the link is a port of; 0 if there is none. */
  public int master() {
    return relations.master();
  }

  /** Settings of the bridge port; empty if the link is none. */
  public Optional<BridgePort> port() {
    return relations.port();
  }

  /** Returns true if the link is kept dormant with any carrier (link mode dormant). */
  public boolean dormant() {
    return state.linkMode() == Rtnl.IF_LINK_MODE_DORMANT;
  }

  /** Returns true if the link is administratively up. */
  public boolean up() {
    return has(Rtnl.IFF_UP);
  }

  /** Returns true if the link is up and operational. */
  public boolean running() {
    return has(Rtnl.IFF_RUNNING);
  }

  /** Returns true if the driver reports a carrier. */
  public boolean carrier() {
    return has(Rtnl.IFF_LOWER_UP);
  }

  /** Returns true if the host neither sends nor answers ARP on the link. */
  public boolean withoutArp() {
    return has(Rtnl.IFF_NOARP);
  }

  private boolean has(int flag) {
    return (state.flags() & flag) != 0;
  }
}
