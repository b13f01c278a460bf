package net.sluice.funnel.simulated;

import java.util.List;
import java.util.stream.Stream;
import net.sluice.funnel.Funnel;
import net.sluice.funnel.FunnelException;
import net.sluice.funnel.Tree;
import net.sluice.funnel.TreeChange;
import net.sluice.funnel.plan.Present.PresentLink;
import net.sluice.funnel.plan.TreePlan;
import net.sluice.funnel.plan.TreePlanner;
import net.sluice.funnel.plan.TreeStep;
import net.sluice.netlink.rtnl.BridgePort;

/** A simulated host with uplinks, a bridge of others, and pseudowires. */
final class SimulatedHost {
  static final String FOREIGN_BRIDGE = "br0";
  static final List<String> UPLINKS = List.of("eth1", "eth2");

  final SimulatedLinks links = new SimulatedLinks();

  SimulatedHost() {
    UPLINKS.forEach(name -> links.put(PresentLink.plain(name, 9000)));
    links.put(PresentLink.of(FOREIGN_BRIDGE, PresentLink.BRIDGE, 0, 1500).withUp(true));
  }

  static PresentLink inForeignBridge(PresentLink link) {
    return link.joined(FOREIGN_BRIDGE, BridgePort.KERNEL_DEFAULT, false);
  }

  TreePlan plan(TreeChange change) {
    return TreePlanner.plan(change, links.present(1, UPLINKS));
  }

  void apply(List<TreeStep> steps) throws FunnelException {
    for (TreeStep step : steps) {
      links.apply(step);
    }
  }

  /** Carries out both parts of a change immediately after each other. */
  TreePlan carryOut(TreeChange change) throws FunnelException {
    TreePlan plan = plan(change);
    apply(plan.steps());
    return plan;
  }

  /** Adds two pseudowires to each leaf of a tree that is there. */
  void addMembers(Tree tree) {
    Stream<Integer> leaves = tree.leaves().isEmpty() ? Stream.of(0) : tree.leaves().stream();
    leaves.forEach(
        leaf -> {
          addMember(tree.funnel(), leaf, "a");
          addMember(tree.funnel(), leaf, "b");
        });
  }

  private void addMember(Funnel funnel, int leaf, String suffix) {
    String bridge = Tree.leafBridge(1, leaf);
    if (links.find(bridge).filter(SimulatedHost::isOurs).isPresent()) {
      links.put(
          PresentLink.plain(Frames.MEMBER + leaf + suffix, funnel.mtu())
              .joined(bridge, funnel.memberPort(false), false));
    }
  }

  static boolean isOurs(PresentLink link) {
    return link.group() == Funnel.linkGroup(1);
  }
}
