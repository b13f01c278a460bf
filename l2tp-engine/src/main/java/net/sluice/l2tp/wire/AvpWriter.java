package net.sluice.l2tp.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;

/** Writes the AVPs of a message. One writer serves many messages, one after the other. */
final class AvpWriter {
  /** RFC 3931 section 5.4.1 recommends at least 16 octets. */
  private static final int VECTOR = 16;

  /** Attribute Type of Assigned Tunnel ID (RFC 2661). */
  static final int ASSIGNED_TUNNEL_ID = 9;

  private final RandomGenerator random;
  private final Hiding hiding = new Hiding();

  /** The Random Vector, then room for one value with its hidden length. */
  private final byte[] octets = new byte[VECTOR + Avp.MAX_VALUE];

  private final ByteBuffer value =
      ByteBuffer.wrap(octets, VECTOR + Short.BYTES, Avp.MAX_VALUE - Short.BYTES).slice();

  private ByteBuffer to;
  private byte[] ciscoValue;
  private byte[] hidingKey;
  private boolean vectorWritten;
  private boolean withCisco;
  private boolean clearSinceVersion3;

  AvpWriter(RandomGenerator random) {
    this.random = random;
  }

  /**
   * Begins a message.
   *
   * @param key the key to hide AVPs with that may be; null to hide none
   * @param cisco whether each AVP that Cisco has of its own is followed by that one
   * @param clear whether AVPs that version 2 does not know have the M bit clear
   */
  void begin(ByteBuffer buffer, byte[] key, boolean cisco, boolean clear) {
    to = buffer;
    hidingKey = key;
    vectorWritten = false;
    withCisco = cisco;
    clearSinceVersion3 = clear;
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

  /** A text; nothing for an empty one. */
  void text(Avp avp, String text) {
    octets(avp, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Octets; nothing for none. */
  void octets(Avp avp, byte[] content) {
    if (content.length > value.capacity()) {
      throw new IllegalArgumentException(avp.title() + " is longer than an AVP can be");
    }
    if (content.length > 0) {
      value.clear().put(content);
      finish(avp);
    }
  }

  /** Octets that Cisco's form of the AVP has as a text. */
  void octets(Avp avp, byte[] content, String ciscoText) {
    ciscoValue = ciscoText.getBytes(StandardCharsets.UTF_8);
    octets(avp, content);
    ciscoValue = null;
  }

  /** Assigned Tunnel ID, which only version 2 has. */
  void assignedTunnelId(long id) {
    header(RawMessage.MANDATORY, Short.BYTES, 0, ASSIGNED_TUNNEL_ID);
    to.putShort((short) id);
  }

  /** A value to be filled in, and then {@link #finish}ed. */
  ByteBuffer value() {
    return value.clear();
  }

  /** Writes the AVP with what is in {@link #value}. */
  void finish(Avp avp) {
    boolean mandatory = avp.mandatory() && !(clearSinceVersion3 && avp.sinceVersion3());
    value.flip();
    if (hidingKey != null && avp.hideable()) {
      hide(avp, mandatory);
      // A copy in clear for Cisco would show what was to be hidden.
      return;
    }
    header(mandatory ? RawMessage.MANDATORY : 0, value.remaining(), 0, avp.type());
    to.put(value);
    if (withCisco && avp.ciscoType() != 0) {
      ciscoForm(avp);
    }
  }

  private void hide(Avp avp, boolean mandatory) {
    if (!vectorWritten) {
      vectorWritten = true;
      byte[] vector = new byte[VECTOR];
      random.nextBytes(vector);
      System.arraycopy(vector, 0, octets, 0, VECTOR);
      header(RawMessage.MANDATORY, VECTOR, 0, Avp.RANDOM_VECTOR.type());
      to.put(vector);
    }
    int length = Short.BYTES + value.remaining();
    octets[VECTOR] = (byte) (value.remaining() >> Byte.SIZE);
    octets[VECTOR + 1] = (byte) value.remaining();
    hiding.hide(hidingKey, avp.type(), octets, 0, VECTOR, VECTOR, length);
    header((mandatory ? RawMessage.MANDATORY : 0) | RawMessage.HIDDEN, length, 0, avp.type());
    to.put(octets, VECTOR, length);
  }

  /** Cisco's form, never mandatory: others than Cisco would have to refuse the message. */
  private void ciscoForm(Avp avp) {
    if (ciscoValue != null) {
      value.clear().put(ciscoValue).flip();
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
