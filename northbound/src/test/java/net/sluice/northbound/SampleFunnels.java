package net.sluice.northbound;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.sluice.funnel.Funnel;
import net.sluice.funnel.FunnelPlane.Location;
import net.sluice.funnel.Node;
import net.sluice.funnel.Tree;
import net.sluice.funnel.TreeState;
import net.sluice.funnel.TreeState.BridgeState;
import net.sluice.funnel.Uplink;
import net.sluice.funnel.VlanMapping;
import net.sluice.manager.api.StatusService.FunnelState;
import net.sluice.manager.api.StatusService.FunnelStatus;
import net.sluice.manager.api.StatusService.Located;
import net.sluice.netlink.MacAddress;
import net.sluice.netlink.rtnl.LinkStatistics;

/** Funnels with leaves of 1,000 pseudowires; the last leaf has 42. */
public final class SampleFunnels {
  private static final int CAPACITY = 1000;
  private static final int LAST = 42;

  private SampleFunnels() {}

  /** Returns a funnel on VLAN 7 of eth1 that is up, or waits for eth1. */
  public static FunnelStatus funnel(String name, int id, int leaves, boolean up) {
    var funnel =
        Funnel.builder(name, id, new Uplink("eth1", OptionalInt.of(7)))
            .leafCapacity(CAPACITY)
            .vlanMapping(VlanMapping.DOT1Q)
            .build();
    return new FunnelStatus(
        new Tree(
            funnel,
            IntStream.range(0, leaves).boxed().collect(Collectors.toCollection(TreeSet::new))),
        up ? FunnelState.UP : FunnelState.WAITING,
        SampleSignaling.THEN,
        up ? Optional.empty() : Optional.of("eth1 is not there"),
        (leaves - 1) * CAPACITY + LAST);
  }

  /** Returns the tree of such a funnel: one or two levels. If it waits, its last leaf is down. */
  public static TreeState tree(FunnelStatus status) {
    int id = status.id();
    int leaves = status.wanted().leaves().size();
    boolean up = status.state() == FunnelState.UP;
    List<BridgeState> bridges = new ArrayList<>();
    Optional<String> root =
        leaves > 1 ? Optional.of(new Node(id, 1, 0).bridge()) : Optional.empty();
    if (leaves > 1) {
      bridges.add(
          new BridgeState(
              new Node(id, 1, 0), Optional.empty(), leaves, 1022 - leaves, true, counters(100)));
    }
    for (int leaf = 0; leaf < leaves; leaf++) {
      int used = leaf == leaves - 1 ? LAST : CAPACITY;
      bridges.add(
          new BridgeState(
              new Node(id, 0, leaf),
              root,
              used,
              CAPACITY - used,
              up || leaf < leaves - 1,
              counters(leaf)));
    }
    return new TreeState(
        up ? Optional.of(Node.vlanInterface(id)) : Optional.empty(), leaves > 1 ? 2 : 1, bridges);
  }

  private static LinkStatistics counters(int base) {
    return new LinkStatistics(base + 1L, base + 2L, base + 3L, base + 4L, 0, 0, 0, 0);
  }

  /** Finds 00:00:5e:00:53:01 in VLAN 7 at pseudowire "p1", and 00:00:5e:00:53:02 at the uplink. */
  public static Optional<Located> locate(
      FunnelStatus status, MacAddress address, OptionalInt vlan) {
    String leaf = new Node(status.id(), 0, 3).bridge();
    return switch (address.toString()) {
      case "00:00:5e:00:53:01" ->
          vlan.equals(OptionalInt.of(7))
              ? Optional.of(
                  new Located(
                      new Location("pw0", leaf),
                      Optional.of(SampleSignaling.sessionUp("p1", "t1", 0, Optional.empty()))))
              : Optional.empty();
      case "00:00:5e:00:53:02" ->
          Optional.of(
              new Located(
                  new Location("eth1", new Node(status.id(), 1, 0).bridge()), Optional.empty()));
      default -> Optional.empty();
    };
  }
}
