package net.sluice.l2tp.wire;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;
import net.sluice.l2tp.ControlParameters;
import net.sluice.l2tp.DigestType;
import net.sluice.l2tp.MessageType;
import net.sluice.l2tp.Quirk;
import net.sluice.l2tp.Result;
import net.sluice.l2tp.ResultCodes;
import net.sluice.l2tp.wire.Decoded.Accepted;
import net.sluice.l2tp.wire.Decoded.Clears;
import net.sluice.l2tp.wire.Decoded.Dropped;
import net.sluice.l2tp.wire.Decoded.Ignored;
import net.sluice.l2tp.wire.Decoded.Reason;
import net.sluice.l2tp.wire.Decoded.Rejected;
import org.jspecify.annotations.Nullable;

/**
 * Encodes and decodes the messages of one control connection: header, digest, hiding, AVPs (RFC
 * 3931 sections 3.2.1, 4.3 and 5).
 *
 * <p>It holds the secrets and the two nonces of the digest. A nonce counts once the other end knows
 * it: the nonce of this end after it was encoded in an SCCRQ or SCCRP, that of the peer after it
 * was decoded.
 *
 * <p>Thread: l2tp-signaling.
 */
public final class MessageCodec {
  /** The version of the protocol that Sluice recognizes but does not support. */
  private static final int V2 = 2;

  private static final Result BAD_VERSION =
      new Result(ResultCodes.STOP_BAD_VERSION, OptionalInt.of(3), "only L2TPv3 is supported");

  private final ControlParameters parameters;
  private final Authenticator authenticator;
  private final boolean authentication;
  private final byte[] ownNonce;
  private final AvpReader reader;
  private final AvpWriter writer;

  /**
   * Creates a codec for one control connection.
   *
   * @param parameters secrets, digest, hiding and quirks; with a secret there is always a digest,
   *     MD5 if no other is chosen
   * @param localNonce the nonce of the SCCRQ or SCCRP that this end sends, in hexadecimal digits;
   *     empty for none
   * @param random source of Random Vectors
   */
  public MessageCodec(ControlParameters parameters, String localNonce, RandomGenerator random) {
    this.parameters = parameters;
    this.ownNonce = HexFormat.of().parseHex(localNonce);
    this.authenticator = new Authenticator(parameters.authentication().secrets());
    this.authentication = !parameters.authentication().secrets().isEmpty();
    this.reader = new AvpReader(parameters.quirks());
    this.writer = new AvpWriter(random, parameters.quirks());
  }

  /**
   * Returns a codec for the same connection with changed secrets or quirks and with the nonces of
   * this codec.
   */
  public MessageCodec with(ControlParameters changed, RandomGenerator random) {
    MessageCodec codec = new MessageCodec(changed, HexFormat.of().formatHex(ownNonce), random);
    codec.authenticator.nonces(authenticator);
    return codec;
  }

  /**
   * Sets the peer's nonce, as decoding an SCCRQ or SCCRP does.
   *
   * @param hex hexadecimal digits; empty for none
   */
  public void peerNonce(String hex) {
    authenticator.peerNonce(HexFormat.of().parseHex(hex));
  }

  /**
   * Encodes a message at the position of a buffer, which moves to the end of the message.
   *
   * @throws IllegalArgumentException if a value is too long for an AVP, the nonce is not this
   *     codec's, or the version does not have such a message
   * @throws java.nio.BufferOverflowException if the buffer is too small
   */
  public void encode(Header header, ControlMessage message, ByteBuffer to) {
    int start = to.position();
    header.write(to);
    if (header.version() == V2) {
      encodeForVersion2(message, to);
    } else if (!isEmptyAck(message)) {
      useOwnNonce(message);
      encodeAvps(message, to);
    }
    to.putShort(start + Short.BYTES, (short) (to.position() - start));
    ByteBuffer octets = to.slice(start, to.position() - start);
    if (RawMessage.isAvp(octets, RawMessage.SECOND_AVP, Avp.MESSAGE_DIGEST.type())) {
      authenticator.sign(message.type().code(), digestType(), digests(), octets);
    }
  }

  private boolean isEmptyAck(ControlMessage message) {
    // A ZLB is permitted only without authentication (RFC 3931 section 6.15).
    return message instanceof ControlMessage.Ack
        && parameters.quirks().contains(Quirk.ZERO_LENGTH_ACK)
        && !authentication
        && !authenticator.knowsPeerNonce();
  }

