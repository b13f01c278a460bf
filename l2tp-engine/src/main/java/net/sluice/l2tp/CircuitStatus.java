package net.sluice.l2tp;

/**
 * Status of an attachment circuit: the value of the Circuit Status AVP (RFC 3931 section 5.4.5,
 * bits of RFC 5641 section 3).
 *
 * @param bits 0 to 65535; bits that no RFC defines are kept as received
 */
public record CircuitStatus(int bits) {
  /** A: the circuit is active. */
  public static final int ACTIVE = 0x1;

  /** N: the circuit is new; deprecated by RFC 5641. */
  public static final int NEW = 0x2;

  /** R: fault in receiving from the attachment circuit. */
  public static final int RECEIVE_FAULT = 0x4;

  /** T: fault in sending to the attachment circuit. */
  public static final int TRANSMIT_FAULT = 0x8;

  /** I: fault in receiving from the packet network. */
  public static final int NETWORK_RECEIVE_FAULT = 0x10;

  /** E: fault in sending to the packet network. */
  public static final int NETWORK_TRANSMIT_FAULT = 0x20;

  /** S: standby. */
  public static final int STANDBY = 0x40;

  private static final int FAULTS =
      RECEIVE_FAULT | TRANSMIT_FAULT | NETWORK_RECEIVE_FAULT | NETWORK_TRANSMIT_FAULT;

  /** The circuit is active and has no fault. */
  public static final CircuitStatus UP = new CircuitStatus(ACTIVE);

  /** Down because the local interface is down: it neither receives nor sends frames. */
  public static final CircuitStatus DOWN = new CircuitStatus(RECEIVE_FAULT | TRANSMIT_FAULT);

  /** Checks the range. */
  public CircuitStatus {
    if (bits >>> 16 != 0) {
      throw new IllegalArgumentException("a circuit status has 16 bits");
    }
  }

  /** Returns true if the A bit is set. */
  public boolean active() {
    return (bits & ACTIVE) != 0;
  }

  /**
   * Returns true if user frames are carried: the circuit is active and not standby (RFC 5641
   * section 3.2).
   */
  public boolean forwards() {
    return active() && (bits & STANDBY) == 0;
  }

  /**
   * Returns the status to send: reserved bits are clear (RFC 3931 section 5.4.5), and A is clear if
   * there is a fault (RFC 5641 section 3). N is clear too; the sender of a request or a reply may
   * set it.
   */
  public CircuitStatus toSend() {
    int known = bits & (ACTIVE | FAULTS | STANDBY);
    return new CircuitStatus((known & FAULTS) == 0 ? known : known & ~ACTIVE);
  }

  /** Returns the meaning of a received status: N is ignored (RFC 5641 section 2). */
  public CircuitStatus received() {
    return new CircuitStatus(bits & ~NEW);
  }
}
