package net.sluice.manager.config;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Optional;
import net.sluice.l2tp.PeerProfile.Prefix;

/** Addresses of the model. */
public final class Addresses {
  private Addresses() {}

  /** The model lets only literals through, so nothing is resolved. */
  public static InetAddress parse(String literal) {
    try {
      return InetAddress.getByName(literal);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(literal + " is no address", e);
    }
  }

  /** A prefix, without the bits of its address that it does not cover. */
  public static Optional<Prefix> parsePrefix(String text) {
    int slash = text.indexOf('/');
    byte[] octets = parse(text.substring(0, slash)).getAddress();
    int length = Integer.parseInt(text.substring(slash + 1));
    if (length > octets.length * Byte.SIZE) {
      return Optional.empty(); // ::ffff:192.0.2.0/120, which Java takes for an IPv4 address
    }
    for (int bit = length; bit < octets.length * Byte.SIZE; bit++) {
      octets[bit / Byte.SIZE] &= (byte) ~(0x80 >>> bit % Byte.SIZE);
    }
    return Optional.of(new Prefix(of(octets), length));
  }

  /** The four octets of an address or router id in dotted-quad notation as a number. */
  public static long number(InetAddress address) {
    return Integer.toUnsignedLong(ByteBuffer.wrap(address.getAddress()).getInt());
  }

  public static String family(InetAddress address) {
    return address instanceof Inet6Address ? "IPv6" : "IPv4";
  }

  private static InetAddress of(byte[] octets) {
    try {
      return InetAddress.getByAddress(octets);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("an address has 4 or 16 octets", e);
    }
  }
}
