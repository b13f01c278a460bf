package net.sluice.l2tp.userspace;

/** The reasons to drop a packet or a frame. */
public enum Drop {
  /** From the peer: too short for its headers and an Ethernet header. */
  TOO_SHORT(-1),
  /** From the peer: a control message, or not of version 3 (RFC 3931 section 4.1.2.1). */
  NOT_DATA(-2),
  /** From the peer: no session has its id. */
  UNKNOWN_SESSION(-3),
  /** From the peer: its cookie is not the session's (section 4.1). */
  WRONG_COOKIE(-4),
  /**
   * From the peer: late, duplicate or not numbered, although numbers are required (section 4.6.1).
   */
  OUT_OF_SEQUENCE(-5),
  /** From the peer: the interface did not accept it, mostly because it is down. */
  NOT_DELIVERED(-6),
  /** To the peer: the socket did not accept it. */
  NOT_SENT(-7);

  private static final Drop[] VALUES = values();

  private final int code;

  Drop(int code) {
    this.code = code;
  }

  /** Returns a negative number, which represents the reason where an offset is expected. */
  int code() {
    return code;
  }

  /** Returns the reason that a negative number represents. */
  static Drop of(int code) {
    for (Drop drop : VALUES) {
      if (drop.code == code) {
        return drop;
      }
    }
    throw new IllegalArgumentException("no reason to drop: " + code);
  }
}