  private void encodeAvps(ControlMessage message, ByteBuffer to) {
    MessageType type = message.type();
    boolean inSetup = type == MessageType.SCCRQ || type == MessageType.SCCRP;
    boolean hide =
        parameters.authentication().hideAvps()
            && authentication
            && !(inSetup && parameters.quirks().contains(Quirk.NO_HIDING_IN_SETUP));
    writer.begin(type, hide ? authenticator.hidingKey(0) : null, to);
    writer.number16(Avp.MESSAGE_TYPE, type.code());
    for (int i = 0; i < digests(); i++) {
      int digestType = digestType();
      writer.value().put((byte) digestType).put(new byte[Authenticator.length(digestType)]);
      writer.finish(Avp.MESSAGE_DIGEST);
    }
    MessageFields.write(message, writer);
  }

  private void encodeForVersion2(ControlMessage message, ByteBuffer to) {
    if (!(message instanceof ControlMessage.StopCcn stop)) {
      throw new IllegalArgumentException("version 2 is used only to refuse it");
    }
    writer.begin(message.type(), null, to);
    writer.number16(Avp.MESSAGE_TYPE, message.type().code());
    MessageFields.writeForVersion2(stop, writer);
  }

  private void useOwnNonce(ControlMessage message) {
    String nonce =
        switch (message) {
          case ControlMessage.Sccrq sccrq -> sccrq.sender().nonce();
          case ControlMessage.Sccrp sccrp -> sccrp.sender().nonce();
          default -> null;
        };
    if (nonce != null) {
      if (!Arrays.equals(HexFormat.of().parseHex(nonce), ownNonce)) {
        throw new IllegalArgumentException("the nonce is not that of the codec");
      }
      authenticator.localNonce(ownNonce);
    }
  }

  /**
   * Returns the number of digests in a message: one per secret, or one to check integrity; at most
   * one for a peer that does not read a second one.
   */
  private int digests() {
    boolean wanted =
        parameters.authentication().digest() != DigestType.NONE || authenticator.knowsPeerNonce();
    int most = parameters.quirks().contains(Quirk.ONE_DIGEST) ? 1 : authenticator.keys();
    return authentication || wanted ? most : 0;
  }

  private int digestType() {
    return parameters.authentication().digest() == DigestType.SHA1
        ? Authenticator.SHA1
        : Authenticator.MD5;
  }

  /**
   * Decodes a message from the position of a buffer on; the buffer does not change.
   *
   * @param message a datagram with any octets
   */
  public Decoded decode(ByteBuffer message) {
    Header header = Header.read(message).orElse(null);
    if (header == null) {
      return new Dropped(Reason.BAD_HEADER, "no header of a control message");
    }
    int length = Header.length(message);
    ByteBuffer octets = reader.load(message, length);
    if (length == Header.LENGTH) {
      return emptyMessage(header);
    }
    if (!RawMessage.beginsWithMessageType(octets)) {
      return new Dropped(Reason.BAD_STRUCTURE, "no Message Type at the beginning");
    }
    int type = RawMessage.messageType(octets);
    if (header.version() == V2) {
      boolean reply = type == MessageType.SCCRP.code();
      if (type != MessageType.SCCRQ.code() && !(reply && !authentication)) {
        return new Dropped(Reason.BAD_HEADER, "a message of version 2");
      }
      if (reply || RawMessage.find(octets, Avp.CONNECTION_ID.type()) == null) {
        return version2Only(header, reply ? MessageType.SCCRP : MessageType.SCCRQ, octets);
      }
    }
    int key = authenticator.verify(octets, type, authentication);
    if (key == Authenticator.FORGED) {
      return new Dropped(Reason.BAD_DIGEST, "no Message Digest that fits");
    }
    return content(header, type, octets, authentication ? authenticator.hidingKey(key) : null);
  }

  private Decoded emptyMessage(Header header) {
    if (header.version() == V2) {
      return new Dropped(Reason.BAD_HEADER, "a message of version 2");
    }
    return authentication
        ? new Dropped(Reason.BAD_DIGEST, "an empty message, though there is a secret")
        : new Accepted(header, new ControlMessage.Ack());
  }

  /**
   * Rejects a peer with version 2 only, before any check of a digest, which such a peer does not
   * have.
   */
  private static Decoded version2Only(Header header, MessageType type, ByteBuffer octets) {
    byte[] tunnelId = RawMessage.find(octets, AvpWriter.ASSIGNED_TUNNEL_ID);
    boolean good = tunnelId != null && tunnelId.length == Short.BYTES;
    // It has the place of the upper half of the Control Connection ID of version 3.
    long id = good ? (ByteBuffer.wrap(tunnelId).getShort() & 0xffffL) << Short.SIZE : 0;
    return new Rejected(header, type, Clears.CONNECTION, BAD_VERSION, id, 0, 0);
  }

