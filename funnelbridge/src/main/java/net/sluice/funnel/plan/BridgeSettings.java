package net.sluice.funnel.plan;

import java.util.OptionalInt;
import net.sluice.funnel.VlanMapping;

/**
 * Settings of a bridge of a tree.
 *
 * @param mtu in octets
 * @param vlans what it does with VLAN tags
 * @param macLimit the most addresses that it learns; empty for any number
 */
public record BridgeSettings(int mtu, VlanMapping vlans, OptionalInt macLimit) {}
