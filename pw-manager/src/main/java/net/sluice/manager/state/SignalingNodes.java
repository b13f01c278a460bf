package net.sluice.manager.state;

import static net.sluice.manager.state.StateNodes.leaf;
import static net.sluice.manager.state.StateNodes.lower;

import com.google.common.collect.ImmutableSet;
import com.google.common.net.InetAddresses;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import net.sluice.l2tp.CircuitStatus;
import net.sluice.l2tp.LcceProfile;
import net.sluice.l2tp.RemoteEndId;
import net.sluice.l2tp.Result;
import net.sluice.l2tp.signaling.SessionReport;
import net.sluice.l2tp.signaling.SystemCounters;
import net.sluice.l2tp.signaling.TunnelCounters;
import net.sluice.l2tp.signaling.TunnelReport;
import net.sluice.manager.api.StatusService.LastRefusal;
import net.sluice.yang.L2tpModel;
import org.opendaylight.yangtools.yang.common.QName;
import org.opendaylight.yangtools.yang.common.Uint16;
import org.opendaylight.yangtools.yang.common.Uint32;
import org.opendaylight.yangtools.yang.common.Uint64;
import org.opendaylight.yangtools.yang.common.Uint8;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier.NodeIdentifier;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier.NodeIdentifierWithPredicates;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;
import org.opendaylight.yangtools.yang.data.api.schema.builder.DataContainerNodeBuilder;
import org.opendaylight.yangtools.yang.data.spi.node.ImmutableNodes;

/** Converts reports and counters of signaling to nodes of the model. */
public final class SignalingNodes {
  /** Names of the bits of the YANG type circuit-status, from the least significant bit. */
  private static final String[] CIRCUIT_BITS = {
    "active",
    "new",
    "receive-fault",
    "transmit-fault",
    "network-receive-fault",
    "network-transmit-fault",
    "standby"
  };

  /** The Remote End IDs that the YANG type remote-end-id shows as text. */
  private static final Pattern TEXT = Pattern.compile("(?!0[xX])(?=.*[^0-9])[ -~]+");

  private SignalingNodes() {}

  /** Returns the container control-connection. */
  static ContainerNode connection(TunnelReport report, Optional<TunnelCounters> counters) {
    var connection = container(L2tpModel.CONTROL_CONNECTION);
    leaf(connection, L2tpModel.STATE, lower(report.state()));
    leaf(connection, L2tpModel.ESTABLISHED_SESSIONS, Uint32.valueOf(report.sessions()));
    var local = container(L2tpModel.LOCAL);
    endpoint(local, report.local().id(), report.local().address());
    connection.withChild(local.build());
    var peer = container(L2tpModel.PEER);
    endpoint(peer, report.peer().id(), Optional.of(report.peer().address()));
    leafUnlessEmpty(peer, L2tpModel.HOST_NAME, report.peer().hostName());
    if (report.peer().routerId() != 0) {
      leaf(peer, L2tpModel.ROUTER_ID, dottedQuad(report.peer().routerId()));
    }
    leafUnlessEmpty(peer, L2tpModel.VENDOR_NAME, report.peer().vendor());
    if (!report.peer().capabilities().isEmpty()) {
      var types =
          ImmutableNodes.<Uint16>newSystemLeafSetBuilder()
              .withNodeIdentifier(new NodeIdentifier(L2tpModel.PSEUDOWIRE_TYPE));
      report.peer().capabilities().stream()
          .distinct()
          .forEach(type -> types.withChildValue(Uint16.valueOf(type)));
      peer.withChild(types.build());
    }
    if (report.peer().window() != 0) {
      leaf(peer, L2tpModel.RECEIVE_WINDOW, Uint16.valueOf(report.peer().window()));
    }
    connection.withChild(peer.build());
    lastResult(connection, L2tpModel.CONTROL_CONNECTION, report.lastResult());
    counters.ifPresent(found -> connection.withChild(counters(found)));
    return connection.build();
  }

