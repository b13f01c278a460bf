/**
 * Netlink messages and sockets: reading, writing, requests, batches and events. The package knows
 * neither links nor L2TP.
 *
 * <p>Thread: a {@link net.sluice.netlink.NetlinkSocket} with its batches, readers and writers has
 * one owner at a time; {@link net.sluice.netlink.NetlinkEvents} has a thread of its own. Nothing
 * here may allocate per message on the way to the kernel and back.
 */
@NullMarked
package net.sluice.netlink;

import org.jspecify.annotations.NullMarked;
