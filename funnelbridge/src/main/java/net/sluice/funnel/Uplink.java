package net.sluice.funnel;

import java.util.OptionalInt;

/**
 * Where the frames of a funnel go.
 *
 * @param interfaceName an interface of the host, which need not be there yet
 * @param vlan the VLAN of it, 1 to 4094; empty for the interface itself
 */
public record Uplink(String interfaceName, OptionalInt vlan) {}
