package net.sluice.l2tp.wire;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads octets that are not verified yet: a message from position 0 to the limit with a valid
 * header.
 */
final class RawMessage {
  /** Offset of the AVP after Message Type, which is the digest if there is one. */
  static final int SECOND_AVP = Header.LENGTH + Avp.HEADER + Short.BYTES;

  static final int MANDATORY = 0x8000;
  static final int HIDDEN = 0x4000;
  private static final int LENGTH = 0x3ff;

  private RawMessage() {}

  static boolean beginsWithMessageType(ByteBuffer octets) {
    return octets.limit() >= SECOND_AVP
        && (octets.getShort(Header.LENGTH) & (HIDDEN | LENGTH)) == Avp.HEADER + Short.BYTES
        && octets.getShort(Header.LENGTH + 4) == Avp.MESSAGE_TYPE.type();
  }

  /** Returns the Message Type, with its vendor id in the upper 16 bits. */
  static int messageType(ByteBuffer octets) {
    int vendor = octets.getShort(Header.LENGTH + 2);
    return (vendor << Short.SIZE) | (octets.getShort(Header.LENGTH + Avp.HEADER) & 0xffff);
  }

  /** Returns true if the M bit of the Message Type is set. */
  static boolean messageTypeIsMandatory(ByteBuffer octets) {
    return (octets.getShort(Header.LENGTH) & MANDATORY) != 0;
  }

  /** Returns the length of the AVP at an offset, with its header; 0 if there is none that fits. */
  static int avpLength(ByteBuffer octets, int at) {
    int remaining = octets.limit() - at;
    int length = remaining < Avp.HEADER ? 0 : octets.getShort(at) & LENGTH;
    return length < Avp.HEADER || length > remaining ? 0 : length;
  }

  /** Returns true if a standard AVP of a type begins at an offset, hidden or not. */
  static boolean isAvp(ByteBuffer octets, int at, int type) {
    return avpLength(octets, at) > 0
        && octets.getShort(at + 2) == 0
        && octets.getShort(at + 4) == type;
  }

  /** Returns the value of the first AVP of a type; null if there is none. */
  static byte @Nullable [] find(ByteBuffer octets, int type) {
    int at = SECOND_AVP;
    for (int length = avpLength(octets, at); length > 0; length = avpLength(octets, at)) {
      if (isAvp(octets, at, type)) {
        byte[] value = new byte[length - Avp.HEADER];
        octets.get(at + Avp.HEADER, value);
        return value;
      }
      at += length;
    }
    return null;
  }
}
