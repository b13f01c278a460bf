package net.sluice.l2tp.wire;

import net.sluice.l2tp.MessageType;
import net.sluice.l2tp.Result;
import org.jspecify.annotations.Nullable;

/** The result of decoding a datagram. Hostile octets give {@link Dropped}, never an exception. */
public sealed interface Decoded {

  /** The reasons to drop a datagram; each has its own counter. */
  enum Reason {
    /** Too short, wrong flags or version, or a length that does not fit. */
    BAD_HEADER,
    /** No Message Digest, none that fits, or only one with a wrong length. */
    BAD_DIGEST,
    /** AVPs that do not fit the message, so that even its type is uncertain. */
    BAD_STRUCTURE
  }

  /** A valid message. */
  record Accepted(Header header, ControlMessage message) implements Decoded {}

  /**
   * A message with a valid digest, which takes part in reliable delivery, but with an error for
   * which the RFC requires that the session or the connection is cleared.
   *
   * @param type its type; null if it is unknown
   * @param clears the object to clear; a session only if an id names it
   * @param result the result for the CDN or StopCCN
   * @param connectionId Assigned Control Connection ID in the message, 0 if it is missing; a
   *     StopCCN that refuses an SCCRQ has it in its header
   * @param localSessionId Local Session ID in the message, 0 if it is missing
   * @param remoteSessionId Remote Session ID in the message, 0 if it is missing
   */
  record Rejected(
      Header header,
      @Nullable MessageType type,
      Clears clears,
      Result result,
      long connectionId,
      long localSessionId,
      long remoteSessionId)
      implements Decoded {}

  /** The objects that a message with an error clears. */
  enum Clears {
    SESSION,
    CONNECTION
  }

  /**
   * A message of an unknown type with the M bit clear: it is acknowledged and otherwise ignored.
   *
   * @param messageType the number of its type
   */
  record Ignored(Header header, int messageType) implements Decoded {}

  /** A datagram that is only counted. */
  record Dropped(Reason reason, String detail) implements Decoded {}
}
