package net.sluice.manager.config;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Optional;
import net.sluice.l2tp.PeerProfile.Prefix;

/** Conversions of the addresses and prefixes of the model. */
public final class Addresses {
  private Addresses() {}

  /** Parses an address. The model accepts only literals, so no name is resolved. */
  public static InetAddress parse(String literal) {
    try {
      return InetAddress.getByName(literal);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(literal + " is not an address", e);
    }
  }

  /**
   * Parses a prefix and clears the bits of its address that it does not cover.
   *
   * @return empty if the length is greater than the size of the address
   */
  public static Optional<Prefix> parsePrefix(String text) {
    int slash = text.indexOf('/');
    byte[] octets = parse(text.substring(0, slash)).getAddress();
    int length = Integer.parseInt(text.substring(slash + 1));
    if (length > octets.length * Byte.SIZE) {
      return Optional
          .empty(); // for example ::ffff:192.0.2.0/120: Java parses it as an IPv4 address
    }
    for (int bit = length; bit < octets.length * Byte.SIZE; bit++) {
      octets[bit / Byte.SIZE] &= (byte) ~(0x80 >>> bit % Byte.SIZE);
    }
    return Optional.of(new Prefix(of(octets), length));
  }

  /** Returns the four octets of an IPv4 address or router id as a number, 0 to 4294967295. */
  public static long number(InetAddress address) {
    return Integer.toUnsignedLong(ByteBuffer.wrap(address.getAddress()).getInt());
  }

  /** Returns the name of the address family: IPv4 or IPv6. */
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
