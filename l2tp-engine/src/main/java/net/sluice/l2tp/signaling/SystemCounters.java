package net.sluice.l2tp.signaling;

import java.util.Map;

/**
 * Counters of what belongs to no tunnel.
 *
 * @param halfOpen control connections that peers have begun and not established, now
 * @param drops datagrams that were dropped, by reason: {@code rate-limit}, {@code half-open-limit},
 *     {@code unknown-connection}, {@code bad-header} and so on
 * @param refused SCCRQ answered with StopCCN
 */
public record SystemCounters(int halfOpen, Map<String, Long> drops, long refused) {}
