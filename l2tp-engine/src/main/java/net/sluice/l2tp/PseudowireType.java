package net.sluice.l2tp;

import java.util.Optional;

/** The pseudowire types of RFC 4719 section 2 (IANA registry "L2TPv3 Pseudowire Types"). */
public enum PseudowireType {
  /** Ethernet VLAN: every frame carries a VLAN tag. */
  ETHERNET_VLAN(4),
  /** Ethernet port: frames cross unchanged. */
  ETHERNET(5);

  private final int code;

  PseudowireType(int code) {
    this.code = code;
  }

  /** Returns the number on the wire. */
  public int code() {
    return code;
  }

  /** Returns the type with this number; empty if it is unknown. */
  public static Optional<PseudowireType> of(int code) {
    return switch (code) {
      case 4 -> Optional.of(ETHERNET_VLAN);
      case 5 -> Optional.of(ETHERNET);
      default -> Optional.empty();
    };
  }
}
