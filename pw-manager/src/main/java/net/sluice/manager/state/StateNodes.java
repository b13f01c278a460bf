package net.sluice.manager.state;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import net.sluice.funnel.Node;
import net.sluice.l2tp.InterfaceState;
import net.sluice.l2tp.signaling.SessionReport;
import net.sluice.manager.api.StatusService.Event;
import net.sluice.manager.api.StatusService.PseudowireStatus;
import net.sluice.manager.api.StatusService.TunnelStatus;
import net.sluice.manager.desired.FunnelAttachment;
import net.sluice.yang.L2tpModel;
import net.sluice.yang.PseudowireModel;
import org.opendaylight.yangtools.yang.common.QName;
import org.opendaylight.yangtools.yang.common.Uint32;
import org.opendaylight.yangtools.yang.common.Uint64;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier.NodeIdentifier;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier.NodeIdentifierWithPredicates;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;
import org.opendaylight.yangtools.yang.data.api.schema.MapEntryNode;
import org.opendaylight.yangtools.yang.data.api.schema.MapNode;
import org.opendaylight.yangtools.yang.data.api.schema.builder.DataContainerNodeBuilder;
import org.opendaylight.yangtools.yang.data.spi.node.ImmutableNodes;

/** Converts the state of tunnels and pseudowires to nodes of the model. */
final class StateNodes {
  private StateNodes() {}

  /**
   * Returns the entry of a tunnel.
   *
   * @param config the configured entry, or an entry that has only its key
   * @param peerProfile the peer profile that accepted it; empty unless a peer opened it
   * @param connection its control connection; empty if it has none
   */
  static MapEntryNode tunnel(
      MapEntryNode config,
      TunnelStatus status,
      Optional<String> peerProfile,
      Optional<ContainerNode> connection,
      List<Event> events) {
    var entry = copy(config);
    peerProfile.ifPresent(profile -> leaf(entry, L2tpModel.PEER_PROFILE, profile));
    leaf(entry, L2tpModel.OPER_STATUS, lower(status.state()));
    leaf(entry, L2tpModel.LAST_CHANGE, dateAndTime(status.since()));
    status.lastError().ifPresent(text -> leaf(entry, L2tpModel.LAST_ERROR, text));
    leaf(entry, L2tpModel.SESSIONS, Uint32.valueOf(status.sessions()));
    connection.ifPresent(entry::withChild);
    addEvents(entry, L2tpModel.EVENT, events);
    return entry.build();
  }

  /**
   * Returns the entry of a pseudowire, or of a session that a peer opened.
   *
   * @param config the configured entry, or an entry that has only its key
   * @param found its interface as read from the kernel; empty if it does not exist
   */
  static MapEntryNode session(
      MapEntryNode config,
      PseudowireStatus status,
      Optional<InterfaceState> found,
      List<Event> events) {
    QName list = config.name().getNodeType();
    var entry = copy(config);
    if (list.equals(PseudowireModel.PSEUDOWIRE)) {
      leaf(entry, PseudowireModel.ID, Uint32.valueOf(status.id()));
      funnelLeaf(config, status)
          .ifPresent(
              node -> leaf(entry, PseudowireModel.FUNNEL_LEAF, Uint32.valueOf(node.index())));
    } else {
      leaf(entry, L2tpModel.ORIGIN, "peer");
      leaf(entry, QName.create(list, "tunnel"), status.tunnel());
      status
          .signaling()
          .flatMap(SessionReport::acceptProfile)
          .ifPresent(profile -> leaf(entry, L2tpModel.SESSION_PROFILE, profile));
    }
    leaf(entry, QName.create(list, "oper-status"), lower(status.state()));
    leaf(entry, QName.create(list, "last-change"), dateAndTime(status.since()));
    status.lastError().ifPresent(text -> leaf(entry, QName.create(list, "last-error"), text));
    status.signaling().ifPresent(report -> entry.withChild(SignalingNodes.session(list, report)));
    leaf(entry, QName.create(list, "oper-interface-name"), status.settings().name());
    found.ifPresent(
        state -> {
          leaf(entry, QName.create(list, "if-index"), state.index());
          leaf(entry, QName.create(list, "oper-mtu"), Uint32.valueOf(state.settings().mtu()));
          entry.addChild(statistics(list, state));
        });
    addEvents(entry, QName.create(list, "event"), events);
    return entry.build();
  }

