package net.sluice.netlink;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Walks over netlink attributes. A flyweight: {@link #next} moves it. A value of a size other than
 * the one asked for is a {@link MalformedMessageException}.
 */
public final class AttributeReader {
  private ByteBuffer buffer;
  private int start;
  private int next;
  private int limit;
  private AttributeReader child;

  AttributeReader wrap(ByteBuffer memory, int from, int to) {
    buffer = memory;
    start = from;
    next = from;
    limit = to;
    return this;
  }

  /**
   * Moves to the next attribute.
   *
   * @return false when there is none
   * @throws MalformedMessageException when its length is impossible
   */
  public boolean next() {
    int room = limit - next;
    if (room < Nl.NLA_HDRLEN) {
      return false; // up to three bytes of padding may stand at the end
    }
    start = next;
    int length = length();
    if (length < Nl.NLA_HDRLEN || length > room) {
      next = limit;
      throw new MalformedMessageException(
          "netlink attribute with length " + length + " where " + room + " bytes are left");
    }
    next = start + Nl.align(length);
    return true;
  }

  /** The type without the flags NLA_F_NESTED and NLA_F_NET_BYTEORDER. */
  public int type() {
    return buffer.getShort(start + 2) & Nl.NLA_TYPE_MASK;
  }

  /** Bytes of the value. */
  public int size() {
    return length() - Nl.NLA_HDRLEN;
  }

  /** An unsigned 8-bit number. */
  public int u8() {
    return buffer.get(value(1)) & 0xff;
  }

  /** An unsigned 16-bit number. */
  public int u16() {
    return buffer.getShort(value(2)) & 0xffff;
  }

  /** A 16-bit number that stands in network byte order. */
  public int u16NetworkOrder() {
    int at = value(2);
    return ((buffer.get(at) & 0xff) << 8) | (buffer.get(at + 1) & 0xff);
  }

  /** A signed 32-bit number, or the bits of an unsigned one. */
  public int s32() {
    return buffer.getInt(value(4));
  }

  /** An unsigned 32-bit number. */
  public long u32() {
    return Integer.toUnsignedLong(s32());
  }

  /** A 64-bit number; netlink aligns to four bytes only. */
  public long u64() {
    return buffer.getLong(value(8));
  }

  /** A string in UTF-8, without the NUL at its end. */
  public String string() {
    byte[] bytes = bytes();
    int length = 0;
    while (length < bytes.length && bytes[length] != 0) {
      length++;
    }
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }

  /** A copy of the value. */
  public byte[] bytes() {
    byte[] bytes = new byte[size()];
    buffer.get(start + Nl.NLA_HDRLEN, bytes);
    return bytes;
  }

  /** A 64-bit number at an offset within the value, for attributes that are structures. */
  public long u64(int offset) {
    requireSize(offset + Long.BYTES);
    return buffer.getLong(start + Nl.NLA_HDRLEN + offset);
  }

  /** An unsigned 16-bit number at an offset within the value. */
  public int u16(int offset) {
    requireSize(offset + Short.BYTES);
    return buffer.getShort(start + Nl.NLA_HDRLEN + offset) & 0xffff;
  }

  /** The attributes within this one. The reader belongs to this one and moves with it. */
  public AttributeReader nested() {
    return nested(0);
  }

  /** The attributes within this one, behind a header of so many bytes. */
  public AttributeReader nested(int headerLength) {
    requireSize(headerLength);
    if (child == null) {
      child = new AttributeReader();
    }
    int value = start + Nl.NLA_HDRLEN;
    return child.wrap(buffer, value + headerLength, value + size());
  }

  private int length() {
    return buffer.getShort(start) & 0xffff;
  }

  private int value(int size) {
    if (size() != size) {
      throw wrongSize(Integer.toString(size));
    }
    return start + Nl.NLA_HDRLEN;
  }

  private void requireSize(int least) {
    if (size() < least) {
      throw wrongSize("at least " + least);
    }
  }

  private MalformedMessageException wrongSize(String wanted) {
    return new MalformedMessageException(
        "netlink attribute " + type() + " has " + size() + " bytes, not " + wanted);
  }
}
