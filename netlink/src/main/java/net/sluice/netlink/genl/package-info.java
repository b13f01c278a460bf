/**
 * Generic netlink: the numbers of families and multicast groups, and requests to a family.
 *
 * <p>Thread: the one that owns the {@link net.sluice.netlink.NetlinkSocket} in use. The package
 * knows no family by name; families belong to the modules that use them.
 */
@NullMarked
package net.sluice.netlink.genl;

import org.jspecify.annotations.NullMarked;