  /** Returns the funnel leaf that a pseudowire is in; the name of its bridge contains the index. */
  private static Optional<Node> funnelLeaf(MapEntryNode config, PseudowireStatus status) {
    return FunnelAttachment.of(config)
        .flatMap(attachment -> status.settings().bridge())
        .flatMap(Node::named);
  }

  private static ContainerNode statistics(QName list, InterfaceState state) {
    var statistics =
        ImmutableNodes.newContainerBuilder()
            .withNodeIdentifier(new NodeIdentifier(QName.create(list, "statistics")));
    counter(statistics, QName.create(list, "in-packets"), state.inPackets());
    counter(statistics, QName.create(list, "in-octets"), state.inOctets());
    counter(statistics, QName.create(list, "in-errors"), state.inErrors());
    counter(statistics, QName.create(list, "out-packets"), state.outPackets());
    counter(statistics, QName.create(list, "out-octets"), state.outOctets());
    counter(statistics, QName.create(list, "out-errors"), state.outErrors());
    return statistics.build();
  }

  static void addEvents(DataContainerNodeBuilder<?, ?> entry, QName list, List<Event> events) {
    if (events.isEmpty()) {
      return;
    }
    var map = ImmutableNodes.newSystemMapBuilder().withNodeIdentifier(new NodeIdentifier(list));
    events.forEach(event -> map.withChild(event(list, event)));
    MapNode built = map.build();
    entry.addChild(built);
  }

  private static MapEntryNode event(QName list, Event event) {
    QName key = QName.create(list, "sequence");
    Uint64 sequence = Uint64.valueOf(event.sequence());
    return ImmutableNodes.newMapEntryBuilder()
        .withNodeIdentifier(NodeIdentifierWithPredicates.of(list, key, sequence))
        .withChild(ImmutableNodes.leafNode(key, sequence))
        .withChild(ImmutableNodes.leafNode(QName.create(list, "time"), dateAndTime(event.time())))
        .withChild(ImmutableNodes.leafNode(QName.create(list, "type"), event.type().word()))
        .withChild(ImmutableNodes.leafNode(QName.create(list, "text"), event.text()))
        .build();
  }

  static MapEntryNode.Builder copy(MapEntryNode entry) {
    return (MapEntryNode.Builder)
        ImmutableNodes.newMapEntryBuilder()
            .withNodeIdentifier(entry.name())
            .withValue(entry.body());
  }

  static ContainerNode.Builder copy(ContainerNode container) {
    return (ContainerNode.Builder)
        ImmutableNodes.newContainerBuilder()
            .withNodeIdentifier(container.name())
            .withValue(container.body());
  }

  static ContainerNode childOrEmpty(ContainerNode parent, QName name) {
    return parent.childByArg(new NodeIdentifier(name)) instanceof ContainerNode found
        ? found
        : ImmutableNodes.newContainerBuilder().withNodeIdentifier(new NodeIdentifier(name)).build();
  }

  static void leaf(DataContainerNodeBuilder<?, ?> parent, QName name, Object value) {
    parent.withChild(ImmutableNodes.leafNode(name, value));
  }

  static void counter(DataContainerNodeBuilder<?, ?> parent, QName name, long value) {
    leaf(parent, name, Uint64.fromLongBits(value));
  }

  /** Returns the name of a constant as the model writes it: lower case with hyphens. */
  static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Returns a time as the YANG type date-and-time, in UTC with milliseconds. */
  static String dateAndTime(Instant time) {
    return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
        time.truncatedTo(ChronoUnit.MILLIS).atOffset(ZoneOffset.UTC));
  }
}
