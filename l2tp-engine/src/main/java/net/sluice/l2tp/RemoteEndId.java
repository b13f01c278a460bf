package net.sluice.l2tp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What names the forwarder at the far end: the value of the Remote End ID AVP (RFC 3931 section
 * 5.4.4). RFC 4719 section 2.1 has pseudowire ids of four octets; other peers use text. Two ids are
 * the same when their octets are.
 */
public final class RemoteEndId {
  /** Decimal as it is printed: without leading zeros. */
  private static final Pattern DECIMAL = Pattern.compile("0|[1-9][0-9]{0,9}");

  private static final long MAX_NUMBER = 0xFFFF_FFFFL;

  private final byte[] octets;

  private RemoteEndId(byte[] octets) {
    this.octets = octets;
  }

  /** The id of these octets, 1 or more. */
  public static RemoteEndId of(byte[] octets) {
    return new RemoteEndId(octets.clone());
  }

  /** The four octets of a pseudowire id, 0 to 4294967295. */
  public static RemoteEndId ofNumber(long number) {
    return new RemoteEndId(ByteBuffer.allocate(Integer.BYTES).putInt((int) number).array());
  }

  /** The UTF-8 octets of a text. */
  public static RemoteEndId ofText(String text) {
    return new RemoteEndId(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Other octets that may name the same: a peer may send a pseudowire id as decimal text (as Cisco
   * IOS does) where the other end has it as a number of four octets, and the reverse. Who looks one
   * up tries the octets themselves first, then these in order, so that it is always certain which
   * one is found.
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

  /** A copy of the octets. */
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

  /** For people: the text if it is printable ASCII, a number if it has four octets, else hex. */
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
