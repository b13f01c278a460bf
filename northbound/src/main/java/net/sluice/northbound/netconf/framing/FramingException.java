package net.sluice.northbound.netconf.framing;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The octets of a session can not be cut into messages (RFC 6242 section 4), so it must end. */
public final class FramingException extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient FrameDecoder.@Nullable Message begun;

  private FramingException(String message, FrameDecoder.@Nullable Message begun) {
    super(message);
    this.begun = begun;
  }

  /** Returns an exception for octets or a hello that no session can go on after. */
  public static FramingException malformed(String message) {
    return new FramingException(message, null);
  }

  static FramingException tooBig(int limit, FrameDecoder.Message begun) {
    return new FramingException("a message has more than " + limit + " octets", begun);
  }

  /**
   * Returns the octets of a message that is larger than the limit, as far as they were read; empty
   * if the framing is wrong.
   */
  public Optional<FrameDecoder.Message> tooBig() {
    return Optional.ofNullable(begun);
  }
}
