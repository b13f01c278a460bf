package net.sluice.l2tp;

import java.util.OptionalInt;
import net.sluice.netlink.BridgePort;

/**
 * How a bridge treats a session's interface that is a port of it.
 *
 * @param flags its flags, which it has before it comes up
 * @param vlan the one VLAN that it belongs to, untagged; empty where the bridge does not look at
 *     VLANs
 */
public record PortSettings(BridgePort flags, OptionalInt vlan) {}