  private static void endpoint(
      DataContainerNodeBuilder<?, ?> end, long id, Optional<InetSocketAddress> address) {
    if (id != 0) {
      leaf(end, L2tpModel.TUNNEL_ID, Uint32.valueOf(id));
    }
    address.ifPresent(
        found -> {
          leaf(end, L2tpModel.ADDRESS, InetAddresses.toAddrString(found.getAddress()));
          if (found.getPort() != 0) {
            leaf(end, L2tpModel.PORT, Uint16.valueOf(found.getPort()));
          }
        });
  }

  private static ContainerNode counters(TunnelCounters counters) {
    var node = container(L2tpModel.COUNTERS);
    var messages =
        ImmutableNodes.newSystemMapBuilder()
            .withNodeIdentifier(new NodeIdentifier(L2tpModel.MESSAGE));
    counters
        .messages()
        .forEach(
            (type, counts) -> {
              String name = lower(type);
              var message =
                  ImmutableNodes.newMapEntryBuilder()
                      .withNodeIdentifier(
                          NodeIdentifierWithPredicates.of(L2tpModel.MESSAGE, L2tpModel.TYPE, name))
                      .withChild(ImmutableNodes.leafNode(L2tpModel.TYPE, name));
              count(message, L2tpModel.SENT, counts.sent());
              count(message, L2tpModel.GOOD, counts.good());
              count(message, L2tpModel.BAD, counts.bad());
              messages.withChild(message.build());
            });
    if (!counters.messages().isEmpty()) {
      node.withChild(messages.build());
    }
    count(node, L2tpModel.RETRANSMITS, counters.retransmits());
    count(node, L2tpModel.ZERO_LENGTH, counters.zlb());
    count(node, L2tpModel.DUPLICATES, counters.duplicates());
    count(node, L2tpModel.OUT_OF_ORDER, counters.outOfOrder());
    count(node, L2tpModel.DIGEST_FAILURES, counters.digestFailures());
    reasons(node, L2tpModel.DROP, counters.drops());
    reasons(node, L2tpModel.REFUSAL, counters.refusals());
    leaf(node, L2tpModel.CONGESTION_WINDOW, Uint32.valueOf(counters.congestionWindow()));
    leaf(node, L2tpModel.NS, Uint16.valueOf(counters.ns()));
    leaf(node, L2tpModel.NR, Uint16.valueOf(counters.nr()));
    return node.build();
  }

  private static void reasons(
      DataContainerNodeBuilder<?, ?> parent, QName name, Map<String, Long> counts) {
    if (counts.isEmpty()) {
      return;
    }
    var list = ImmutableNodes.newSystemMapBuilder().withNodeIdentifier(new NodeIdentifier(name));
    counts.forEach(
        (reason, count) ->
            list.withChild(
                ImmutableNodes.newMapEntryBuilder()
                    .withNodeIdentifier(
                        NodeIdentifierWithPredicates.of(name, L2tpModel.REASON, reason))
                    .withChild(ImmutableNodes.leafNode(L2tpModel.REASON, reason))
                    .withChild(ImmutableNodes.leafNode(L2tpModel.COUNT, Uint64.fromLongBits(count)))
                    .build()));
    parent.addChild(list.build());
  }

  /**
   * Returns the container signaled.
   *
   * @param list the list that contains it; nodes of a grouping belong to the module that uses it
   */
  static ContainerNode session(QName list, SessionReport report) {
    var node = container(QName.create(list, "signaled"));
    leaf(node, QName.create(list, "state"), lower(report.state()));
    leaf(node, QName.create(list, "remote-end-id"), remoteEndId(report.remoteEndId()));
    if (report.local().sessionId() != 0) {
      leaf(
          node, QName.create(list, "local-session-id"), Uint32.valueOf(report.local().sessionId()));
    }
    if (report.peer().sessionId() != 0) {
      leaf(node, QName.create(list, "peer-session-id"), Uint32.valueOf(report.peer().sessionId()));
      leaf(
          node,
          QName.create(list, "transmit-cookie-length"),
          Uint8.valueOf(report.peer().cookie().octets()));
      leaf(
          node,
          QName.create(list, "receive-cookie-length"),
          Uint8.valueOf(report.local().cookie().octets()));
      leaf(node, QName.create(list, "sublayer"), lower(report.sublayer()));
      leaf(node, QName.create(list, "sequencing"), lower(report.sequencing()));
    }
    leaf(node, QName.create(list, "local-circuit-status"), circuitBits(report.local().circuit()));
    leaf(node, QName.create(list, "peer-circuit-status"), circuitBits(report.peer().circuit()));
    lastResult(node, list, report.lastResult());
    return node.build();
  }

