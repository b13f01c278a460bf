package net.sluice.l2tp;

import java.util.HexFormat;

/**
 * A session cookie of 0, 4 or 8 octets (RFC 3931 section 4.1), held as a number in transmission
 * order.
 *
 * @param octets length: 0, 4 or 8
 * @param value the octets as a big-endian number; 0 where there are none
 */
public record Cookie(int octets, long value) {
  /** No cookie. */
  public static final Cookie NONE = new Cookie(0, 0);

  /** Checks the length, and that the value fits it. */
  public Cookie {
    boolean fits =
        switch (octets) {
          case 0 -> value == 0;
          case 4 -> value >>> 32 == 0;
          case 8 -> true;
          default -> false;
        };
    if (!fits) {
      throw new IllegalArgumentException("a cookie has 0, 4 or 8 octets, not " + octets);
    }
  }

  /**
   * Parses hexadecimal digits.
   *
   * @param hex 0, 8 or 16 digits
   * @throws IllegalArgumentException for anything else
   */
  public static Cookie parse(String hex) {
    if (hex.length() % 2 != 0) {
      throw new IllegalArgumentException("a cookie is written with 0, 8 or 16 hexadecimal digits");
    }
    return new Cookie(hex.length() / 2, hex.isEmpty() ? 0 : HexFormat.fromHexDigitsToLong(hex));
  }

  /** Returns the octets as hexadecimal digits; empty for no cookie. */
  @Override
  public String toString() {
    return octets == 0 ? "" : HexFormat.of().toHexDigits(value, octets * 2);
  }
}
