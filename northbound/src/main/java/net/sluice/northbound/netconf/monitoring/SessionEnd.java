package net.sluice.northbound.netconf.monitoring;

import java.util.OptionalLong;

/**
 * The reason for the end of a session, as in netconf-session-end (RFC 6470 section 2.2).
 *
 * @param reason value of the leaf termination-reason
 * @param killedBy id of the session that killed it; empty for other reasons
 */
public record SessionEnd(String reason, OptionalLong killedBy) {
  /** The client has sent close-session. */
  public static final SessionEnd CLOSED = of("closed");

  /** The connection is closed without close-session. */
  public static final SessionEnd DROPPED = of("dropped");

  public static final SessionEnd TIMEOUT = of("timeout");
  public static final SessionEnd BAD_HELLO = of("bad-hello");
  public static final SessionEnd OTHER = of("other");

  private static SessionEnd of(String reason) {
    return new SessionEnd(reason, OptionalLong.empty());
  }

  /**
   * Returns true if the end was requested: close-session or kill-session (RFC 6022 section 2.1.5).
   */
  public boolean isOrderly() {
    return equals(CLOSED) || killedBy.isPresent();
  }

  /** Returns the reason of a session that another session has killed. */
  public static SessionEnd killed(long by) {
    return new SessionEnd("killed", OptionalLong.of(by));
  }
}
