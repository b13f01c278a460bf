/**
 * Linux system calls behind one interface, and the classes that use them without netlink: sysctl,
 * TAP interfaces, socket addresses and an epoll loop.
 *
 * <p>Thread: any for {@link net.sluice.netlink.system.Syscalls}; an {@link
 * net.sluice.netlink.system.EpollLoop} has a thread of its own. The package must not use the
 * packages of netlink.
 */
@NullMarked
package net.sluice.netlink.system;

import org.jspecify.annotations.NullMarked;
