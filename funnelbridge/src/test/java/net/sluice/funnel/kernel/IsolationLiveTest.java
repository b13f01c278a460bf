package net.sluice.funnel.kernel;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import net.sluice.funnel.Funnel;
import net.sluice.funnel.Isolation;
import net.sluice.funnel.Tree;
import net.sluice.funnel.TreeChange.GroupChange;
import net.sluice.netlink.MacAddress;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The paths of frames between pseudowires, through trees of one to three levels. */
class IsolationLiveTest {
  private static final MacAddress MULTICAST = MacAddress.parse("01:00:5e:00:01:05");
  private static final MacAddress UNKNOWN = MacAddress.parse("02:00:00:00:02:01");

  /** Members of the first leaf. */
  private static final List<String> FIRST = List.of("red1", "red2", "blue1", "none1", "none2");

  /** Members of the last leaf. */
  private static final List<String> LAST = List.of("red3", "blue2", "none3");

  @AutoClose private FunnelSite site;

  @BeforeEach
  void open() {
    site = new FunnelSite();
  }

  @ParameterizedTest
  @CsvSource({
    "ISOLATED, 0",
    "ISOLATED, 1",
    "ISOLATED, 1022",
    "OPEN, 0",
    "OPEN, 1",
    "OPEN, 1022",
    "GROUPS, 0",
    "GROUPS, 1",
    "GROUPS, 1022"
  })
  void framesReachExactlyTheInterfacesOfTheRule(Isolation isolation, int lastLeaf) {
    if (isolation == Isolation.GROUPS) {
      NftProgram.assumePresent();
    }
    Funnel funnel = FunnelSite.funnel(isolation);
    Set<String> members = new TreeSet<>(FIRST);
    members.addAll(LAST);
    GroupChange[] groups = isolation == Isolation.GROUPS ? groups(members) : new GroupChange[0];
    Tree tree = FunnelSite.tree(funnel, 0, lastLeaf);
    site.tap(FunnelSite.UPLINK);
    site.build(FunnelSite.change(null, tree, groups));
    FIRST.forEach(name -> site.member(funnel, name, 0, group(name).isPresent()));
    LAST.forEach(name -> site.member(funnel, name, lastLeaf, group(name).isPresent()));

    site.assertBroadcast(FunnelSite.UPLINK, members);
    for (String from : members) {
      Set<String> reachable = reachable(isolation, from, members);
      site.assertBroadcast(from, reachable);
      site.assertSent(from, MULTICAST, reachable);
      site.assertSent(from, UNKNOWN, reachable);
    }
    for (String from : members) {
      Set<String> reachable = reachable(isolation, from, members);
      site.assertSent(FunnelSite.UPLINK, site.address(from), Set.of(from));
      site.assertSent(from, site.address(FunnelSite.UPLINK), Set.of(FunnelSite.UPLINK));
      for (String to : members) {
        if (!to.equals(from)) {
          site.assertSent(from, site.address(to), reachable.contains(to) ? Set.of(to) : Set.of());
        }
      }
    }
  }

  /** Frames of l2tpeth have the mark of the packets that carried them. */
  @Test
  void marksOfArrivingFramesGiveNoAccess() {
    NftProgram.assumePresent();
    Funnel funnel = FunnelSite.funnel(Isolation.GROUPS);
    Set<String> members = new TreeSet<>(FIRST);
    members.addAll(LAST);
    site.tap(FunnelSite.UPLINK);
    site.build(FunnelSite.change(null, FunnelSite.tree(funnel, 0, 1), groups(members)));
    FIRST.forEach(name -> site.member(funnel, name, 0, group(name).isPresent()));
    LAST.forEach(name -> site.member(funnel, name, 1, group(name).isPresent()));
    String red = NftProgram.mark(site.namespace, "red1");
    for (String mark : List.of("1", NftProgram.mark(site.namespace, FunnelSite.UPLINK), red)) {
      NftProgram.markAll(site.namespace, mark);
      for (String from : members) {
        site.assertBroadcast(from, reachable(Isolation.GROUPS, from, members));
      }
      site.assertBroadcast(FunnelSite.UPLINK, members);
    }
  }

  private static GroupChange[] groups(Set<String> members) {
    return members.stream()
        .filter(name -> group(name).isPresent())
        .map(name -> new GroupChange(name, Optional.empty(), group(name)))
        .toArray(GroupChange[]::new);
  }

  private static Optional<String> group(String name) {
    return name.startsWith("none")
        ? Optional.empty()
        : Optional.of(name.substring(0, name.length() - 1));
  }

  private static Set<String> reachable(Isolation isolation, String from, Set<String> members) {
    Set<String> reachable = new TreeSet<>(members);
    switch (isolation) {
      case ISOLATED -> reachable.clear();
      case OPEN -> {}
      case GROUPS ->
          reachable.removeIf(to -> group(from).isEmpty() || !group(from).equals(group(to)));
    }
    reachable.remove(from);
    reachable.add(FunnelSite.UPLINK);
    return reachable;
  }
}
