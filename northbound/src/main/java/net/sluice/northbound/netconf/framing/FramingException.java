package net.sluice.northbound.netconf.framing;

import java.io.IOException;

/** The octets of a session can not be cut into messages (RFC 6242 section 4), so it must end. */
public final class FramingException extends IOException {
  private static final long serialVersionUID = 1L;

  private final boolean tooBig;

  private FramingException(String message, boolean tooBig) {
    super(message);
    this.tooBig = tooBig;
  }

  /** Returns an exception for octets or a hello that no session can go on after. */
  public static FramingException malformed(String message) {
    return new FramingException(message, false);
  }

  static FramingException tooBig(int limit) {
    return new FramingException("a message has more than " + limit + " octets", true);
  }

  /** Returns true if the framing is correct, but a message is larger than the limit. */
  public boolean isTooBig() {
    return tooBig;
  }
}
