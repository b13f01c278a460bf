package net.sluice.netlink.rtnl;

import java.net.InetAddress;

/**
 * An IP address of a link.
 *
 * @param linkIndex interface index
 * @param prefixLength 0 to 32 or 128
 */
public record InterfaceAddress(int linkIndex, InetAddress address, int prefixLength) {}
