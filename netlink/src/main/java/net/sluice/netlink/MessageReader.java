package net.sluice.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A cursor over the netlink messages in a buffer. {@link #next} moves it; the values of the reader
 * and of its attributes are valid until then. Nothing is allocated per message.
 *
 * <pre>{@code
 * while (messages.next()) {
 *   AttributeReader attributes = messages.attributes(headerLength);
 *   while (attributes.next()) { switch (attributes.type()) { … } }
 * }
 * }</pre>
 */
public final class MessageReader {
  private final AttributeReader attributes = new AttributeReader();
  private ByteBuffer buffer = AttributeReader.EMPTY;
  private int start;
  private int next;
  private int limit;

  /** Starts to read a buffer, from its position to its limit. */
  public MessageReader wrap(ByteBuffer messages) {
    buffer = messages.order(ByteOrder.nativeOrder());
    next = messages.position();
    start = next;
    limit = messages.limit();
    return this;
  }

  /**
   * Moves to the next message.
   *
   * @return false if there is none
   * @throws MalformedMessageException if its length is impossible
   */
  public boolean next() {
    if (next >= limit) {
      return false;
    }
    start = next;
    int room = limit - start;
    int length = room < Nl.NLMSG_HDRLEN ? -1 : buffer.getInt(start);
    if (length < Nl.NLMSG_HDRLEN || length > room) {
      next = limit;
      throw new MalformedMessageException(
          "netlink message with length " + length + " where " + room + " bytes are left");
    }
    next = start + Nl.align(length);
    return true;
  }

  /** Returns nlmsg_len: the bytes of the message with its header. */
  public int length() {
    return buffer.getInt(start);
  }

  /** Returns nlmsg_type. */
  public int type() {
    return buffer.getShort(start + 4) & 0xffff;
  }

  /** Returns nlmsg_flags. */
  public int flags() {
    return buffer.getShort(start + 6) & 0xffff;
  }

  /** Returns nlmsg_seq. */
  public int sequence() {
    return buffer.getInt(start + 8);
  }

  /** Returns the command of a generic netlink message. */
  public int command() {
    return u8(Nl.NLMSG_HDRLEN);
  }

  /** Returns a byte at an offset from the start of the message header. */
  public int u8(int offset) {
    require(offset, 1);
    return buffer.get(start + offset) & 0xff;
  }

  /** Returns two bytes at an offset from the start of the message header. */
  public int u16(int offset) {
    require(offset, 2);
    return buffer.getShort(start + offset) & 0xffff;
  }

  /** Returns four bytes at an offset from the start of the message header. */
  public int s32(int offset) {
    require(offset, 4);
    return buffer.getInt(start + offset);
  }

  /**
   * Returns the attributes that follow the fixed header. The next call reuses the reader.
   *
   * @param headerLength bytes of the fixed header that follows nlmsghdr: 16 for links, 4 for
   *     generic netlink
   */
  public AttributeReader attributes(int headerLength) {
    int from = Nl.NLMSG_HDRLEN + Nl.align(headerLength);
    require(from, 0);
    return attributes.wrap(buffer, start + from, start + length());
  }

  /** Returns a view of the message with its header. */
  public ByteBuffer bytes() {
    return buffer.slice(start, length()).order(ByteOrder.nativeOrder());
  }

  private void require(int offset, int size) {
    if (offset < 0 || size > length() - offset) { // offsets may come from the message itself
      throw new MalformedMessageException(
          "netlink message of "
              + length()
              + " bytes has no "
              + size
              + " bytes at offset "
              + offset);
    }
  }
}
