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

  /** Whether frames sent are numbered. */
  public boolean sends() {
    return sends;
  }

  /** Whether frames received out of order are discarded. */
  public boolean receives() {
    return receives;
  }
}
