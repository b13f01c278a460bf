package net.sluice.l2tp.wire;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import net.sluice.l2tp.MessageType;
import net.sluice.l2tp.wire.ControlMessage.Endpoint;
import net.sluice.l2tp.wire.ControlMessage.Sccrp;
import net.sluice.l2tp.wire.ControlMessage.Sccrq;
import net.sluice.l2tp.wire.Decoded.Accepted;

/**
 * Decodes any octets; {@code tests/fuzz CodecFuzz} searches for harmful ones. The first octet
 * selects the setup, and whether the message gets a correct digest: without that, the fuzzer would
 * never reach the code after the check of the digest. An accepted message must encode, and decode
 * to the same.
 */
public final class CodecFuzz {
  private static final int SIGN = 0x80;

  private CodecFuzz() {}

  /** Runs one input, for Jazzer and for the replay of its corpus. */
  public static void fuzzerTestOneInput(byte[] data) {
    if (data.length == 0) {
      return;
    }
    Setup setup = Setup.ALL.get((data[0] & ~SIGN & 0xff) % Setup.ALL.size());
    ByteBuffer message = ByteBuffer.wrap(Arrays.copyOfRange(data, 1, data.length));
    MessageCodec.peek(message);
    if ((data[0] & SIGN) != 0) {
      sign(setup, message);
    }
    if (setup.codec(false).decode(message) instanceof Accepted accepted) {
      assertEncodes(accepted);
    }
  }

  /** Returns the input for a message, with a correct digest if it has one. */
  static byte[] input(Setup setup, byte[] message) {
    byte[] data = new byte[1 + message.length];
    data[0] = (byte) (Setup.ALL.indexOf(setup) | SIGN);
    System.arraycopy(message, 0, data, 1, message.length);
    return data;
  }

  private static void sign(Setup setup, ByteBuffer message) {
    if (Header.read(message).isEmpty()) {
      return;
    }
    ByteBuffer octets = message.slice(0, Header.length(message));
    var authenticator = new Authenticator(setup.secrets());
    int digest = RawMessage.avpLength(octets, RawMessage.SECOND_AVP);
    int type = digest == 23 ? Authenticator.MD5 : Authenticator.SHA1;
    int at = RawMessage.SECOND_AVP;
    for (int key = 0; key < authenticator.keys(); key++) {
      if (!RawMessage.isAvp(octets, at, Avp.MESSAGE_DIGEST.type())
          || RawMessage.avpLength(octets, at) != Avp.HEADER + 1 + Authenticator.length(type)) {
        return;
      }
      octets.put(at + Avp.HEADER, (byte) type);
      octets.put(at + Avp.HEADER + 1, new byte[Authenticator.length(type)]);
      at += digest;
    }
    // The receiver knows no nonce yet, except the one in an SCCRP.
    int messageType = RawMessage.messageType(octets);
    byte[] nonce = RawMessage.find(octets, Avp.NONCE.type());
    if (messageType == MessageType.SCCRP.code() && nonce != null) {
      authenticator.localNonce(nonce);
    }
    authenticator.sign(messageType, type, authenticator.keys(), octets);
  }

  private static void assertEncodes(Accepted accepted) {
    ControlMessage message = accepted.message();
    Endpoint endpoint =
        switch (message) {
          case Sccrq sccrq -> sccrq.sender();
          case Sccrp sccrp -> sccrp.sender();
          default -> null;
        };
    // Octets that are not UTF-8 change.
    if (accepted.header().version() == 2 || message.toString().indexOf('\ufffd') >= 0) {
      return;
    }
    String nonce = endpoint == null ? "" : endpoint.nonce();
    var codec = new MessageCodec(Setup.PLAIN.parameters(), nonce, new Random(1));
    ByteBuffer again = ByteBuffer.allocate(8192);
    codec.encode(accepted.header(), message, again);
    Decoded decoded = Setup.QUIRKS.codec(false).decode(again.flip());
    if (!accepted.equals(decoded)) {
      throw new IllegalStateException(accepted + " became " + decoded);
    }
  }
}
