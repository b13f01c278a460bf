package net.sluice.l2tp.signaling;

import java.util.Map;

/**
 * Counters of datagrams and requests that belong to no tunnel.
 *
 * @param halfOpen present number of control connections that peers have begun but not established
 * @param drops number of dropped datagrams, by {@link Reason#word}
 * @param refusals number of refused requests and ended connections and sessions, likewise
 * @param refused number of SCCRQs answered with StopCCN
 * @param refusedSessions number of requests for sessions (ICRQ, OCRQ) answered with CDN because of
 *     a limit
 */
public record SystemCounters(
    int halfOpen,
    Map<String, Long> drops,
    Map<String, Long> refusals,
    long refused,
    long refusedSessions) {
  /** No counts. */
  public static final SystemCounters NONE = new SystemCounters(0, Map.of(), Map.of(), 0, 0);
}
