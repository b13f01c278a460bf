package net.sluice.northbound.netconf.monitoring;

import java.time.Duration;

/** An open session, as the server and other sessions use it. Thread: any. */
public interface OpenSession {
  /** Returns the session id: 1 to 4294967295. */
  long id();

  /** Returns user, address and counters as they are now. */
  SessionInfo info();

  /**
   * Ends the session after the request that it works on.
   *
   * @param why the reason for the notification netconf-session-end
   * @param reason the reason for the log
   */
  void end(SessionEnd why, String reason);

  /** Ends the session if its client has been silent for too long. */
  void checkTimeouts();

  /** Waits until the session holds nothing any more; returns false if that takes too long. */
  boolean awaitEnd(Duration timeout);
}
