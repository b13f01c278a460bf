package net.sluice.funnel.simulated;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import net.sluice.funnel.Funnel;
import net.sluice.funnel.Isolation;
import net.sluice.funnel.Tree;
import net.sluice.funnel.TreeChange;
import net.sluice.funnel.Uplink;
import net.sluice.funnel.VlanMapping;

/** Trees for tests, all of the funnel with number 1. */
final class TestTrees {
  static final Uplink ETH1 = new Uplink("eth1", OptionalInt.empty());

  private TestTrees() {}

  static Funnel funnel() {
    return funnel(ETH1, Isolation.ISOLATED, 1500, VlanMapping.NONE);
  }

  static Funnel funnel(Uplink uplink, Isolation isolation, int mtu, VlanMapping vlans) {
    return Funnel.builder("access", 1, uplink)
        .isolation(isolation)
        .mtu(mtu)
        .vlanMapping(vlans)
        .build();
  }

  static Tree tree(Integer... leaves) {
    return tree(funnel(), Set.of(leaves));
  }

  static Tree tree(Funnel funnel, Set<Integer> leaves) {
    return new Tree(funnel, new TreeSet<>(leaves));
  }

  static TreeChange appears(Tree tree) {
    return new TreeChange(Optional.empty(), Optional.of(tree), List.of());
  }

  static TreeChange becomes(Tree before, Tree after) {
    return new TreeChange(Optional.of(before), Optional.of(after), List.of());
  }

  static TreeChange disappears(Tree tree) {
    return new TreeChange(Optional.of(tree), Optional.empty(), List.of());
  }
}
