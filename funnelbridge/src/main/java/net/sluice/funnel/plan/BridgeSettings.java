package net.sluice.funnel.plan;

import java.util.OptionalInt;
import net.sluice.funnel.VlanMapping;

/**
 * Settings of a bridge of a tree.
 *
 * @param mtu in octets
 * @param vlans what it does with VLAN tags
 * @param macLimit the most addresses that it learns; empty for any number
 * @param shielded whether those behind its ports can't reach the host: there is no ARP, no IPv6,
 *     and the host takes nothing from a source that it has no route to by the bridge
 */
public record BridgeSettings(int mtu, VlanMapping vlans, OptionalInt macLimit, boolean shielded) {}
