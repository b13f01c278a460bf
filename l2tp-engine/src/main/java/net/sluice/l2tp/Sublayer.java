package net.sluice.l2tp;

/** The L2-Specific Sublayer of data packets (RFC 3931 section 4.6). */
public enum Sublayer {
  /** None. */
  NONE(0),
  /** The default one: 4 octets with the S bit and a 24-bit sequence number. */
  DEFAULT(4);

  private final int octets;

  Sublayer(int octets) {
    this.octets = octets;
  }

  /** Returns the length in octets on the wire. */
  public int octets() {
    return octets;
  }
}
