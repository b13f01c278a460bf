package net.sluice.l2tp;

import java.net.Inet6Address;

/** Calculates the MTU of session interfaces. */
public final class Mtu {
  /** Assumed MTU of the path between the peers, in octets. */
  public static final int PATH = 1500;

  private static final int IPV4_HEADER = 20;
  private static final int IPV6_HEADER = 40;
  private static final int UDP_HEADER = 8;

  /** Flags, version and reserved octets, which only UDP carries (RFC 3931 section 4.1.2.1). */
  private static final int UDP_SESSION_PREFIX = 4;

  private static final int SESSION_ID = 4;
  private static final int ETHERNET_HEADER = 14;

  private Mtu() {}

  /**
   * Returns the MTU in octets of a session's interface over a path of {@link #PATH} octets: the
   * path MTU without the outer IP header, the L2TPv3 headers of packets sent, and the inner
   * Ethernet header.
   */
  public static int inner(TunnelProfile tunnel, Cookie transmitCookie, Sublayer sublayer) {
    int ip = tunnel.peerAddress() instanceof Inet6Address ? IPV6_HEADER : IPV4_HEADER;
    int udp = tunnel.encapsulation() == Encapsulation.UDP ? UDP_HEADER + UDP_SESSION_PREFIX : 0;
    int session = SESSION_ID + transmitCookie.octets() + sublayer.octets();
    return PATH - ip - udp - session - ETHERNET_HEADER;
  }
}