  private Decoded content(
      Header header, int number, ByteBuffer octets, byte @Nullable [] hidingKey) {
    MessageType type = known(number);
    if (type == null) {
      return RawMessage.messageTypeIsMandatory(octets)
          ? new Rejected(header, null, Clears.CONNECTION, unknownType(number), 0, 0, 0)
          : new Ignored(header, number);
    }
    Result problem = reader.scan(type, hidingKey);
    Avp missing = missing(type);
    if (problem == null && missing != null) {
      problem = Result.error(ResultCodes.ERROR_VENDOR, type + " without " + missing.title());
    }
    if (type == MessageType.SCCRQ || type == MessageType.SCCRP) {
      learnNonce();
    }
    return problem == null
        ? new Accepted(header, MessageFields.read(type, reader))
        : reject(header, type, problem);
  }

  private static Result unknownType(int number) {
    return Result.error(
        ResultCodes.ERROR_UNKNOWN_AVP,
        "message type %d of vendor %d is mandatory and not known"
            .formatted(number & 0xffff, number >>> Short.SIZE));
  }

  /** Returns the type of a message, also of Cisco's own acknowledgement; null if it is unknown. */
  private @Nullable MessageType known(int number) {
    boolean ciscoAck = number == ((Avp.CISCO << Short.SIZE) | MessageType.ACK.code());
    if (ciscoAck && parameters.quirks().contains(Quirk.CISCO_VENDOR_AVPS)) {
      return MessageType.ACK;
    }
    return MessageType.of(number).orElse(null);
  }

  /** Returns a mandatory AVP that a message lacks; null if there is none. */
  private @Nullable Avp missing(MessageType type) {
    for (Avp avp : Grammar.required(type)) {
      boolean optional =
          avp == Avp.SERIAL_NUMBER && parameters.quirks().contains(Quirk.MISSING_SERIAL_NUMBER);
      if (!reader.has(avp) && !optional) {
        return avp;
      }
    }
    // RFC 3931 section 5.4.1: the nonce MUST be there if authentication is enabled.
    boolean nonceMissing =
        authentication && Grammar.knows(type, Avp.NONCE) && !reader.has(Avp.NONCE);
    return nonceMissing ? Avp.NONCE : null;
  }

  /** Learns the nonce of the peer from the first message with one: others are older or repeated. */
  private void learnNonce() {
    if (!authenticator.knowsPeerNonce() && reader.has(Avp.NONCE)) {
      peerNonce(reader.hex(Avp.NONCE));
    }
  }

  private Rejected reject(Header header, MessageType type, Result problem) {
    long local = reader.number(Avp.LOCAL_SESSION_ID);
    long remote = reader.number(Avp.REMOTE_SESSION_ID);
    // If no id names the session, only the connection can be brought to a known state (section
    // 7.1).
    boolean session = type.ofSession() && (local != 0 || remote != 0);
    return new Rejected(
        header,
        type,
        session ? Clears.SESSION : Clears.CONNECTION,
        problem,
        reader.number(Avp.CONNECTION_ID),
        local,
        remote);
  }

  /**
   * The unverified header fields of a message.
   *
   * @param version 2 or 3
   * @param connectionId Control Connection ID in the header
   * @param ns Ns
   * @param nr Nr
   * @param messageType Message Type, with the vendor id in the upper 16 bits; -1 for an empty
   *     message and for one that does not begin with a Message Type
   * @param hostName Host Name in an SCCRQ; empty if there is none
   */
  public record Peek(
      int version, long connectionId, int ns, int nr, int messageType, String hostName) {

    /** Returns true for an empty message, and for an ACK of the RFC or of a vendor. */
    public boolean isAck() {
      return messageType < 0 || (messageType & 0xffff) == MessageType.ACK.code();
    }
  }

  /**
   * Reads fields of a message from the position of a buffer on; empty if the header is not valid.
   */
  public static Optional<Peek> peek(ByteBuffer message) {
    return Header.read(message)
        .map(
            header -> {
              ByteBuffer octets = message.slice().limit(Header.length(message));
              int type =
                  RawMessage.beginsWithMessageType(octets) ? RawMessage.messageType(octets) : -1;
              return new Peek(
                  header.version(),
                  header.connectionId(),
                  header.ns(),
                  header.nr(),
                  type,
                  type == MessageType.SCCRQ.code() ? hostName(octets) : "");
            });
  }

  private static String hostName(ByteBuffer octets) {
    byte[] name = RawMessage.find(octets, Avp.HOST_NAME.type());
    return name == null ? "" : AvpReader.text(name, 0, name.length);
  }
}
