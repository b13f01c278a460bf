package net.sluice.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Writes netlink messages one after the other into one buffer. Nothing is allocated per message.
 * Numbers are in the byte order of the host unless a method says otherwise.
 *
 * <p>A message or attribute beyond the end of the buffer is a {@link
 * java.nio.BufferOverflowException}.
 */
public final class MessageWriter {
  private final ByteBuffer buffer;
  private int start;
  private boolean open;

  MessageWriter(ByteBuffer buffer) {
    this.buffer = buffer.order(ByteOrder.nativeOrder());
  }

  /**
   * Returns a writer with a direct buffer of its own.
   *
   * @param capacity in bytes
   */
  public static MessageWriter allocate(int capacity) {
    return new MessageWriter(ByteBuffer.allocateDirect(capacity));
  }

  /**
   * Starts a message and completes the one before it. The sender sets sequence number and port id.
   */
  public MessageWriter start(int type, int flags) {
    finish();
    start = buffer.position();
    open = true;
    buffer.putInt(0).putShort((short) type).putShort((short) flags).putInt(0).putInt(0);
    return this;
  }

  /**
   * Returns a view of all messages written so far, from the header of the first one. It is valid
   * until the next message is started.
   */
  public ByteBuffer messages() {
    finish();
    return buffer.duplicate().order(ByteOrder.nativeOrder()).flip();
  }

  /** Appends one byte outside of attributes, for the fixed header that follows nlmsghdr. */
  public MessageWriter rawU8(int value) {
    buffer.put((byte) value);
    return this;
  }

  /** Appends two bytes as {@link #rawU8} does. */
  public MessageWriter rawU16(int value) {
    buffer.putShort((short) value);
    return this;
  }

  /** Appends four bytes as {@link #rawU8} does. */
  public MessageWriter rawU32(int value) {
    buffer.putInt(value);
    return this;
  }

  /** Appends struct genlmsghdr. */
  public MessageWriter genl(int command, int version) {
    return rawU8(command).rawU8(version).rawU16(0);
  }

  /**
   * Returns the bytes of the current message so far: the offset of the next field, counted from the
   * message header.
   */
  public int length() {
    return buffer.position() - start;
  }

  /** Sets bits of a 32-bit field that was written before, at an offset from the message header. */
  public MessageWriter orU32(int offset, int bits) {
    int at = start + offset;
    buffer.putInt(at, buffer.getInt(at) | bits);
    return this;
  }

  /** Appends an attribute with an 8-bit number. */
  public MessageWriter putU8(int attribute, int value) {
    header(attribute, 1);
    buffer.put((byte) value);
    return pad();
  }

  /** Appends an attribute with a 16-bit number. */
  public MessageWriter putU16(int attribute, int value) {
    header(attribute, 2);
    buffer.putShort((short) value);
    return pad();
  }

  /** Appends an attribute with a 32-bit number. */
  public MessageWriter putU32(int attribute, int value) {
    header(attribute, 4);
    buffer.putInt(value);
    return this;
  }

  /** Appends an attribute with a 16-bit number in network byte order, such as a port. */
  public MessageWriter putU16NetworkOrder(int attribute, int value) {
    header(attribute, 2);
    buffer.put((byte) (value >>> 8)).put((byte) value);
    return pad();
  }

  /** Appends an attribute without a value (NLA_FLAG). */
  public MessageWriter putFlag(int attribute) {
    header(attribute, 0);
    return this;
  }

  /** Appends an attribute with a string in UTF-8, which ends with a NUL as the kernel requires. */
  public MessageWriter putString(int attribute, String value) {
    int at = buffer.position();
    header(attribute, 0);
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c >= 0x80) { // rare: only then allocate an array
        buffer.position(at + Nl.NLA_HDRLEN);
        buffer.put(value.getBytes(StandardCharsets.UTF_8));
        break;
      }
      buffer.put((byte) c);
    }
    buffer.put((byte) 0);
    return closeAttribute(at);
  }

  /** Appends an attribute with bytes. */
  public MessageWriter putBytes(int attribute, byte[] value) {
    header(attribute, value.length);
    buffer.put(value);
    return pad();
  }

  /** Appends an attribute with an Ethernet address, 6 bytes. */
  public MessageWriter putMac(int attribute, MacAddress value) {
    header(attribute, 6);
    long bits = value.bits();
    for (int shift = 40; shift >= 0; shift -= 8) {
      buffer.put((byte) (bits >>> shift));
    }
    return pad();
  }

  /**
   * Opens an attribute that holds attributes.
   *
   * @return the mark for {@link #endNested}
   */
  public int startNested(int attribute) {
    return startAttribute(attribute | Nl.NLA_F_NESTED);
  }

  /**
   * Opens an attribute that holds a structure, which the raw methods write.
   *
   * @return the mark for {@link #endNested}
   */
  public int startAttribute(int attribute) {
    int mark = buffer.position();
    header(attribute, 0);
    return mark;
  }

  /**
   * Closes the attribute that was opened last.
   *
   * @param mark of that attribute
   */
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
   * Writes padding up to the next multiple of 4 bytes. It is not skipped, because the buffer is
   * reused and the kernel may reject old bytes there.
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
