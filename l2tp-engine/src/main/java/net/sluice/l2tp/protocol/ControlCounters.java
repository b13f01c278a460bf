package net.sluice.l2tp.protocol;

import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import net.sluice.l2tp.MessageType;
import net.sluice.l2tp.signaling.Reason;
import net.sluice.l2tp.signaling.TunnelCounters;

/** The counters of a tunnel, the sum of its successive connections. */
final class ControlCounters {
  private static final class Count {
    private long sent;
    private long good;
    private long bad;
  }

  private final Map<MessageType, Count> messages = new EnumMap<>(MessageType.class);
  private final Set<ReliableTransport<?, ?>> transports = new HashSet<>();
  private long retransmits;
  private long duplicates;
  private long outOfOrder;
  private long zlb;

  void sent(MessageType type) {
    count(type).sent++;
  }

  void good(MessageType type) {
    count(type).good++;
  }

  void bad(MessageType type) {
    count(type).bad++;
  }

  void zlb() {
    zlb++;
  }

  /** Adds a transport, whose counts belong to this tunnel. */
  void add(ReliableTransport<?, ?> transport) {
    transports.add(transport);
  }

  /** Keeps the counts of a transport that has ended. */
  void retire(ReliableTransport<?, ?> transport) {
    if (transports.remove(transport)) {
      retransmits += transport.retransmits();
      duplicates += transport.duplicates();
      outOfOrder += transport.outOfOrder();
    }
  }

  /** Counts a retransmission by a channel that has no transport. */
  void retransmit() {
    retransmits++;
  }

  /**
   * Returns the present counters.
   *
   * @param drops number of dropped datagrams by reason
   * @param refusals number of refusals by reason
   * @param congestionWindow number of messages that may be unacknowledged
   * @param ns sequence number of the next message to send
   * @param nr sequence number of the next message expected
   */
  TunnelCounters snapshot(
      Map<String, Long> drops, Map<String, Long> refusals, int congestionWindow, int ns, int nr) {
    Map<MessageType, TunnelCounters.ByType> byType = new EnumMap<>(MessageType.class);
    messages.forEach(
        (type, count) ->
            byType.put(type, new TunnelCounters.ByType(count.sent, count.good, count.bad)));
    Map<String, Long> dropped = new TreeMap<>(drops);
    Long digestFailures = dropped.remove(Reason.BAD_DIGEST.word());
    return new TunnelCounters(
        byType,
        sum(retransmits, ReliableTransport::retransmits),
        zlb,
        sum(duplicates, ReliableTransport::duplicates),
        sum(outOfOrder, ReliableTransport::outOfOrder),
        digestFailures == null ? 0 : digestFailures,
        dropped,
        refusals,
        congestionWindow,
        ns,
        nr);
  }

  private long sum(long before, ToLongFunction<ReliableTransport<?, ?>> counter) {
    return before + transports.stream().mapToLong(counter).sum();
  }

  private Count count(MessageType type) {
    return messages.computeIfAbsent(type, key -> new Count());
  }
}
