/**
 * The sockets of tunnels, for each of their readers: the signaling, the kernel or the forwarder.
 *
 * <p>Thread: the owner of a socket. The package must not interpret more of a packet than it needs
 * to find the control message in it.
 */
@NullMarked
package net.sluice.l2tp.socket;

import org.jspecify.annotations.NullMarked;
