package net.sluice.tests.hostile;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The messages that a client sends before its SSH connection is encrypted (RFC 4253 section 6). */
final class SshOctets {
  static final byte[] VERSION = "SSH-2.0-x_1\r\n".getBytes(StandardCharsets.US_ASCII);

  private static final int BLOCK = 8;
  private static final int MIN_PADDING = 4;
  private static final int KEXINIT = 20;
  private static final int KEXDH_INIT = 30;

  private SshOctets() {}

  /** Returns an SSH_MSG_KEXINIT that offers one key exchange, and one compression. */
  static byte[] keyExchange(String algorithm, String compression) throws IOException {
    var message = new ByteArrayOutputStream();
    var out = new DataOutputStream(message);
    out.writeByte(KEXINIT);
    out.write(new byte[16]);
    for (String names :
        List.of(
            algorithm,
            "ecdsa-sha2-nistp256,ssh-ed25519,rsa-sha2-256",
            "aes128-ctr",
            "aes128-ctr",
            "hmac-sha2-256",
            "hmac-sha2-256",
            compression,
            compression,
            "",
            "")) {
      string(out, names.getBytes(StandardCharsets.US_ASCII));
    }
    out.writeByte(0);
    out.writeInt(0);
    return packet(message.toByteArray());
  }

  /** Returns an SSH_MSG_KEXDH_INIT with the value 2: it costs the client nothing. */
  static byte[] cheapDiffieHellman() throws IOException {
    var message = new ByteArrayOutputStream();
    var out = new DataOutputStream(message);
    out.writeByte(KEXDH_INIT);
    string(out, new byte[] {2});
    return packet(message.toByteArray());
  }

  private static void string(DataOutputStream out, byte[] octets) throws IOException {
    out.writeInt(octets.length);
    out.write(octets);
  }

  private static byte[] packet(byte[] payload) throws IOException {
    int padding = BLOCK - (Integer.BYTES + 1 + payload.length) % BLOCK;
    if (padding < MIN_PADDING) {
      padding += BLOCK;
    }
    var octets = new ByteArrayOutputStream();
    var out = new DataOutputStream(octets);
    out.writeInt(1 + payload.length + padding);
    out.writeByte(padding);
    out.write(payload);
    out.write(new byte[padding]);
    return octets.toByteArray();
  }
}
