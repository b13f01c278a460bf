/**
 * rtnetlink: requests and decoders for links, bridges, bridge ports with their VLANs, and
 * addresses.
 *
 * <p>Thread: the one that owns the {@link net.sluice.netlink.NetlinkSocket} in use; records are
 * immutable. The package keeps no state of the kernel.
 */
@NullMarked
package net.sluice.netlink.rtnl;

import org.jspecify.annotations.NullMarked;
