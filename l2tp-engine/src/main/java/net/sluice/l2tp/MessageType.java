package net.sluice.l2tp;

import java.util.Optional;

/** Control message types (RFC 3931 section 3.1 and the IANA registry). */
public enum MessageType {
  SCCRQ(1),
  SCCRP(2),
  SCCCN(3),
  STOPCCN(4),
  HELLO(6),
  OCRQ(7),
  OCRP(8),
  OCCN(9),
  ICRQ(10),
  ICRP(11),
  ICCN(12),
  CDN(14),
  WEN(15),
  SLI(16),
  ACK(20);

  private static final MessageType[] BY_CODE = new MessageType[21];

  static {
    for (MessageType type : values()) {
      BY_CODE[type.code] = type;
    }
  }

  private final int code;

  MessageType(int code) {
    this.code = code;
  }

  /** Returns the number on the wire. */
  public int code() {
    return code;
  }

  /** Returns true if messages of this type concern a session, not the control connection. */
  public boolean ofSession() {
    return code >= OCRQ.code && code <= SLI.code;
  }

  /** Returns the type with this number; empty if it is unknown. */
  public static Optional<MessageType> of(int code) {
    return code >= 0 && code < BY_CODE.length
        ? Optional.ofNullable(BY_CODE[code])
        : Optional.empty();
  }
}
