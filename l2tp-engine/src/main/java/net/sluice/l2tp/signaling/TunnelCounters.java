package net.sluice.l2tp.signaling;

import java.util.Map;
import net.sluice.l2tp.MessageType;

/**
 * Counters of a tunnel since it is configured, over all its control connections.
 *
 * @param messages by message type
 * @param retransmits messages sent again
 * @param zlb empty messages (ZLB) received
 * @param duplicates messages received again
 * @param outOfOrder messages received before their turn
 * @param digestFailures messages whose digest did not fit
 * @param drops other datagrams that were dropped, by reason
 * @param congestionWindow messages that may be under way now
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
    int congestionWindow,
    int ns,
    int nr) {

  /**
   * Counts of one type.
   *
   * @param sent sent, without retransmissions
   * @param good received and understood
   * @param bad received with an error
   */
  public record ByType(long sent, long good, long bad) {}
}
