package net.sluice.funnel;

import java.util.OptionalInt;

/**
 * The interface that connects a funnel to the network.
 *
 * @param interfaceName an interface of the host, which may be missing
 * @param vlan a VLAN of the interface, 1 to 4094; empty for the interface itself
 */
public record Uplink(String interfaceName, OptionalInt vlan) {}
