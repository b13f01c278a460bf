package net.sluice.northbound.netconf;

import java.util.OptionalLong;

/**
 * Why a session ended, as netconf-session-end tells it (RFC 6470 section 2.2).
 *
 * @param reason the leaf termination-reason
 * @param killedBy the session that did it
 */
record Ending(String reason, OptionalLong killedBy) {
  /** The client has said goodbye. */
  static final Ending CLOSED = of("closed");

  static final Ending DROPPED = of("dropped");
  static final Ending TIMEOUT = of("timeout");
  static final Ending BAD_HELLO = of("bad-hello");
  static final Ending OTHER = of("other");

  private static Ending of(String reason) {
    return new Ending(reason, OptionalLong.empty());
  }

  static Ending killed(long by) {
    return new Ending("killed", OptionalLong.of(by));
  }
}
