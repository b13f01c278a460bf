package net.sluice.l2tp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The value of the Remote End ID AVP (RFC 3931 section 5.4.4), which names the forwarder at the far
 * end. RFC 4719 section 2.1 uses pseudowire ids of four octets; other peers use text. Two ids are
 * equal if their octets are equal.
 */
public final class RemoteEndId {
  /** A canonical decimal number: without leading zeros. */
  private static final Pattern DECIMAL = Pattern.compile("0|[1-9][0-9]{0,9}");

  private static final long MAX_NUMBER = 0xFFFF_FFFFL;

  private final byte[] octets;

  private RemoteEndId(byte[] octets) {
    this.octets = octets;
  }

  /** Returns the id with these octets, 1 or more. */
  public static RemoteEndId of(byte[] octets) {
    return new RemoteEndId(octets.clone());
  }

  /** Returns the id with the four octets of a pseudowire id, 0 to 4294967295. */
  public static RemoteEndId ofNumber(long number) {
    return new RemoteEndId(ByteBuffer.allocate(Integer.BYTES).putInt((int) number).array());
  }

  /** Returns the id with the UTF-8 octets of a text. */
  public static RemoteEndId ofText(String text) {
    return new RemoteEndId(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Returns other ids that may name the same forwarder: a peer may send a pseudowire id as decimal
   * text (as Cisco IOS does) where the other end has a number of four octets, and the reverse. A
   * lookup must try this id first and then these in order, so that its result is unambiguous.
   */
  public List<RemoteEndId> otherForms() {
    List<RemoteEndId> forms = new ArrayList<>(2);
    String text = new String(octets, StandardCharsets.US_ASCII);
    if (DECIMAL.matcher(text).matches() && Long.parseLong(text) <= MAX_NUMBER) {
      forms.add(ofNumber(Long.parseLong(text)));
    }
    if (octets.length == Integer.BYTES) {
      forms.add(ofText(Integer.toUnsignedString(ByteBuffer.wrap(octets).getInt())));
    }
    return forms;
  }

  /** Returns a copy of the octets. */
  public byte[] octets() {
    return octets.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RemoteEndId that && Arrays.equals(octets, that.octets);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(octets);
  }

  /**
   * Returns a text for people: the octets as text if they are printable ASCII, otherwise a number
   * if there are four, otherwise hexadecimal digits.
   */
  @Override
  public String toString() {
    boolean printable = true;
    for (byte octet : octets) {
      printable &= octet >= ' ' && octet <= '~';
    }
    if (printable) {
      return new String(octets, StandardCharsets.US_ASCII);
    }
    return octets.length == Integer.BYTES
        ? Integer.toUnsignedString(ByteBuffer.wrap(octets).getInt())
        : "0x" + HexFormat.of().formatHex(octets);
  }
}
