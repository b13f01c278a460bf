package net.sluice.l2tp.wire;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The control message header (RFC 3931 section 3.2.1) without the flags and the length, which the
 * codec writes.
 *
 * @param version 3; 2 in an SCCRQ of a peer that supports version 2, and in the StopCCN that
 *     refuses a peer without version 3
 * @param connectionId Control Connection ID of the receiver; 0 while it is unknown
 * @param ns sequence number of this message, 0 to 65535
 * @param nr sequence number of the message expected next, 0 to 65535
 */
public record Header(int version, long connectionId, int ns, int nr) {
  /** Length of a header in octets. */
  static final int LENGTH = 12;

  /** T, L and S: a control message with length and sequence numbers. */
  private static final int FLAGS = 0xc800;

  private static final int VERSION = 0xf;

  /**
   * Reads a header at the position, which stays; returns empty if it is not valid, or if the
   * message is longer than the buffer.
   */
  static Optional<Header> read(ByteBuffer message) {
    int start = message.position();
    if (message.remaining() < LENGTH) {
      return Optional.empty();
    }
    int flags = message.getShort(start);
    int version = flags & VERSION;
    int length = length(message);
    if ((flags & FLAGS) != FLAGS
        || (version != 2 && version != 3)
        || length < LENGTH
        || length > message.remaining()) {
      return Optional.empty();
    }
    return Optional.of(
        new Header(
            version,
            message.getInt(start + 4) & 0xffff_ffffL,
            message.getShort(start + 8) & 0xffff,
            message.getShort(start + 10) & 0xffff));
  }

  /** Returns the value of the length field, in octets. */
  static int length(ByteBuffer message) {
    return message.getShort(message.position() + 2) & 0xffff;
  }

  /** Writes the header, with 0 for the length. */
  void write(ByteBuffer to) {
    to.putShort((short) (FLAGS | version)).putShort((short) 0);
    to.putInt((int) connectionId).putShort((short) ns).putShort((short) nr);
  }
}
