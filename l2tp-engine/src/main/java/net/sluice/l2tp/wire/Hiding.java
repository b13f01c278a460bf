package net.sluice.l2tp.wire;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Hiding of AVP values (RFC 3931 section 5.3). */
final class Hiding {
  private static final int BLOCK = 16;

  private final MessageDigest md5;
  private final byte[] pad = new byte[BLOCK];

  Hiding() {
    try {
      md5 = MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      // Every Java platform has MD5.
      throw new IllegalStateException(e);
    }
  }

  /**
   * Hides a value in place.
   *
   * @param key the key derived from the secret for hiding
   * @param type Attribute Type
   * @param octets contains the Random Vector and the Hidden AVP Subformat
   */
  void hide(
      byte[] key, int type, byte[] octets, int vector, int vectorLength, int from, int length) {
    first(key, type, octets, vector, vectorLength);
    for (int at = 0; at < length; at += BLOCK) {
      int size = Math.min(BLOCK, length - at);
      xor(octets, from + at, size);
      next(key, octets, from + at, size);
    }
  }

  /** Reverses {@link #hide} in place. */
  void unhide(
      byte[] key, int type, byte[] octets, int vector, int vectorLength, int from, int length) {
    first(key, type, octets, vector, vectorLength);
    byte[] mask = new byte[BLOCK];
    for (int at = 0; at < length; at += BLOCK) {
      int size = Math.min(BLOCK, length - at);
      System.arraycopy(pad, 0, mask, 0, BLOCK);
      next(key, octets, from + at, size);
      for (int i = 0; i < size; i++) {
        octets[from + at + i] ^= mask[i];
      }
    }
  }

  /** Calculates b(1) = MD5(A + S + RV). */
  private void first(byte[] key, int type, byte[] octets, int vector, int vectorLength) {
    md5.update((byte) (type >> 8));
    md5.update((byte) type);
    md5.update(key);
    md5.update(octets, vector, vectorLength);
    digest();
  }

  /** Calculates b(i) = MD5(S + c(i-1)), except after a partial block, which is the last. */
  private void next(byte[] key, byte[] octets, int from, int size) {
    if (size == BLOCK) {
      md5.update(key);
      md5.update(octets, from, size);
      digest();
    }
  }

  private void xor(byte[] octets, int from, int size) {
    for (int i = 0; i < size; i++) {
      octets[from + i] ^= pad[i];
    }
  }

  private void digest() {
    try {
      md5.digest(pad, 0, BLOCK);
    } catch (java.security.DigestException e) {
      throw new IllegalStateException(e);
    }
  }
}
