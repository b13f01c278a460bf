package net.sluice.northbound.netconf.monitoring;

import java.time.Instant;

/**
 * The state of a NETCONF session at one time.
 *
 * @param id session id, 1 to 4294967295
 * @param user authenticated name
 * @param sourceHost address of the client
 * @param loginTime start of the session
 */
public record SessionInfo(
    long id, String user, String sourceHost, Instant loginTime, Counters counters) {

  /**
   * The counters of RFC 6022.
   *
   * @param inRpcs correct rpc messages received, including those whose operation was refused
   * @param inBadRpcs messages received that were not correct rpc messages: XML that is not
   *     well-formed, and errors of the rpc layer
   * @param outRpcErrors replies sent that contained errors
   * @param outNotifications notifications sent
   */
  public record Counters(long inRpcs, long inBadRpcs, long outRpcErrors, long outNotifications) {
    public static final Counters ZERO = new Counters(0, 0, 0, 0);

    /** Returns the sums. */
    Counters plus(Counters other) {
      return new Counters(
          inRpcs + other.inRpcs,
          inBadRpcs + other.inBadRpcs,
          outRpcErrors + other.outRpcErrors,
          outNotifications + other.outNotifications);
    }
  }
}
