/**
 * The userspace data plane, which itself carries frames between TAP interfaces and sockets.
 *
 * <p>Thread: manager applies steps, l2tp-forwarder carries frames; the two share nothing but {@link
 * net.sluice.netlink.system.EpollLoop} tasks and counters. The package must not allocate per frame.
 */
@NullMarked
package net.sluice.l2tp.userspace;

import org.jspecify.annotations.NullMarked;
