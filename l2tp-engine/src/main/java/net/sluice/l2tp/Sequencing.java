package net.sluice.l2tp;

/** Use of sequence numbers by this end (RFC 3931 section 4.6.1). */
public enum Sequencing {
  NONE(false, false),
  SEND(true, false),
  RECEIVE(false, true),
  BOTH(true, true);

  private final boolean sends;
  private final boolean receives;

  Sequencing(boolean sends, boolean receives) {
    this.sends = sends;
    this.receives = receives;
  }

  /** Returns true if this end numbers the frames that it sends. */
  public boolean sends() {
    return sends;
  }

  /** Returns true if this end discards frames that it receives out of order. */
  public boolean receives() {
    return receives;
  }
}
