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
  /** About 0.2 s of one core; what OWASP asks for with SHA-512. */
  static final int ITERATIONS = 210_000;

  /** A file may ask for more work, not for hours of it. */
  private static final int MAX_ITERATIONS = 10_000_000;

  /** What a password is compared with where there is none, so that it takes as long. */
  static final PasswordHash OF_NOBODY = new PasswordHash(ITERATIONS, new byte[16], new byte[32]);

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

  public static PasswordHash of(char[] password) {
    byte[] salt = new byte[16];
    RANDOM.nextBytes(salt);
    return new PasswordHash(ITERATIONS, salt, derive(password, salt, ITERATIONS, 32));
  }

  /**
   * Reads what {@link #toString} wrote.
   *
   * @throws IllegalArgumentException something else
   */
  static PasswordHash parse(String text) {
    String[] parts = text.split("\\$", -1);
    if (parts.length != 5 || !parts[0].isEmpty() || !parts[1].equals(SCHEME)) {
      throw new IllegalArgumentException(
          "a password is a hash: $" + SCHEME + "$ITERATIONS$SALT$HASH");
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
            "a password hash has "
                + ITERATIONS
                + " to "
                + MAX_ITERATIONS
                + " iterations, a salt of 16 octets and a hash of 32, or more");
      }
      return new PasswordHash(iterations, salt, hash);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("iterations '" + parts[2] + "' are no number", e);
    }
  }

  /** Whether this is the hash of a password; takes the same time for every answer. */
  boolean matches(char[] password) {
    byte[] derived = derive(password, salt, iterations, hash.length);
    return MessageDigest.isEqual(derived, hash) && this != OF_NOBODY;
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

  /** As it stands in the users file. */
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
