package net.sluice.northbound.netconf.monitoring;

import java.time.Instant;

/**
 * A NETCONF session as it is.
 *
 * @param id session id, 1 to 4294967295
 * @param user authenticated name
 * @param sourceHost address of the client
 * @param loginTime when the session began
 */
public record SessionInfo(
    long id, String user, String sourceHost, Instant loginTime, Counters counters) {

  /**
   * Counts of requests.
   *
   * @param inRpcs correct requests received
   * @param inBadRpcs messages received that were no correct request
   * @param outRpcErrors replies sent with errors in them
   * @param outNotifications notifications sent
   */
  public record Counters(long inRpcs, long inBadRpcs, long outRpcErrors, long outNotifications) {
    public static final Counters ZERO = new Counters(0, 0, 0, 0);

    Counters plus(Counters other) {
      return new Counters(
          inRpcs + other.inRpcs,
          inBadRpcs + other.inBadRpcs,
          outRpcErrors + other.outRpcErrors,
          outNotifications + other.outNotifications);
    }
  }
}
