package net.sluice.netlink;

import java.util.HexFormat;
import java.util.Locale;

/**
 * An Ethernet address.
 *
 * @param bits the 48 bits; the first octet has the highest ones
 */
public record MacAddress(long bits) {
  /** Octets of an Ethernet address. */
  public static final int LENGTH = 6;

  private static final HexFormat FORMAT = HexFormat.ofDelimiter(":");

  /** Rejects more than 48 bits. */
  public MacAddress {
    if (bits >>> 48 != 0) {
      throw new IllegalArgumentException("more than 48 bits: " + Long.toHexString(bits));
    }
  }

  /**
   * Parses the form {@code 02:00:5e:10:00:01}, in upper or lower case.
   *
   * @throws IllegalArgumentException if the text has another form
   */
  public static MacAddress parse(String text) {
    byte[] octets = FORMAT.parseHex(text.toLowerCase(Locale.ROOT));
    if (octets.length != LENGTH) {
      throw new IllegalArgumentException("not six octets: " + text);
    }
    return of(octets);
  }

  public static MacAddress of(byte[] octets) {
    long bits = 0;
    for (byte octet : octets) {
      bits = (bits << 8) | (octet & 0xff);
    }
    return new MacAddress(bits);
  }

  @Override
  public String toString() {
    byte[] octets = new byte[LENGTH];
    for (int i = 0; i < octets.length; i++) {
      octets[i] = (byte) (bits >>> (40 - 8 * i));
    }
    return FORMAT.formatHex(octets);
  }
}
