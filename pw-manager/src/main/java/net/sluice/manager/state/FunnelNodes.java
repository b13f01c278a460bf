package net.sluice.manager.state;

import java.util.List;
import net.sluice.funnel.TreeState;
import net.sluice.funnel.TreeState.BridgeState;
import net.sluice.manager.api.StatusService.Event;
import net.sluice.manager.api.StatusService.FunnelStatus;
import net.sluice.netlink.rtnl.LinkStatistics;
import net.sluice.yang.FunnelModel;
import org.opendaylight.yangtools.yang.common.Uint32;
import org.opendaylight.yangtools.yang.common.Uint8;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier.NodeIdentifier;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier.NodeIdentifierWithPredicates;
import org.opendaylight.yangtools.yang.data.api.schema.MapEntryNode;
import org.opendaylight.yangtools.yang.data.api.schema.UserMapNode;
import org.opendaylight.yangtools.yang.data.spi.node.ImmutableNodes;

/** Converts the state of funnels to nodes of the model. */
final class FunnelNodes {
  private FunnelNodes() {}

  /**
   * Returns the entry of a funnel.
   *
   * @param config the configured entry
   * @param tree its tree as read from the kernel
   */
  static MapEntryNode funnel(
      MapEntryNode config, FunnelStatus status, TreeState tree, List<Event> events) {
    var entry = StateNodes.copy(config);
    StateNodes.leaf(entry, FunnelModel.ID, Uint32.valueOf(status.id()));
    StateNodes.leaf(entry, FunnelModel.OPER_STATUS, StateNodes.lower(status.state()));
    StateNodes.leaf(entry, FunnelModel.LAST_CHANGE, StateNodes.dateAndTime(status.since()));
    status.lastError().ifPresent(text -> StateNodes.leaf(entry, FunnelModel.LAST_ERROR, text));
    StateNodes.leaf(entry, FunnelModel.LEVELS, Uint8.valueOf(tree.levels()));
    StateNodes.leaf(entry, FunnelModel.PSEUDOWIRES, Uint32.valueOf(status.pseudowires()));
    if (!tree.bridges().isEmpty()) {
      entry.withChild(bridges(tree));
    }
    StateNodes.addEvents(entry, FunnelModel.EVENT, events);
    return entry.build();
  }

  /** Returns the list of bridges, in order from the root to the leaves. */
  private static UserMapNode bridges(TreeState tree) {
    var list =
        ImmutableNodes.newUserMapBuilder()
            .withNodeIdentifier(new NodeIdentifier(FunnelModel.BRIDGE));
    tree.bridges().forEach(bridge -> list.withChild(bridge(bridge)));
    return list.build();
  }

  private static MapEntryNode bridge(BridgeState bridge) {
    String name = bridge.node().bridge();
    var entry =
        ImmutableNodes.newMapEntryBuilder()
            .withNodeIdentifier(
                NodeIdentifierWithPredicates.of(FunnelModel.BRIDGE, FunnelModel.NAME, name));
    StateNodes.leaf(entry, FunnelModel.NAME, name);
    StateNodes.leaf(entry, FunnelModel.LEVEL, Uint8.valueOf(bridge.node().level()));
    StateNodes.leaf(entry, FunnelModel.INDEX, Uint32.valueOf(bridge.node().index()));
    bridge.parent().ifPresent(parent -> StateNodes.leaf(entry, FunnelModel.PARENT, parent));
    StateNodes.leaf(entry, FunnelModel.PORTS_USED, Uint32.valueOf(bridge.ports()));
    StateNodes.leaf(entry, FunnelModel.PORTS_FREE, Uint32.valueOf(bridge.free()));
    StateNodes.leaf(entry, FunnelModel.RUNNING, bridge.up());
    LinkStatistics counters = bridge.uplinkCounters();
    StateNodes.counter(entry, FunnelModel.IN_PACKETS, counters.rxPackets());
    StateNodes.counter(entry, FunnelModel.IN_OCTETS, counters.rxBytes());
    StateNodes.counter(entry, FunnelModel.OUT_PACKETS, counters.txPackets());
    StateNodes.counter(entry, FunnelModel.OUT_OCTETS, counters.txBytes());
    return entry.build();
  }
}
