package net.sluice.northbound.netconf.auth;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Optional;
import org.opendaylight.netconf.shaded.sshd.common.NamedResource;
import org.opendaylight.netconf.shaded.sshd.common.config.keys.KeyUtils;
import org.opendaylight.netconf.shaded.sshd.common.config.keys.writer.openssh.OpenSSHKeyEncryptionContext;
import org.opendaylight.netconf.shaded.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.opendaylight.netconf.shaded.sshd.common.util.security.SecurityUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The private key of the host: created once, kept in the format of OpenSSH. */
public final class HostKey {
  private static final Logger LOG = LoggerFactory.getLogger(HostKey.class);

  private HostKey() {}

  /**
   * Reads the key, or creates one if there is no file.
   *
   * @throws IOException the file can not be read or written, has no key in it, or other users can
   *     read it, as with OpenSSH
   */
  public static KeyPair loadOrCreate(Path file) throws IOException {
    try {
      boolean missing = !Files.exists(file);
      var pair = missing ? create(file) : load(file);
      LOG.info(
          "host key {} file={} fingerprint={}",
          missing ? "created" : "loaded",
          file,
          KeyUtils.getFingerPrint(pair.getPublic()));
      return pair;
    } catch (GeneralSecurityException e) {
      throw new IOException("the host key " + file + " can not be used: " + e.getMessage(), e);
    }
  }

  /**
   * Returns the reason why other users know or can change the key in a file; empty if there is no
   * file yet.
   *
   * @throws IOException the attributes can not be read
   */
  public static Optional<String> problem(Path file) throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    var untrusted = SecretFiles.untrusted(file);
    return untrusted.isPresent() ? untrusted : SecretFiles.exposed(file, false);
  }

  private static KeyPair load(Path file) throws IOException, GeneralSecurityException {
    var problem = problem(file);
    if (problem.isPresent()) {
      throw new IOException("host key " + problem.get());
    }
    try (var in = Files.newInputStream(file)) {
      var pairs =
          SecurityUtils.loadKeyPairIdentities(
              null, NamedResource.ofName(file.toString()), in, null);
      if (pairs == null || !pairs.iterator().hasNext()) {
        throw new IOException("there is no private key in " + file);
      }
      return pairs.iterator().next();
    }
  }

  // ECDSA on P-256: SSH clients have known it for ten years, and the JDK has it.
  private static KeyPair create(Path file) throws IOException, GeneralSecurityException {
    var generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    var pair = generator.generateKeyPair();
    var text = new ByteArrayOutputStream();
    OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(
        pair, "sluice", (OpenSSHKeyEncryptionContext) null, text);
    SecretFiles.write(file, text.toByteArray());
    return pair;
  }
}
