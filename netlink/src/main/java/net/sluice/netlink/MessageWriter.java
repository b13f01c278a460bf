package net.sluice.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Writes netlink messages one after the other into a direct buffer. A flyweight: one per buffer,
 * nothing is allocated per message. Numbers are in the byte order of the host unless a method says
 * otherwise.
 */
public final class MessageWriter {
  private final ByteBuffer buffer;
  private int start;
  private boolean open;

  MessageWriter(ByteBuffer buffer) {
    this.buffer = buffer.order(ByteOrder.nativeOrder());
  }

  /** A writer on its own memory, for messages that are described or compared but not sent. */
  public static MessageWriter allocate(int capacity) {
    return new MessageWriter(ByteBuffer.allocateDirect(capacity));
  }

  /**
   * Starts a message; the one before it is complete. Sequence and port id are the sender's
   * business.
   */
  public MessageWriter start(int type, int flags) {
    finish();
    start = buffer.position();
    open = true;
    buffer.putInt(0).putShort((short) type).putShort((short) flags).putInt(0).putInt(0);
    return this;
  }

  /**
   * All messages written so far, from the first one's header; a view, valid until the next one is
   * started.
   */
  public ByteBuffer messages() {
    finish();
    return buffer.duplicate().order(ByteOrder.nativeOrder()).flip();
  }

  /** Appends one byte outside of attributes, for the fixed header behind nlmsghdr. */
  public MessageWriter rawU8(int value) {
    buffer.put((byte) value);
    return this;
  }

  /** As {@link #rawU8}, two bytes. */
  public MessageWriter rawU16(int value) {
    buffer.putShort((short) value);
    return this;
  }

  /** As {@link #rawU8}, four bytes. */
  public MessageWriter rawU32(int value) {
    buffer.putInt(value);
    return this;
  }

  /** struct genlmsghdr. */
  public MessageWriter genl(int command, int version) {
    return rawU8(command).rawU8(version).rawU16(0);
  }

  /**
   * Bytes of the current message so far: the offset of what comes next, counted from its header.
   */
  public int length() {
    return buffer.position() - start;
  }

  /** Sets bits of a 32-bit field that is already written, at an offset from the message header. */
  public MessageWriter orU32(int offset, int bits) {
    int at = start + offset;
    buffer.putInt(at, buffer.getInt(at) | bits);
    return this;
  }

  /** An 8-bit number. */
  public MessageWriter putU8(int attribute, int value) {
    header(attribute, 1);
    buffer.put((byte) value);
    return pad();
  }

  /** A 16-bit number. */
  public MessageWriter putU16(int attribute, int value) {
    header(attribute, 2);
    buffer.putShort((short) value);
    return pad();
  }

  /** A 32-bit number. */
  public MessageWriter putU32(int attribute, int value) {
    header(attribute, 4);
    buffer.putInt(value);
    return this;
  }

  /** A 16-bit number in network byte order, such as a port. */
  public MessageWriter putU16NetworkOrder(int attribute, int value) {
    header(attribute, 2);
    buffer.put((byte) (value >>> 8)).put((byte) value);
    return pad();
  }

  /** An attribute that says all by being there (NLA_FLAG). */
  public MessageWriter putFlag(int attribute) {
    header(attribute, 0);
    return this;
  }

  /** A string in UTF-8 with a NUL at its end, as the kernel wants it. */
  public MessageWriter putString(int attribute, String value) {
    int at = buffer.position();
    header(attribute, 0);
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c >= 0x80) { // rare: only then pay for an array
        buffer.position(at + Nl.NLA_HDRLEN);
        buffer.put(value.getBytes(StandardCharsets.UTF_8));
        break;
      }
      buffer.put((byte) c);
    }
    buffer.put((byte) 0);
    return closeAttribute(at);
  }

  /** Bytes as they are. */
  public MessageWriter putBytes(int attribute, byte[] value) {
    header(attribute, value.length);
    buffer.put(value);
    return pad();
  }

  /** An Ethernet address, 6 bytes. */
  public MessageWriter putMac(int attribute, MacAddress value) {
    header(attribute, 6);
    long bits = value.bits();
    for (int shift = 40; shift >= 0; shift -= 8) {
      buffer.put((byte) (bits >>> shift));
    }
    return pad();
  }

  /** Opens an attribute that holds attributes; give the result to {@link #endNested}. */
  public int startNested(int attribute) {
    return startAttribute(attribute | Nl.NLA_F_NESTED);
  }

  /** Opens an attribute that is a structure, to be written raw; {@link #endNested} closes it. */
  public int startAttribute(int attribute) {
    int mark = buffer.position();
    header(attribute, 0);
    return mark;
  }

  /** Closes the attribute opened last. */
  public MessageWriter endNested(int mark) {
    return closeAttribute(mark);
  }

  private void header(int attribute, int payload) {
    buffer.putShort((short) (Nl.NLA_HDRLEN + payload)).putShort((short) attribute);
  }

  private MessageWriter closeAttribute(int at) {
    buffer.putShort(at, (short) (buffer.position() - at));
    return pad();
  }

  /**
   * Padding is written, not skipped: the buffer is reused and the kernel may refuse what it finds
   * there.
   */
  private MessageWriter pad() {
    while ((buffer.position() & 3) != 0) {
      buffer.put((byte) 0);
    }
    return this;
  }

  /** Fills in the length of the current message. */
  void finish() {
    if (open) {
      buffer.putInt(start, buffer.position() - start);
      open = false;
    }
  }

  void reset() {
    open = false;
    start = 0;
    buffer.clear();
  }

  ByteBuffer buffer() {
    return buffer;
  }
}
