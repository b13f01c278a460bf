package net.sluice.l2tp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * What names the forwarder at the far end: the value of the Remote End ID AVP (RFC 3931 section
 * 5.4.4). RFC 4719 section 2.1 has pseudowire ids of four octets; other peers use text. Two ids are
 * the same when their octets are.
 */
public final class RemoteEndId {
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
