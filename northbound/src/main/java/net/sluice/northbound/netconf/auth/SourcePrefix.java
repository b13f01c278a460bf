package net.sluice.northbound.netconf.auth;

import io.netty.util.NetUtil;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * The origin of connections that limits count as one: an IPv4 address, or a /64 of IPv6, because a
 * single host has all addresses of its /64.
 *
 * @param address the IPv4 address, or the first address of the /64
 */
public record SourcePrefix(InetAddress address) {
  private static final int PREFIX_OCTETS = 8;

  /** Returns the prefix of an address. */
  public static SourcePrefix of(InetAddress address) {
    if (!(address instanceof Inet6Address)) {
      return new SourcePrefix(address);
    }
    byte[] octets = address.getAddress();
    Arrays.fill(octets, PREFIX_OCTETS, octets.length, (byte) 0);
    try {
      return new SourcePrefix(InetAddress.getByAddress(octets));
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e); // 16 octets are an address
    }
  }

  /** Returns the prefix of the other end of a connection. */
  public static SourcePrefix of(SocketAddress remote) {
    return of(
        remote instanceof InetSocketAddress inet
            ? inet.getAddress()
            : InetAddress.getLoopbackAddress());
  }

  /** Returns the text for the log: {@code 192.0.2.1} or {@code 2001:db8::/64}. */
  @Override
  public String toString() {
    String text = NetUtil.toAddressString(address);
    return address instanceof Inet6Address ? text + "/64" : text;
  }
}
