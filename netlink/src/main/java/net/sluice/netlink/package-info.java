/**
 * Linux system calls and netlink: sockets, rtnetlink and generic netlink. Knows nothing of L2TP.
 */
package net.sluice.netlink;
