package net.sluice.northbound.netconf.transport;

import java.time.Duration;

/**
 * The limits of SSH connections.
 *
 * @param login time from the acceptance of a connection to its login
 * @param session time that a connection may be without a NETCONF session after its login
 * @param perSource number of connections of one source at one stage before the login
 * @param waiting number of all connections at one stage before the login
 * @param connections number of connections that have logged in
 */
public record SshLimits(
    Duration login, Duration session, int perSource, int waiting, int connections) {

  /** 30 s are enough to type a password, and an attacker gains little by them. */
  private static final Duration LOGIN = Duration.ofSeconds(30);

  /**
   * A login takes some 0.1 s at each stage. An attacker that wants to push one out must open this
   * number of connections in that time.
   */
  private static final int PER_SOURCE = 64;

  /** Two stages of this size need less than 20 MB. */
  private static final int WAITING = 128;

  /**
   * Returns the usual limits.
   *
   * @param session time until a session
   * @param maxSessions maximum number of NETCONF sessions
   */
  public static SshLimits of(Duration session, int maxSessions) {
    return new SshLimits(LOGIN, session, PER_SOURCE, WAITING, maxSessions);
  }
}
