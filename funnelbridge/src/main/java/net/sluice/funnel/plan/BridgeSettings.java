package net.sluice.funnel.plan;

import java.util.OptionalInt;
import net.sluice.funnel.VlanMapping;

/**
 * Settings of a bridge of a tree.
 *
 * @param mtu in octets
 * @param vlans treatment of VLAN tags
 * @param macLimit maximum number of learned addresses; empty for no limit
 * @param shielded true if hosts behind the ports can not reach this host: the bridge has no ARP and
 *     no IPv6, and the kernel drops packets from sources without a route over the bridge (strict
 *     rp_filter)
 */
public record BridgeSettings(int mtu, VlanMapping vlans, OptionalInt macLimit, boolean shielded) {

  /** Returns the same settings with another MTU. */
  public BridgeSettings withMtu(int value) {
    return new BridgeSettings(value, vlans, macLimit, shielded);
  }
}
