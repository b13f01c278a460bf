package net.sluice.manager.state;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import net.sluice.funnel.TreeState;
import net.sluice.l2tp.DataPlane;
import net.sluice.l2tp.DataPlaneException;
import net.sluice.l2tp.InterfaceState;
import net.sluice.l2tp.LcceProfile;
import net.sluice.l2tp.signaling.Signaling;
import net.sluice.l2tp.signaling.TunnelReport;
import net.sluice.manager.api.StatusService.Event;
import net.sluice.manager.api.StatusService.FunnelStatus;
import net.sluice.manager.api.StatusService.PseudowireState;
import net.sluice.manager.api.StatusService.PseudowireStatus;
import net.sluice.manager.api.StatusService.Subject;
import net.sluice.manager.api.StatusService.TunnelStatus;
import net.sluice.netlink.system.ErrnoException;
import net.sluice.yang.FunnelModel;
import net.sluice.yang.L2tpModel;
import net.sluice.yang.PseudowireModel;
import org.opendaylight.yangtools.yang.common.QName;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier.NodeIdentifier;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier.NodeIdentifierWithPredicates;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;
import org.opendaylight.yangtools.yang.data.api.schema.MapEntryNode;
import org.opendaylight.yangtools.yang.data.spi.node.ImmutableNodes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The configuration with the operational state as nodes of the model. State is added to one list
 * entry at a time, so that no one has to hold the state of all entries.
 *
 * <p>Thread: any.
 */
public final class OperationalTree {
  private static final Logger LOG = LoggerFactory.getLogger(OperationalTree.class);

  private final Supplier<ContainerNode> running;
  private final DataPlane dataPlane;
  private final Signaling signaling;
  private final OperationalState operational;
  private final EventHistory events;
  private final Function<String, Optional<TreeState>> trees;

  /**
   * Creates a view of the running configuration and its state.
   *
   * @param trees reads the tree of the funnel with a name
   */
  public OperationalTree(
      Supplier<ContainerNode> running,
      DataPlane dataPlane,
      Signaling signaling,
      OperationalState operational,
      EventHistory events,
      Function<String, Optional<TreeState>> trees) {
    this.running = running;
    this.dataPlane = dataPlane;
    this.signaling = signaling;
    this.operational = operational;
    this.events = events;
    this.trees = trees;
  }

  /**
   * Returns the running configuration, the state outside of lists, and the keys of the lists of
   * state.
   */
  public ContainerNode root(Optional<LcceProfile> lcce) {
    ContainerNode root = running.get();
    ContainerNode l2tp = StateNodes.childOrEmpty(root, L2tpModel.L2TP);
    var system = StateNodes.copy(StateNodes.childOrEmpty(l2tp, L2tpModel.SYSTEM));
    StateNodes.leaf(system, L2tpModel.DATA_PLANE_IN_USE, StateNodes.lower(dataPlane.kind()));
    SignalingNodes.system(system, lcce, operational.lastRefusal(), signaling.counters());
    ContainerNode.Builder newL2tp = StateNodes.copy(l2tp);
    newL2tp.withChild(system.build());
    addKeys(newL2tp, L2tpModel.PEER_TUNNEL, peerTunnels().map(TunnelStatus::name));
    addKeys(newL2tp, L2tpModel.SESSION, operational.peerSessions("").map(PseudowireStatus::name));
    return StateNodes.copy(root).withChild(newL2tp.build()).build();
  }

  private Stream<TunnelStatus> peerTunnels() {
    return operational.tunnels("").filter(OperationalTree::openedByPeer);
  }

  private static boolean openedByPeer(TunnelStatus status) {
    return status.signaling().filter(report -> !report.configured()).isPresent();
  }

  private static void addKeys(ContainerNode.Builder l2tp, QName list, Stream<String> names) {
    var map = ImmutableNodes.newSystemMapBuilder().withNodeIdentifier(new NodeIdentifier(list));
    List<String> all = names.toList();
    for (String name : all) {
      map.withChild(
          ImmutableNodes.newMapEntryBuilder()
              .withNodeIdentifier(NodeIdentifierWithPredicates.of(list, L2tpModel.NAME, name))
              .withChild(ImmutableNodes.leafNode(L2tpModel.NAME, name))
              .build());
    }
    if (!all.isEmpty()) {
      l2tp.withChild(map.build());
    }
  }

  /** Returns a list entry with its state added. */
  public MapEntryNode withState(MapEntryNode entry) {
    QName list = entry.name().getNodeType();
    if (list.equals(L2tpModel.TUNNEL) || list.equals(L2tpModel.PEER_TUNNEL)) {
      return operational.tunnel(name(entry)).map(status -> tunnel(entry, status)).orElse(entry);
    }
    if (list.equals(PseudowireModel.PSEUDOWIRE)) {
      return operational
          .pseudowire(name(entry))
          .map(status -> session(entry, status, Subject.PSEUDOWIRE))
          .orElse(entry);
    }
    if (list.equals(L2tpModel.SESSION)) {
      return operational
          .peerSession(name(entry))
          .map(status -> session(entry, status, Subject.SESSION))
          .orElse(entry);
    }
    if (list.equals(FunnelModel.FUNNEL)) {
      return operational
          .funnels()
          .funnel(name(entry))
          .map(status -> funnel(entry, status))
          .orElse(entry);
    }
    return entry;
  }

  private MapEntryNode funnel(MapEntryNode entry, FunnelStatus status) {
    List<Event> history = events.of(Subject.FUNNEL, status.name());
    return FunnelNodes.funnel(entry, status, readableTree(status.name()), history);
  }

  /**
   * Reads a tree. If that fails, the answer about the other funnels continues without this tree.
   */
  private TreeState readableTree(String funnel) {
    try {
      return trees.apply(funnel).orElse(TreeState.NONE);
    } catch (ErrnoException e) {
      LOG.warn("tree not read funnel={} reason=\"{}\"", funnel, e.getMessage());
      return TreeState.NONE;
    }
  }

  private static String name(MapEntryNode entry) {
    return entry.name().values().iterator().next().toString();
  }

  private MapEntryNode tunnel(MapEntryNode entry, TunnelStatus status) {
    Optional<ContainerNode> connection =
        status
            .signaling()
            .map(report -> SignalingNodes.connection(report, signaling.counters(status.name())));
    Optional<String> peerProfile = status.signaling().flatMap(TunnelReport::peerProfile);
    return StateNodes.tunnel(
        entry,
        status,
        openedByPeer(status) ? peerProfile : Optional.empty(),
        connection,
        events.of(Subject.TUNNEL, status.name()));
  }

  private MapEntryNode session(MapEntryNode entry, PseudowireStatus status, Subject subject) {
    Optional<InterfaceState> found =
        status.state() == PseudowireState.ABSENT
            ? Optional.empty()
            : readable(status.settings().name());
    return StateNodes.session(entry, status, found, events.of(subject, status.name()));
  }

  /** Reads an interface. If that fails, the answer about the other ones continues without it. */
  private Optional<InterfaceState> readable(String interfaceName) {
    try {
      return Optional.ofNullable(dataPlane.interfaces(List.of(interfaceName)).get(interfaceName));
    } catch (DataPlaneException e) {
      LOG.warn("interface not read name={} reason=\"{}\"", interfaceName, e.getMessage());
      return Optional.empty();
    }
  }
}
