package net.sluice.funnel.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.sluice.funnel.Funnel;
import net.sluice.funnel.Isolation;
import net.sluice.funnel.Tree;
import net.sluice.funnel.TreeChange.GroupChange;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** No frame passes between members while a tree is built, damaged, repaired and extended. */
class LeakLiveTest {
  private static final int ROUNDS = 3;

  @AutoClose private FunnelSite site;

  @BeforeEach
  void open() {
    site = new FunnelSite();
  }

  @ParameterizedTest
  @EnumSource(names = {"ISOLATED", "GROUPS"})
  void noFrameCrossesUnderConstantTraffic(Isolation isolation) throws InterruptedException {
    if (isolation == Isolation.GROUPS) {
      NftProgram.assumePresent();
    }
    Funnel funnel = FunnelSite.funnel(isolation);
    boolean grouped = isolation == Isolation.GROUPS;
    site.tap(FunnelSite.UPLINK);
    List<String> members = new ArrayList<>();
    Traffic traffic = new Traffic(site);
    try {
      Tree tree = FunnelSite.tree(funnel, 0);
      site.build(FunnelSite.change(null, tree));
      for (int leaf = 0; leaf < ROUNDS; leaf++) {
        Tree larger = tree(funnel, leaf);
        List<String> fresh = List.of("pw" + leaf + "a", "pw" + leaf + "b");
        site.build(FunnelSite.change(leaf == 0 ? null : tree, larger, groups(fresh, grouped)));
        tree = larger;
        for (String name : fresh) {
          site.member(funnel, name, leaf, grouped);
          traffic.add(name);
          members.add(name);
        }
        traffic.awaitMore();
      }
      for (String damaged : List.of("fbu7-0-0", "fbd7-0-1", "fbb7-1-0")) {
        site.rtnetlink.delete(damaged);
        Tree wanted = tree;
        Map<String, String> groups = grouped ? ownGroups(members) : Map.of();
        assertTrue(site.repair(wanted, groups).problem().isEmpty());
        traffic.awaitMore();
      }
    } finally {
      traffic.stop();
    }
    assertEquals(List.of(), site.crossed(members));
    members.forEach(name -> site.assertBroadcast(name, Set.of(FunnelSite.UPLINK)));
  }

  private static Tree tree(Funnel funnel, int last) {
    Integer[] leaves = new Integer[last + 1];
    for (int leaf = 0; leaf <= last; leaf++) {
      leaves[leaf] = leaf;
    }
    return FunnelSite.tree(funnel, leaves);
  }

  /** Returns a group of its own for each member, so that no two members may exchange frames. */
  private static Map<String, String> ownGroups(List<String> members) {
    Map<String, String> groups = new HashMap<>();
    members.forEach(name -> groups.put(name, "group of " + name));
    return groups;
  }

  private static GroupChange[] groups(List<String> members, boolean grouped) {
    return grouped
        ? ownGroups(members).entrySet().stream()
            .map(
                each ->
                    new GroupChange(each.getKey(), Optional.empty(), Optional.of(each.getValue())))
            .toArray(GroupChange[]::new)
        : new GroupChange[0];
  }
}
