package net.sluice.northbound.netconf.monitoring;

import java.util.OptionalLong;

/**
 * Why a session ended, as netconf-session-end tells it (RFC 6470 section 2.2).
 *
 * @param reason the leaf termination-reason
 * @param killedBy the session that did it
 */
public record SessionEnd(String reason, OptionalLong killedBy) {
  /** The client has said goodbye. */
  public static final SessionEnd CLOSED = of("closed");

  public static final SessionEnd DROPPED = of("dropped");
  public static final SessionEnd TIMEOUT = of("timeout");
  public static final SessionEnd BAD_HELLO = of("bad-hello");
  public static final SessionEnd OTHER = of("other");

  private static SessionEnd of(String reason) {
    return new SessionEnd(reason, OptionalLong.empty());
  }

  public static SessionEnd killed(long by) {
    return new SessionEnd("killed", OptionalLong.of(by));
  }
}
