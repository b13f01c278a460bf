package net.sluice.manager;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import net.sluice.l2tp.DataPlane;
import net.sluice.l2tp.InterfaceState;
import net.sluice.manager.StatusService.Event;
import net.sluice.manager.StatusService.PseudowireStatus;
import net.sluice.manager.StatusService.TunnelStatus;
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

/** Writes state as nodes of the model. */
final class StateNodes {
  private StateNodes() {}

  static MapEntryNode tunnel(MapEntryNode config, TunnelStatus status, List<Event> events) {
    var entry = copy(config);
    leaf(entry, L2tpModel.OPER_STATUS, lower(status.state()));
    leaf(entry, L2tpModel.LAST_CHANGE, dateAndTime(status.since()));
    status.lastError().ifPresent(text -> leaf(entry, L2tpModel.LAST_ERROR, text));
    leaf(entry, L2tpModel.SESSIONS, Uint32.valueOf(status.sessions()));
    addEvents(entry, L2tpModel.EVENT, events);
    return entry.build();
  }

  static MapEntryNode pseudowire(
      MapEntryNode config,
      PseudowireStatus status,
      Optional<InterfaceState> found,
      List<Event> events) {
    var entry = copy(config);
    leaf(entry, PseudowireModel.ID, Uint32.valueOf(status.id()));
    leaf(entry, PseudowireModel.OPER_STATUS, lower(status.state()));
    leaf(entry, PseudowireModel.LAST_CHANGE, dateAndTime(status.since()));
    status.lastError().ifPresent(text -> leaf(entry, PseudowireModel.LAST_ERROR, text));
    leaf(entry, PseudowireModel.OPER_INTERFACE_NAME, status.settings().name());
    found.ifPresent(
        state -> {
          leaf(entry, PseudowireModel.IF_INDEX, state.index());
          leaf(entry, PseudowireModel.OPER_MTU, Uint32.valueOf(state.settings().mtu()));
          entry.addChild(statistics(state));
        });
    addEvents(entry, PseudowireModel.EVENT, events);
    return entry.build();
  }

  /** A root with the data plane in use in /l2tp/system. */
  static ContainerNode withDataPlane(ContainerNode root, DataPlane.Kind kind) {
    ContainerNode l2tp = childOrEmpty(root, L2tpModel.L2TP);
    ContainerNode system = childOrEmpty(l2tp, L2tpModel.SYSTEM);
    ContainerNode newSystem =
        copy(system)
            .withChild(ImmutableNodes.leafNode(L2tpModel.DATA_PLANE_IN_USE, lower(kind)))
            .build();
    return copy(root).withChild(copy(l2tp).withChild(newSystem).build()).build();
  }

  private static ContainerNode statistics(InterfaceState state) {
    var statistics =
        ImmutableNodes.newContainerBuilder()
            .withNodeIdentifier(new NodeIdentifier(PseudowireModel.STATISTICS));
    counter(statistics, PseudowireModel.IN_PACKETS, state.inPackets());
    counter(statistics, PseudowireModel.IN_OCTETS, state.inOctets());
    counter(statistics, PseudowireModel.IN_ERRORS, state.inErrors());
    counter(statistics, PseudowireModel.OUT_PACKETS, state.outPackets());
    counter(statistics, PseudowireModel.OUT_OCTETS, state.outOctets());
    counter(statistics, PseudowireModel.OUT_ERRORS, state.outErrors());
    return statistics.build();
  }

  private static void addEvents(
      DataContainerNodeBuilder<?, ?> entry, QName list, List<Event> events) {
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
        .withChild(ImmutableNodes.leafNode(QName.create(list, "type"), event.type()))
        .withChild(ImmutableNodes.leafNode(QName.create(list, "text"), event.text()))
        .build();
  }

  private static MapEntryNode.Builder copy(MapEntryNode entry) {
    return (MapEntryNode.Builder)
        ImmutableNodes.newMapEntryBuilder()
            .withNodeIdentifier(entry.name())
            .withValue(entry.body());
  }

  private static ContainerNode.Builder copy(ContainerNode container) {
    return (ContainerNode.Builder)
        ImmutableNodes.newContainerBuilder()
            .withNodeIdentifier(container.name())
            .withValue(container.body());
  }

  private static ContainerNode childOrEmpty(ContainerNode parent, QName name) {
    return parent.childByArg(new NodeIdentifier(name)) instanceof ContainerNode found
        ? found
        : ImmutableNodes.newContainerBuilder().withNodeIdentifier(new NodeIdentifier(name)).build();
  }

  private static void leaf(DataContainerNodeBuilder<?, ?> parent, QName name, Object value) {
    parent.withChild(ImmutableNodes.leafNode(name, value));
  }

  private static void counter(DataContainerNodeBuilder<?, ?> parent, QName name, long value) {
    leaf(parent, name, Uint64.fromLongBits(value));
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(java.util.Locale.ROOT);
  }

  private static String dateAndTime(Instant time) {
    return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
        time.truncatedTo(ChronoUnit.MILLIS).atOffset(ZoneOffset.UTC));
  }
}
