package net.sluice.l2tp.wire;

import net.sluice.l2tp.MessageType;
import net.sluice.l2tp.Result;

/** What came of decoding a datagram. Hostile octets give {@link Dropped}, never an exception. */
public sealed interface Decoded {

  /** Why a datagram is dropped; each is counted by itself. */
  enum Reason {
    /** Too short, wrong flags or version, or a length that does not fit. */
    BAD_HEADER,
    /**
     * Message Digest missing, or none that fits; the same for a digest of a length not its type's.
     */
    BAD_DIGEST,
    /** AVPs that do not fit the message, so that not even its type is certain. */
    BAD_STRUCTURE
  }

  /** A message to be believed. */
  record Accepted(Header header, ControlMessage message) implements Decoded {}

  /**
   * A message whose digest is right, which takes part in the reliable delivery, but whose content
   * is an error for which the RFC has the session or the connection cleared.
   *
   * @param type its type; null when it is not known
   * @param clears what is to be cleared; a session only if an id names it
   * @param result what the CDN or StopCCN says
   * @param connectionId Assigned Control Connection ID in the message, 0 when missing: what a
   *     StopCCN that refuses an SCCRQ has in its header
   * @param localSessionId Local Session ID in the message, 0 when missing
   * @param remoteSessionId Remote Session ID in the message, 0 when missing
   */
  record Rejected(
      Header header,
      MessageType type,
      Clears clears,
      Result result,
      long connectionId,
      long localSessionId,
      long remoteSessionId)
      implements Decoded {}

  /** What a wrong message clears. */
  enum Clears {
    SESSION,
    CONNECTION
  }

  /**
   * A message to be acknowledged and otherwise ignored: of an unknown type with the M bit clear.
   *
   * @param messageType the number of its type
   */
  record Ignored(Header header, int messageType) implements Decoded {}

  /** A datagram to be counted and forgotten. */
  record Dropped(Reason reason, String detail) implements Decoded {}
}
