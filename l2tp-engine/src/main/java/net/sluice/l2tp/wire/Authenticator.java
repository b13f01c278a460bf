package net.sluice.l2tp.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import net.sluice.l2tp.MessageType;
import org.jspecify.annotations.Nullable;

/**
 * The keys and nonces of a control connection, and its message digests (RFC 3931 section 5.4.1).
 * Without a secret there is one key, derived from the empty secret: its digest checks integrity
 * only (section 4.3).
 */
final class Authenticator {
  /** Digest Type of HMAC-MD5. */
  static final int MD5 = 0;

  /** Digest Type of HMAC-SHA-1. */
  static final int SHA1 = 1;

  /** Result of {@link #verify} for a message that no key has signed. */
  static final int FORGED = -1;

  static final byte[] NO_NONCE = {};

  private static final String[] ALGORITHMS = {"HmacMD5", "HmacSHA1"};
  private static final int[] LENGTHS = {16, 20};
  private static final byte FOR_HIDING = 1;
  private static final byte FOR_DIGEST = 2;

  /** A Message Digest AVP has one octet of Digest Type before the digest. */
  private static final int BEFORE_DIGEST = Avp.HEADER + 1;

  /** The keys derived from a secret. */
  private static final class Key {
    private final byte[] forHiding;
    private final byte[] forDigest;

    /** Calculators by Digest Type, created when needed. */
    private final @Nullable Mac[] macs = new Mac[ALGORITHMS.length];

    Key(String secret) {
      Mac mac = newMac(MD5, secret.getBytes(StandardCharsets.UTF_8));
      forHiding = mac.doFinal(new byte[] {FOR_HIDING});
      forDigest = mac.doFinal(new byte[] {FOR_DIGEST});
    }

    Mac mac(int digestType) {
      Mac mac = macs[digestType];
      if (mac == null) {
        mac = newMac(digestType, forDigest);
        macs[digestType] = mac;
      }
      return mac;
    }
  }

  /** A received digest. */
  private static final class Received {
    private final int type;
    private final byte[] digest;

    Received(int type, byte[] digest) {
      this.type = type;
      this.digest = digest;
    }
  }

  private final List<Key> keys = new ArrayList<>();

  /** The nonce of this end, once it has been sent. */
  private byte[] local = NO_NONCE;

  /** The nonce of the peer, once it is known. */
  private byte[] peer = NO_NONCE;

  Authenticator(List<String> secrets) {
    for (String secret : secrets.isEmpty() ? List.of("") : secrets) {
      keys.add(new Key(secret));
    }
  }

  void localNonce(byte[] nonce) {
    local = nonce;
  }

  void peerNonce(byte[] nonce) {
    peer = nonce;
  }

  /** Copies both nonces of another authenticator. */
  void nonces(Authenticator other) {
    local = other.local;
    peer = other.peer;
  }

  boolean knowsPeerNonce() {
    return peer.length > 0;
  }

  /** Returns the number of keys. */
  int keys() {
    return keys.size();
  }

  /** Returns the key that hides AVPs. */
  byte[] hidingKey(int key) {
    return keys.get(key).forHiding;
  }

  /** Returns the length of a digest in octets. */
  static int length(int digestType) {
    return LENGTHS[digestType];
  }

  /**
   * Writes the digests into a message, from position 0 to the limit, that has a Message Digest AVP
   * with zeros for each digest.
   *
   * @param count number of digests; the first keys calculate them
   */
  void sign(int messageType, int digestType, int count, ByteBuffer message) {
    boolean first = messageType == MessageType.SCCRQ.code();
    byte[][] digests = new byte[count][];
    for (int key = 0; key < digests.length; key++) {
      digests[key] =
          digest(key, digestType, first ? NO_NONCE : local, first ? NO_NONCE : peer, message);
    }
    int at = RawMessage.SECOND_AVP;
    for (byte[] digest : digests) {
      message.put(at + BEFORE_DIGEST, digest);
      at += BEFORE_DIGEST + digest.length;
    }
  }

  /**
   * Checks the digest of a message, and leaves zeros in its place. The sender hides AVPs with its
   * first secret, so its first digest is tried first.
   *
   * @param required true if a message without a digest is forged
   * @return the number of the key, 0 if none was needed; {@link #FORGED} if no key fits
   */
  int verify(ByteBuffer message, int messageType, boolean required) {
    List<Received> digests = takeDigests(message);
    if (digests.isEmpty()) {
      boolean none = !RawMessage.isAvp(message, RawMessage.SECOND_AVP, Avp.MESSAGE_DIGEST.type());
      return none && !required ? 0 : FORGED;
    }
    boolean first = messageType == MessageType.SCCRQ.code();
    byte[] sender = first ? NO_NONCE : sender(message, messageType);
    int key = verify(message, digests, sender, first ? NO_NONCE : local);
    if (key == FORGED && messageType == MessageType.STOPCCN.code() && local.length > 0) {
      // A peer that gives up before it receives the SCCRP does not know its nonce.
      return verify(message, digests, sender, NO_NONCE);
    }
    return key;
  }

  /** Returns the nonce of the sender; an SCCRP contains it. */
  private byte[] sender(ByteBuffer message, int messageType) {
    byte @Nullable [] nonce =
        messageType == MessageType.SCCRP.code() ? RawMessage.find(message, Avp.NONCE.type()) : null;
    return nonce == null ? peer : nonce;
  }

  private int verify(ByteBuffer message, List<Received> digests, byte[] sender, byte[] receiver) {
    for (Received received : digests) {
      for (int key = 0; key < keys.size(); key++) {
        byte[] expected = digest(key, received.type, sender, receiver, message);
        if (MessageDigest.isEqual(expected, received.digest)) {
          return key;
        }
      }
    }
    return FORGED;
  }

  /**
   * Removes the one or two digests directly after Message Type, and returns the well-formed ones.
   */
  private static List<Received> takeDigests(ByteBuffer message) {
    var digests = new ArrayList<Received>(2);
    int at = RawMessage.SECOND_AVP;
    for (int i = 0; i < 2 && RawMessage.isAvp(message, at, Avp.MESSAGE_DIGEST.type()); i++) {
      int length = RawMessage.avpLength(message, at) - BEFORE_DIGEST;
      if (length >= 0) {
        int type = message.get(at + Avp.HEADER);
        byte[] digest = new byte[length];
        message.get(at + BEFORE_DIGEST, digest);
        message.put(at + BEFORE_DIGEST, new byte[length]);
        boolean hidden = (message.getShort(at) & RawMessage.HIDDEN) != 0;
        if (!hidden && type >= 0 && type < LENGTHS.length && length == LENGTHS[type]) {
          digests.add(new Received(type, digest));
        }
      }
      at += BEFORE_DIGEST + length;
    }
    return digests;
  }

  private byte[] digest(
      int key, int digestType, byte[] sender, byte[] receiver, ByteBuffer message) {
    Mac mac = keys.get(key).mac(digestType);
    mac.update(sender);
    mac.update(receiver);
    mac.update(message.duplicate());
    return mac.doFinal();
  }

  private static Mac newMac(int digestType, byte[] key) {
    try {
      Mac mac = Mac.getInstance(ALGORITHMS[digestType]);
      // HMAC pads a key with zeros, and Java rejects an empty one.
      mac.init(new SecretKeySpec(key.length == 0 ? new byte[1] : key, ALGORITHMS[digestType]));
      return mac;
    } catch (GeneralSecurityException e) {
      // Every Java platform has both.
      throw new IllegalStateException(e);
    }
  }
}
