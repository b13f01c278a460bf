package net.sluice.l2tp.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.random.RandomGenerator;
import net.sluice.l2tp.MessageType;
import net.sluice.l2tp.Quirk;
import org.jspecify.annotations.Nullable;

/** Writes the AVPs of a message. One writer serves many messages, one after the other. */
final class AvpWriter {
  /** RFC 3931 section 5.4.1 recommends at least 16 octets. */
  private static final int VECTOR = 16;

  /** Attribute Type of Assigned Tunnel ID (RFC 2661). */
  static final int ASSIGNED_TUNNEL_ID = 9;

  private final RandomGenerator random;
  private final Set<Quirk> quirks;
  private final Hiding hiding = new Hiding();

  /** The Random Vector, then space for one value with its hidden length. */
  private final byte[] octets = new byte[VECTOR + Short.BYTES + Avp.MAX_VALUE];

  private final ByteBuffer value =
      ByteBuffer.wrap(octets, VECTOR + Short.BYTES, Avp.MAX_VALUE).slice();

  /** The destination; {@link #begin} sets it, and before that nothing fits. */
  private ByteBuffer to = ByteBuffer.allocate(0);

  /** The type of the message; {@link #begin} sets it. */
  private MessageType message = MessageType.ACK;

  private byte @Nullable [] hidingKey;
  private byte @Nullable [] ciscoValue;
  private boolean vectorWritten;

  AvpWriter(RandomGenerator random, Set<Quirk> quirks) {
    this.random = random;
    this.quirks = quirks;
  }

  /**
   * Begins a message.
   *
   * @param key the key that hides AVPs that may be hidden; null to hide none
   */
  void begin(MessageType type, byte @Nullable [] key, ByteBuffer buffer) {
    message = type;
    hidingKey = key;
    vectorWritten = false;
    to = buffer;
  }

  void number16(Avp avp, long number) {
    value.clear().putShort((short) number);
    finish(avp);
  }

  void number16(Avp avp, OptionalInt number) {
    number.ifPresent(present -> number16(avp, present));
  }

  void number32(Avp avp, long number) {
    value.clear().putInt((int) number);
    finish(avp);
  }

  void number32(Avp avp, OptionalLong number) {
    number.ifPresent(present -> number32(avp, present));
  }

  void number64(Avp avp, OptionalLong number) {
    if (number.isPresent()) {
      value.clear().putLong(number.getAsLong());
      finish(avp);
    }
  }

  /** Writes a text; no AVP for an empty one. */
  void text(Avp avp, String text) {
    octets(avp, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes octets; no AVP for an empty array. */
  void octets(Avp avp, byte[] content) {
    if (content.length > value.capacity()) {
      throw new IllegalArgumentException(avp.title() + " is longer than an AVP can be");
    }
    if (content.length > 0) {
      value.clear().put(content);
      finish(avp);
    }
  }

  /** Writes octets that Cisco's form of the AVP has as a text. */
  void octets(Avp avp, byte[] content, String ciscoText) {
    ciscoValue = ciscoText.getBytes(StandardCharsets.UTF_8);
    octets(avp, content);
    ciscoValue = null;
  }

  /** Writes an Assigned Tunnel ID, which only version 2 has. */
  void assignedTunnelId(long id) {
    header(RawMessage.MANDATORY, Short.BYTES, 0, ASSIGNED_TUNNEL_ID);
    to.putShort((short) id);
  }

  /** Returns the buffer for a value, to be filled before {@link #finish}. */
  ByteBuffer value() {
    return value.clear();
  }

  /** Writes the AVP with the content of {@link #value}. */
  void finish(Avp avp) {
    boolean mandatory = avp.mandatory() && !clearsMandatory(avp);
    value.flip();
    byte[] key = hidingKey;
    if (key != null && avp.hideable()) {
      hide(avp, mandatory, key);
      // A Cisco copy in clear would reveal the hidden value.
      return;
    }
    header(mandatory ? RawMessage.MANDATORY : 0, value.remaining(), 0, avp.type());
    to.put(value);
    if (quirks.contains(Quirk.CISCO_VENDOR_AVPS) && avp.hasCiscoForm(message)) {
      ciscoForm(avp);
    }
  }

  private boolean clearsMandatory(Avp avp) {
    return message == MessageType.SCCRQ
        && avp.sinceVersion3()
        && quirks.contains(Quirk.CLEAR_M_BIT_IN_SCCRQ);
  }

  private void hide(Avp avp, boolean mandatory, byte[] key) {
    int length = Short.BYTES + value.remaining();
    if (length > Avp.MAX_VALUE) {
      throw new IllegalArgumentException(avp.title() + " is too long to be hidden");
    }
    if (!vectorWritten) {
      vectorWritten = true;
      byte[] vector = new byte[VECTOR];
      random.nextBytes(vector);
      System.arraycopy(vector, 0, octets, 0, VECTOR);
      header(RawMessage.MANDATORY, VECTOR, 0, Avp.RANDOM_VECTOR.type());
      to.put(vector);
    }
    octets[VECTOR] = (byte) (value.remaining() >> Byte.SIZE);
    octets[VECTOR + 1] = (byte) value.remaining();
    hiding.hide(key, avp.type(), octets, 0, VECTOR, VECTOR, length);
    header((mandatory ? RawMessage.MANDATORY : 0) | RawMessage.HIDDEN, length, 0, avp.type());
    to.put(octets, VECTOR, length);
  }

  /**
   * Writes Cisco's form, never mandatory, because other systems would have to reject the message.
   */
  private void ciscoForm(Avp avp) {
    byte[] ciscoText = ciscoValue;
    if (ciscoText != null) {
      value.clear().put(ciscoText).flip();
    }
    value.rewind();
    header(0, value.remaining(), Avp.CISCO, avp.ciscoType());
    to.put(value);
  }

  private void header(int flags, int length, int vendor, int type) {
    to.putShort((short) (flags | (Avp.HEADER + length))).putShort((short) vendor);
    to.putShort((short) type);
  }
}
