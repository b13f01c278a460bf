package net.sluice.l2tp.protocol;

/**
 * The limit for messages to the source of an SCCRQ that has not shown that it receives them.
 * Anybody can send an SCCRQ with the address of another host, which then gets the answers. Until a
 * message contains the id of this end, the source gets at most {@value #FACTOR} times the octets of
 * the SCCRQs received from it (RFC 9000 section 8.1 has the same limit), and no message more than
 * twice again after each SCCRQ.
 */
final class SourceCredit {
  /** Most octets of answers for each octet received, both counted from the L2TP header on. */
  static final int FACTOR = 3;

  /** Most repetitions of an answer that no further SCCRQ asks for. */
  static final int REPETITIONS = 2;

  private boolean verified;
  private long octets;
  private int messages;

  SourceCredit(boolean verified) {
    this.verified = verified;
  }

  /** Returns true if an answer to a message of this length may have this length. */
  static boolean admits(int received, int answer) {
    return answer <= FACTOR * received;
  }

  /** Counts an SCCRQ or StopCCN without the id of this end. */
  void received(int length) {
    octets += (long) FACTOR * length;
    messages = 1 + REPETITIONS;
  }

  /** Handles a message that contains the id of this end: the source has received it. */
  void verify() {
    verified = true;
  }

  boolean isVerified() {
    return verified;
  }

  /** Returns true if a message of this length may be sent, and counts it as sent. */
  boolean spend(int length) {
    if (verified) {
      return true;
    }
    if (messages == 0 || length > octets) {
      return false;
    }
    messages--;
    octets -= length;
    return true;
  }
}
