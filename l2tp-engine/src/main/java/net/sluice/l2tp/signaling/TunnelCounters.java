package net.sluice.l2tp.signaling;

import java.util.Map;
import net.sluice.l2tp.MessageType;

/**
 * Counters of a tunnel since it was configured, the sum of all its control connections.
 *
 * @param messages counts by message type
 * @param retransmits messages sent again
 * @param zlb empty messages (ZLB) received
 * @param duplicates messages received again
 * @param outOfOrder messages received before their turn
 * @param digestFailures messages with a wrong digest
 * @param drops other dropped datagrams, by {@link Reason#word}
 * @param refusals refused requests and ended connections and sessions, likewise
 * @param congestionWindow present number of messages that may be unacknowledged at a time
 * @param ns sequence number of the next message sent
 * @param nr sequence number of the message expected next
 */
public record TunnelCounters(
    Map<MessageType, ByType> messages,
    long retransmits,
    long zlb,
    long duplicates,
    long outOfOrder,
    long digestFailures,
    Map<String, Long> drops,
    Map<String, Long> refusals,
    int congestionWindow,
    int ns,
    int nr) {

  /**
   * Counts of one type.
   *
   * @param sent messages sent, without retransmissions
   * @param good messages received without an error
   * @param bad messages received with an error
   */
  public record ByType(long sent, long good, long bad) {}
}
