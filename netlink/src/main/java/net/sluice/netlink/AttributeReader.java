package net.sluice.netlink;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A cursor over netlink attributes. {@link #next} moves it; nothing is allocated per attribute. The
 * methods that read a value throw {@link MalformedMessageException} if the value has another size.
 */
public final class AttributeReader {
  static final ByteBuffer EMPTY = ByteBuffer.allocate(0);

  private ByteBuffer buffer = EMPTY;
  private int start;
  private int next;
  private int limit;
  private @Nullable AttributeReader child;

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
   * @return false if there is none
   * @throws MalformedMessageException if its length is impossible
   */
  public boolean next() {
    int room = limit - next;
    if (room < Nl.NLA_HDRLEN) {
      return false; // the end may have up to three bytes of padding
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

  /** Returns the type without the flags NLA_F_NESTED and NLA_F_NET_BYTEORDER. */
  public int type() {
    return buffer.getShort(start + 2) & Nl.NLA_TYPE_MASK;
  }

  /** Returns the size of the value in bytes. */
  public int size() {
    return length() - Nl.NLA_HDRLEN;
  }

  /** Returns an unsigned 8-bit number. */
  public int u8() {
    return buffer.get(value(1)) & 0xff;
  }

  /** Returns an unsigned 16-bit number. */
  public int u16() {
    return buffer.getShort(value(2)) & 0xffff;
  }

  /** Returns an unsigned 16-bit number that is in network byte order. */
  public int u16NetworkOrder() {
    int at = value(2);
    return ((buffer.get(at) & 0xff) << 8) | (buffer.get(at + 1) & 0xff);
  }

  /** Returns a signed 32-bit number, or the bits of an unsigned one. */
  public int s32() {
    return buffer.getInt(value(4));
  }

  /** Returns an unsigned 32-bit number. */
  public long u32() {
    return Integer.toUnsignedLong(s32());
  }

  /** Returns a 64-bit number; netlink aligns it to four bytes only. */
  public long u64() {
    return buffer.getLong(value(8));
  }

  /** Returns a string in UTF-8 without the NUL at its end. */
  public String string() {
    byte[] bytes = bytes();
    int length = 0;
    while (length < bytes.length && bytes[length] != 0) {
      length++;
    }
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }

  /** Returns a copy of the value. */
  public byte[] bytes() {
    byte[] bytes = new byte[size()];
    buffer.get(start + Nl.NLA_HDRLEN, bytes);
    return bytes;
  }

  /** Returns a 64-bit number at an offset within the value, for values that are structures. */
  public long u64(int offset) {
    requireSize(offset + Long.BYTES);
    return buffer.getLong(start + Nl.NLA_HDRLEN + offset);
  }

  /** Returns an unsigned 16-bit number at an offset within the value. */
  public int u16(int offset) {
    requireSize(offset + Short.BYTES);
    return buffer.getShort(start + Nl.NLA_HDRLEN + offset) & 0xffff;
  }

  /**
   * Returns the attributes within this one. The returned reader is reused by the next call; it is
   * valid until this reader moves.
   */
  public AttributeReader nested() {
    return nested(0);
  }

  /**
   * Returns the attributes within this one that follow a header.
   *
   * @param headerLength in bytes
   */
  public AttributeReader nested(int headerLength) {
    requireSize(headerLength);
    AttributeReader nested = child;
    if (nested == null) {
      nested = new AttributeReader();
      child = nested;
    }
    int value = start + Nl.NLA_HDRLEN;
    return nested.wrap(buffer, value + headerLength, value + size());
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
