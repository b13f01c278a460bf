package net.sluice.northbound.netconf.auth;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * A salted, slow hash of a password: PBKDF2 with HMAC-SHA-512 (RFC 8018), written as {@code
 * $pbkdf2-sha512$ITERATIONS$SALT$HASH} in Base64.
 */
public final class PasswordHash {
  /** Number of iterations that OWASP recommends with SHA-512: about 0.2 s of one core. */
  static final int ITERATIONS = 210_000;

  /** Maximum number of iterations in a users file, so that a login does not take hours. */
  private static final int MAX_ITERATIONS = 10_000_000;

  /** The hash of no password. Unknown users are compared with it, so that this takes as long. */
  static final PasswordHash NONE = new PasswordHash(ITERATIONS, new byte[16], new byte[32]);

  private static final String SCHEME = "pbkdf2-sha512";
  private static final SecureRandom RANDOM = new SecureRandom();

  private final int iterations;
  private final byte[] salt;
  private final byte[] hash;

  private PasswordHash(int iterations, byte[] salt, byte[] hash) {
    this.iterations = iterations;
    this.salt = salt;
    this.hash = hash;
  }

  /** Returns the hash of a password with a new random salt. */
  public static PasswordHash of(char[] password) {
    byte[] salt = new byte[16];
    RANDOM.nextBytes(salt);
    return new PasswordHash(ITERATIONS, salt, derive(password, salt, ITERATIONS, 32));
  }

  /**
   * Parses the text that {@link #toString} writes.
   *
   * @throws IllegalArgumentException the text is not such a hash
   */
  static PasswordHash parse(String text) {
    String[] parts = text.split("\\$", -1);
    if (parts.length != 5 || !parts[0].isEmpty() || !parts[1].equals(SCHEME)) {
      throw new IllegalArgumentException(
          "a password must be a hash: $" + SCHEME + "$ITERATIONS$SALT$HASH");
    }
    try {
      int iterations = Integer.parseInt(parts[2]);
      byte[] salt = Base64.getDecoder().decode(parts[3]);
      byte[] hash = Base64.getDecoder().decode(parts[4]);
      if (iterations < ITERATIONS
          || iterations > MAX_ITERATIONS
          || salt.length < 16
          || hash.length < 32) {
        throw new IllegalArgumentException(
            "a password hash must have "
                + ITERATIONS
                + " to "
                + MAX_ITERATIONS
                + " iterations, a salt of 16 octets and a hash of 32, or more");
      }
      return new PasswordHash(iterations, salt, hash);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("iterations '" + parts[2] + "' is not a number", e);
    }
  }

  /** Returns true if this is the hash of a password. Both answers take the same time. */
  boolean matches(char[] password) {
    byte[] derived = derive(password, salt, iterations, hash.length);
    return MessageDigest.isEqual(derived, hash) && this != NONE;
  }

  private static byte[] derive(char[] password, byte[] salt, int iterations, int length) {
    var spec = new PBEKeySpec(password, salt, iterations, length * 8);
    try {
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512").generateSecret(spec).getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e); // every JDK has it
    } finally {
      spec.clearPassword();
    }
  }

  /** Returns the text of the users file. */
  @Override
  public String toString() {
    var base64 = Base64.getEncoder();
    return "$"
        + SCHEME
        + "$"
        + iterations
        + "$"
        + base64.encodeToString(salt)
        + "$"
        + base64.encodeToString(hash);
  }
}
