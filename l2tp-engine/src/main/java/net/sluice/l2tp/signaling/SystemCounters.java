package net.sluice.l2tp.signaling;

import java.util.Map;

/**
 * Counters of datagrams and requests that belong to no tunnel.
 *
 * @param halfOpen present number of control connections that peers have begun but not established
 * @param drops number of dropped datagrams by reason: {@code rate-limit}, {@code half-open-limit},
 *     {@code unknown-connection}, {@code bad-header} and others
 * @param refused number of SCCRQs answered with StopCCN
 */
public record SystemCounters(int halfOpen, Map<String, Long> drops, long refused) {}