  private static void lastResult(
      DataContainerNodeBuilder<?, ?> parent, QName module, Optional<Result> result) {
    result.ifPresent(
        last -> {
          leaf(parent, QName.create(module, "last-result-code"), Uint16.valueOf(last.code()));
          last.error()
              .ifPresent(
                  error ->
                      leaf(parent, QName.create(module, "last-error-code"), Uint16.valueOf(error)));
        });
  }

  private static Set<String> circuitBits(CircuitStatus status) {
    ImmutableSet.Builder<String> names = ImmutableSet.builder();
    for (int bit = 0; bit < CIRCUIT_BITS.length; bit++) {
      if ((status.bits() >> bit & 1) != 0) {
        names.add(CIRCUIT_BITS[bit]);
      }
    }
    return names.build();
  }

  /** Returns the value of the YANG type remote-end-id: text if possible, or a number, or octets. */
  public static Object remoteEndId(RemoteEndId id) {
    byte[] octets = id.octets();
    String text = new String(octets, StandardCharsets.UTF_8);
    boolean wellFormed = Arrays.equals(text.getBytes(StandardCharsets.UTF_8), octets);
    if (wellFormed && TEXT.matcher(text).matches()) {
      return text;
    }
    return octets.length == Integer.BYTES
        ? Uint32.fromIntBits(ByteBuffer.wrap(octets).getInt())
        : "0x" + HexFormat.of().formatHex(octets);
  }

  /** Adds the names of the host, its last refusal and its counters to the container system. */
  static void system(
      DataContainerNodeBuilder<?, ?> system,
      Optional<LcceProfile> lcce,
      Optional<LastRefusal> lastRefusal,
      SystemCounters counters) {
    lastRefusal.ifPresent(
        last -> {
          leaf(system, L2tpModel.LAST_ERROR, last.text());
          leaf(system, L2tpModel.LAST_ERROR_TIME, StateNodes.dateAndTime(last.time()));
        });
    lcce.ifPresent(
        host -> {
          leaf(system, L2tpModel.HOST_NAME_IN_USE, host.hostName());
          leaf(system, L2tpModel.ROUTER_ID_IN_USE, dottedQuad(host.routerId()));
        });
    var node = container(L2tpModel.COUNTERS);
    leaf(node, L2tpModel.HALF_OPEN, Uint64.fromLongBits(counters.halfOpen()));
    leaf(node, L2tpModel.REFUSED, Uint64.fromLongBits(counters.refused()));
    leaf(node, L2tpModel.REFUSED_SESSIONS, Uint64.fromLongBits(counters.refusedSessions()));
    reasons(node, L2tpModel.DROP, counters.drops());
    reasons(node, L2tpModel.REFUSAL, counters.refusals());
    system.addChild(node.build());
  }

  private static ContainerNode.Builder container(QName name) {
    return (ContainerNode.Builder)
        ImmutableNodes.newContainerBuilder().withNodeIdentifier(new NodeIdentifier(name));
  }

  private static void count(DataContainerNodeBuilder<?, ?> parent, QName name, long value) {
    leaf(parent, name, Uint64.fromLongBits(value));
  }

  private static void leafUnlessEmpty(
      DataContainerNodeBuilder<?, ?> parent, QName name, String text) {
    if (!text.isEmpty()) {
      leaf(parent, name, text);
    }
  }

  private static String dottedQuad(long number) {
    return "%d.%d.%d.%d"
        .formatted(number >>> 24 & 0xFF, number >>> 16 & 0xFF, number >>> 8 & 0xFF, number & 0xFF);
  }
}
