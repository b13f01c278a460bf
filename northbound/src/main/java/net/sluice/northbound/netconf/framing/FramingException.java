package net.sluice.northbound.netconf.framing;

import java.io.IOException;

/** The bytes of a session are no messages (RFC 6242 section 4); the session can not go on. */
public final class FramingException extends IOException {
  private static final long serialVersionUID = 1L;

  private final boolean tooBig;

  private FramingException(String message, boolean tooBig) {
    super(message);
    this.tooBig = tooBig;
  }

  public static FramingException malformed(String message) {
    return new FramingException(message, false);
  }

  static FramingException tooBig(int limit) {
    return new FramingException("a message has more than " + limit + " octets", true);
  }

  /** Whether the framing is right and a message larger than the limit. */
  public boolean isTooBig() {
    return tooBig;
  }
}
