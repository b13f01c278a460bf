package net.sluice.funnel.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import net.sluice.funnel.Funnel;
import net.sluice.funnel.FunnelException;
import net.sluice.funnel.FunnelListener;
import net.sluice.funnel.FunnelPlane.Location;
import net.sluice.funnel.FunnelPlane.Repair;
import net.sluice.funnel.FunnelPlane.Wanted;
import net.sluice.funnel.Isolation;
import net.sluice.funnel.Node;
import net.sluice.funnel.StormControl;
import net.sluice.funnel.Tree;
import net.sluice.funnel.TreeChange;
import net.sluice.funnel.TreeState;
import net.sluice.funnel.VlanMapping;
import net.sluice.netlink.NetlinkException;
import net.sluice.netlink.rtnl.Bridge;
import net.sluice.netlink.rtnl.Link;
import net.sluice.netlink.rtnl.LinkWriter;
import net.sluice.netlink.system.Errno;
import net.sluice.netlink.system.LinuxSyscalls;
import net.sluice.netlink.system.Sysctl;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Trees in the running kernel: built, changed, damaged, repaired and removed. */
class KernelFunnelsLiveTest {
  private static final Funnel FUNNEL = FunnelSite.funnel(Isolation.ISOLATED);
  private static final Repair RIGHT =
      new Repair(List.of(), Optional.empty(), Optional.empty(), Optional.empty());

  @AutoClose private FunnelSite site;

  @BeforeEach
  void open() {
    site = new FunnelSite();
  }

  @Test
  void treeGrowsWhileItsMembersStay() {
    Tree small = FunnelSite.tree(FUNNEL, 0);
    Tree large = FunnelSite.tree(FUNNEL, 0, 1, 2);
    site.tap(FunnelSite.UPLINK);
    site.build(FunnelSite.change(null, small));
    site.member(FUNNEL, "pw1", 0, false);
    assertReachesOnlyUplink("pw1");
    int leaf = link("pw1").master();

    site.build(FunnelSite.change(small, large));
    site.clear(FunnelSite.change(small, large));
    assertEquals(leaf, link("pw1").master());
    assertReachesOnlyUplink("pw1");
    assertEquals(RIGHT, repair(large));
    TreeState state = site.plane.state(large);
    assertEquals(Optional.of(FunnelSite.UPLINK), state.uplink());
    assertEquals(2, state.levels());
    assertEquals(4, state.bridges().size());
    assertEquals(3, state.bridges().getFirst().ports());
    assertEquals(Node.FAN_OUT - 3, state.bridges().getFirst().free());
    TreeState.BridgeState first = state.bridges().get(1); // from the root down, each level in order
    assertEquals(new Node(FunnelSite.ID, 0, 0), first.node());
    assertEquals(Optional.of("fbb7-1-0"), first.parent());
    assertEquals(1, first.ports());
    assertEquals(1, first.free());
    assertTrue(first.uplinkCounters().txPackets() > 0);
  }

  @Test
  void interfacesHaveNoIpv6AndTheFunnelsMtuWhateverThatOfTheirPorts() {
    Tree tree = FunnelSite.tree(FUNNEL, 0, 1);
    site.build(FunnelSite.change(null, tree));
    site.tap("pw1");
    int leaf = link("fbb7-0-0").index();
    site.rtnetlink.change("pw1", link -> link.mtu(1400).master(leaf));
    assertEquals(1500, link("fbb7-0-0").mtu());
    List<Integer> made =
        site.rtnetlink.links().stream()
            .filter(link -> link.group() == FUNNEL.linkGroup())
            .map(Link::index)
            .toList();
    assertEquals(7, made.size());
    assertTrue(
        site.rtnetlink.addresses().stream()
            .noneMatch(address -> made.contains(address.linkIndex())));
  }

  @Test
  void hostDoesNotAnswerCustomers() throws UnknownHostException {
    Tree tree = FunnelSite.tree(FUNNEL, 0, 1);
    site.tap(FunnelSite.UPLINK);
    InetAddress host = InetAddress.getByName("192.0.2.1");
    int customer = 0xc0000205;
    site.namespace.addAddress("lo", host, 24);
    site.build(FunnelSite.change(null, tree));
    site.member(FUNNEL, "pw1", 0, false);
    assertReachesOnlyUplink("pw1");
    assertFalse(site.answersArp("pw1", customer, 0xc0000201));
    assertFalse(site.answersArp(FunnelSite.UPLINK, customer, 0xc0000201));
    for (String bridge : List.of("fbb7-0-0", "fbb7-0-1", "fbb7-1-0")) {
      Path filter = Path.of("/proc/sys/net/ipv4/conf", bridge, "rp_filter");
      assertEquals("1", site.namespace.call(() -> Files.readString(filter)).strip());
    }
  }

  @Test
  void oneMoreMemberCostsNothing() {
    Tree tree = FunnelSite.tree(FUNNEL, 0);
    site.tap(FunnelSite.UPLINK);
    site.build(FunnelSite.change(null, tree));
    assertEquals(List.of(), site.plane.explainBuild(FunnelSite.change(tree, tree)));
    assertEquals(List.of(), site.plane.explainClear(FunnelSite.change(tree, tree)));
  }

  @Test
  void requestsAreExplainedWithNamesOfFutureInterfaces() {
    site.tap(FunnelSite.UPLINK);
    List<String> lines =
        site.namespace.call(
            () -> site.plane.explainBuild(FunnelSite.change(null, FunnelSite.tree(FUNNEL, 0, 1))));
    assertTrue(lines.contains("rtnl newlink ifname=fbu7-0-1 master=fbb7-0-1"), lines::toString);
    assertTrue(lines.contains("rtnl newlink ifname=up0 master=fbb7-1-0"), lines::toString);
    assertEquals(Optional.empty(), site.rtnetlink.link("fbb7-0-0"));
  }

  @Test
  void foreignInterfaceStaysAndTheBuildIsUndone() {
    site.tap(FunnelSite.UPLINK);
    site.tap("fbb7-0-1");
    site.rtnetlink.change("fbb7-0-1", LinkWriter::down);
    List<String> before = names();
    TreeChange change = FunnelSite.change(null, FunnelSite.tree(FUNNEL, 0, 1));
    FunnelException e = assertThrows(FunnelException.class, () -> site.tryBuild(change));
    assertEquals("fbb7-0-1: can't create the bridge: EEXIST (File exists)", e.getMessage());
    assertEquals(before, names());
    assertFalse(link("fbb7-0-1").up());
    assertEquals(0, link(FunnelSite.UPLINK).master());

    Repair repair = repair(FunnelSite.tree(FUNNEL, 0, 1));
    assertEquals(Optional.of("interface fbb7-0-1 is not Sluice's"), repair.problem());
    assertFalse(link("fbb7-0-1").up());
  }

  @Test
  void checkReturnsTheObstaclesOfAChange() {
    site.tap(FunnelSite.UPLINK);
    site.rtnetlink.create(Bridge.named("br0"));
    int bridge = link("br0").index();
    site.rtnetlink.change(FunnelSite.UPLINK, link -> link.mtu(1400).master(bridge));
    List<String> obstacles = site.plane.check(FunnelSite.change(null, FunnelSite.tree(FUNNEL, 0)));
    assertEquals(
        List.of(
            "uplink up0 has an MTU of 1400, the funnel one of 1500", "uplink up0 is a port of br0"),
        obstacles);
  }

  /** The kernel refuses the bridge of the port and then its settings. */
  @Test
  void theFirstRefusalOfAStepIsReported() {
    site.rtnetlink.create(Bridge.named(FunnelSite.UPLINK));
    FunnelException e =
        assertThrows(
            FunnelException.class,
            () -> site.tryBuild(FunnelSite.change(null, FunnelSite.tree(FUNNEL, 0))));
    assertTrue(e.getMessage().startsWith("up0: can't join bridge fbb7-0-0: ELOOP"), e.getMessage());
  }

  @Test
  void uplinkThatAppearsLateJoins() throws InterruptedException {
    Tree tree = FunnelSite.tree(FUNNEL, 0, 1);
    site.build(FunnelSite.change(null, tree));
    assertEquals(Optional.of("waits for uplink up0"), repair(tree).waiting());
    assertEquals(Optional.empty(), site.plane.state(tree).uplink());
    ReportedChanges changes = listen();
    site.tap(FunnelSite.UPLINK);
    changes.await(FunnelSite.UPLINK);
    assertEquals(List.of("up0: had to join bridge fbb7-1-0"), repair(tree).differences());
    assertEquals(Optional.of(FunnelSite.UPLINK), site.plane.state(tree).uplink());
    site.member(FUNNEL, "pw1", 1, false);
    assertReachesOnlyUplink("pw1");
  }

  @Test
  void aPauseOfEventsIsReportedAsOverrun() throws InterruptedException {
    BlockingQueue<String> reported = new LinkedBlockingQueue<>();
    FunnelListener listener =
        new FunnelListener() {
          @Override
          public void changed(String interfaceName) {
            reported.add(interfaceName);
          }

          @Override
          public void portChanged(String bridge, String interfaceName) {}

          @Override
          public void filtersChanged() {
            reported.add("filters");
          }

          @Override
          public void overrun() {
            reported.add("overrun");
          }
        };
    site.namespace.run(() -> site.plane.listen(listener));
    site.plane.pauseEvents();
    site.tap("fbb7-0-0");
    site.plane.resumeEvents();
    assertEquals("overrun", reported.poll(10, TimeUnit.SECONDS));
    site.rtnetlink.change("fbb7-0-0", link -> link.mtu(1400));
    assertEquals("fbb7-0-0", reported.poll(10, TimeUnit.SECONDS));
  }

  @Test
  void foreignPortsAreReportedAndStay() throws InterruptedException {
    Tree tree = FunnelSite.tree(FUNNEL, 0, 1);
    site.tap(FunnelSite.UPLINK);
    site.build(FunnelSite.change(null, tree));
    ReportedChanges changes = listen();
    assertEquals(RIGHT, repair(tree)); // a repair makes the bridges known
    site.member(FUNNEL, "pw1", 0, false);
    site.tap("eth5");
    for (String bridge : List.of("fbb7-1-0", "fbb7-0-0")) {
      int index = link(bridge).index();
      site.rtnetlink.change("eth5", link -> link.master(index));
      changes.await("eth5 at " + bridge);
      assertEquals(
          Optional.of("interface eth5 is a port of " + bridge + ", and not Sluice's"),
          repair(tree).obstacle());
      assertEquals(index, link("eth5").master());
      site.rtnetlink.change("eth5", LinkWriter::withoutMaster);
      changes.await("eth5 at " + bridge);
      assertEquals(RIGHT, repair(tree));
    }
  }

  /** Groups exchange frames from the flush until the repair. */
  @Test
  void aFlushOfNftablesIsReportedAndRepaired() throws InterruptedException {
    NftProgram.assumePresent();
    Tree tree = FunnelSite.tree(FunnelSite.funnel(Isolation.GROUPS), 0);
    Map<String, String> groups = Map.of("red1", "red", "red2", "red", "blue1", "blue");
    site.tap(FunnelSite.UPLINK);
    site.build(FunnelSite.change(null, tree));
    site.repair(tree, groups);
    String table = site.namespace.exec("nft", "list", "table", "bridge", "sluice");
    ReportedChanges changes = listen();
    long flushed = System.nanoTime();
    site.namespace.exec("nft", "flush", "ruleset");
    changes.await("filters");
    long reported = System.nanoTime();
    Repair repair = site.repair(tree, groups);
    long repaired = System.nanoTime();
    System.out.printf(
        "nft flush ruleset: reported after %d ms, including its own run time; repaired in %d ms%n",
        TimeUnit.NANOSECONDS.toMillis(reported - flushed),
        TimeUnit.NANOSECONDS.toMillis(repaired - reported));
    assertEquals(
        List.of("nftables table bridge sluice differed from the configuration"),
        repair.differences());
    assertEquals(table, site.namespace.exec("nft", "list", "table", "bridge", "sluice"));
  }

  /** A process that is killed in a commit leaves the entries of members that it never got. */
  @Test
  void filtersOfNoFunnelAreRemovedAfterTheFirstRepair() {
    NftProgram.assumePresent();
    Tree tree = FunnelSite.tree(FunnelSite.funnel(Isolation.GROUPS), 0);
    Map<String, String> right = Map.of("red1", "red");
    site.tap(FunnelSite.UPLINK);
    site.build(FunnelSite.change(null, tree));
    site.repair(tree, right);
    String table = site.namespace.exec("nft", "list", "table", "bridge", "sluice");
    site.repair(tree, Map.of("red1", "blue", "red2", "red"));

    restart(
        plane -> {
          plane.repair(List.of(new Wanted(tree, Set.of(), right)));
          plane.removeUnknownFilters();
        });

    assertEquals(table, site.namespace.exec("nft", "list", "table", "bridge", "sluice"));

    restart(KernelFunnels::removeUnknownFilters);

    assertEquals("", site.namespace.exec("nft", "list", "ruleset"));
  }

  private interface Start {
    void carryOut(KernelFunnels plane) throws FunnelException;
  }

  /** Does what another process does when it starts. */
  private void restart(Start start) {
    site.namespace.run(
        () -> {
          try (KernelFunnels plane = new KernelFunnels(FunnelSite.SYSCALLS)) {
            start.carryOut(plane);
          }
        });
  }

  @Test
  void vlanMappingIsRejectedIfBridgesHaveNoFiltering() {
    site.tap(FunnelSite.UPLINK);
    boolean possible = canCreateBridgeWithVlans();
    Funnel mapping = FunnelSite.funnel(Isolation.ISOLATED, VlanMapping.DOT1Q, StormControl.NONE);
    List<String> refusal =
        List.of(
            "vlan-mapping needs a kernel with VLAN filtering in bridges"
                + " (CONFIG_BRIDGE_VLAN_FILTERING)");
    assertEquals(
        possible ? List.of() : refusal,
        site.plane.check(FunnelSite.change(null, FunnelSite.tree(mapping, 0))));
    assertEquals(List.of(), site.plane.check(FunnelSite.change(null, FunnelSite.tree(FUNNEL, 0))));
  }

  private boolean canCreateBridgeWithVlans() {
    try {
      site.rtnetlink.create(new Bridge("br0", false, 0, Bridge.DOT1Q, OptionalInt.empty()));
      return true;
    } catch (NetlinkException e) {
      assertEquals(Errno.EOPNOTSUPP, e.errno());
      return false;
    }
  }

  @Test
  void theShieldOfABridgeIsRepaired() throws InterruptedException {
    Tree tree = FunnelSite.tree(FUNNEL, 0, 1);
    site.tap(FunnelSite.UPLINK);
    site.build(FunnelSite.change(null, tree));
    ReportedChanges changes = listen();
    site.namespace.exec("ip", "link", "set", "fbb7-0-1", "arp", "on");
    changes.await("fbb7-0-1");
    assertEquals(List.of("fbb7-0-1: had to change the bridge"), repair(tree).differences());
    assertTrue(link("fbb7-0-1").withoutArp());
    Sysctl sysctl = new Sysctl(LinuxSyscalls.instance());
    for (String parameter :
        List.of("ipv4/conf/fbb7-1-0/rp_filter", "ipv6/conf/fbb7-1-0/disable_ipv6")) {
      site.namespace.run(() -> sysctl.set("net/" + parameter, "0"));
      assertEquals(List.of("fbb7-1-0: had to change the bridge"), repair(tree).differences());
      assertEquals("1", site.namespace.call(() -> sysctl.getWritable("net/" + parameter)));
    }
    assertEquals(RIGHT, repair(tree));
  }

  @Test
  void damageIsReportedAndRepaired() throws InterruptedException {
    Tree tree = FunnelSite.tree(FUNNEL, 0, 1);
    site.tap(FunnelSite.UPLINK);
    site.build(FunnelSite.change(null, tree));
    site.member(FUNNEL, "pw1", 0, false);
    site.member(FUNNEL, "pw2", 1, false);
    assertEquals(RIGHT, repair(tree));
    ReportedChanges changes = listen();

    site.rtnetlink.delete("fbu7-0-1");
    changes.await("fbu7-0-1");
    assertFalse(repair(tree).differences().isEmpty());
    assertReachesOnlyUplink("pw2");

    site.rtnetlink.change("fbd7-0-0", link -> link.port(FUNNEL.downPort().withIsolated(false)));
    changes.await("fbd7-0-0");
    assertEquals(List.of("fbd7-0-0: had to change the port"), repair(tree).differences());
    assertReachesOnlyUplink("pw1");

    site.rtnetlink.change("fbd7-0-0", LinkWriter::withoutMaster);
    changes.await("fbd7-0-0");
    assertFalse(repair(tree).differences().isEmpty());
    assertReachesOnlyUplink("pw1");

    site.rtnetlink.change(FunnelSite.UPLINK, LinkWriter::withoutMaster);
    changes.await(FunnelSite.UPLINK);
    assertEquals(List.of("up0: had to join bridge fbb7-1-0"), repair(tree).differences());

    site.rtnetlink.change("fbb7-0-1", link -> link.mtu(1400).down());
    changes.await("fbb7-0-1");
    assertFalse(repair(tree).differences().isEmpty());
    assertReachesOnlyUplink("pw2");
    assertEquals(RIGHT, repair(tree));
  }

  private void assertReachesOnlyUplink(String member) {
    site.assertBroadcast(member, Set.of(FunnelSite.UPLINK));
  }

  @Test
  void addressIsFoundBehindItsPort() {
    Tree tree = FunnelSite.tree(FUNNEL, 0, 1);
    site.tap(FunnelSite.UPLINK);
    site.build(FunnelSite.change(null, tree));
    site.member(FUNNEL, "pw1", 0, false);
    site.member(FUNNEL, "pw2", 1, false);
    assertEquals(Optional.empty(), locate(tree, "pw2"));
    assertReachesOnlyUplink("pw2");
    assertEquals(Optional.of(new Location("pw2", "fbb7-0-1")), locate(tree, "pw2"));
    assertEquals(
        Optional.of(new Location(FunnelSite.UPLINK, "fbb7-1-0")), locate(tree, FunnelSite.UPLINK));
    assertEquals(
        Optional.of(new Location("pw2", "fbb7-0-1")),
        site.plane.locate(tree, site.address("pw2"), OptionalInt.of(7)),
        "without VLAN mapping the VLAN is ignored");
  }

  private Optional<Location> locate(Tree tree, String owner) {
    return site.plane.locate(tree, site.address(owner), OptionalInt.empty());
  }

  @Test
  void uplinkWithAnAddressIsRejected() throws UnknownHostException {
    site.tap(FunnelSite.UPLINK);
    InetAddress address = InetAddress.getByName("192.0.2.1");
    site.namespace.addAddress(FunnelSite.UPLINK, address, 24);
    TreeChange change = FunnelSite.change(null, FunnelSite.tree(FUNNEL, 0));
    assertEquals(
        List.of(
            "uplink up0 has the address 192.0.2.1/24, which stops working in a bridge; remove"
                + " the address, or use a VLAN of the interface"),
        site.plane.check(change));
    site.namespace.deleteAddress(FunnelSite.UPLINK, address, 24);
    assertEquals(List.of(), site.plane.check(change));
  }

  @Test
  void wholeFunnelIsRemovedInOneRequest() {
    site.tap(FunnelSite.UPLINK);
    List<String> before = names();
    Tree tree = FunnelSite.tree(FUNNEL, 0, 1, 1022);
    site.build(FunnelSite.change(null, tree));
    TreeChange end = FunnelSite.change(tree, null);
    List<String> requests = site.namespace.call(() -> site.plane.explainClear(end));
    assertEquals(
        List.of("rtnl newlink ifname=up0 master=0", "rtnl dellink group=" + FUNNEL.linkGroup()),
        requests);
    site.build(end);
    site.clear(end);
    assertEquals(before, names());
  }

  @Test
  void interfacesOfAnInterruptedCommitAreRemoved() {
    site.tap(FunnelSite.UPLINK);
    List<String> before = names();
    site.build(FunnelSite.change(null, FunnelSite.tree(FUNNEL, 0, 1)));
    site.rtnetlink.delete("fbb7-0-1");
    site.namespace.run(() -> site.plane.remove(FunnelSite.ID));
    site.namespace.run(() -> site.plane.remove(FunnelSite.ID));
    assertEquals(before, names());
  }

  @Test
  void buildIsUndoneByTheReversedChange() {
    site.tap(FunnelSite.UPLINK);
    Tree small = FunnelSite.tree(FUNNEL, 0);
    site.build(FunnelSite.change(null, small));
    TreeChange growth = FunnelSite.change(small, FunnelSite.tree(FUNNEL, 0, 1, 2));
    site.build(growth);
    site.build(growth.reversed());
    site.clear(growth.reversed());
    assertEquals(RIGHT, repair(small));
    site.member(FUNNEL, "pw1", 0, false);
    assertReachesOnlyUplink("pw1");
  }

  private Repair repair(Tree tree) {
    return site.repair(tree, Map.of());
  }

  private Link link(String name) {
    return site.rtnetlink.link(name).orElseThrow();
  }

  private List<String> names() {
    return site.rtnetlink.links().stream().map(Link::name).sorted().toList();
  }

  private ReportedChanges listen() {
    ReportedChanges changes = new ReportedChanges();
    site.namespace.run(() -> site.plane.listen(changes));
    return changes;
  }

  /** The names of changed interfaces. */
  private static final class ReportedChanges implements FunnelListener {
    private final BlockingQueue<String> names = new LinkedBlockingQueue<>();

    @Override
    public void changed(String interfaceName) {
      names.add(interfaceName);
    }

    @Override
    public void portChanged(String bridge, String interfaceName) {
      names.add(interfaceName + " at " + bridge);
    }

    @Override
    public void filtersChanged() {
      names.add("filters");
    }

    @Override
    public void overrun() {
      throw new AssertionError("a few changes can not overrun the socket");
    }

    /** Waits until a change of an interface is reported; drops those before. */
    void await(String name) throws InterruptedException {
      String reported;
      do {
        reported = names.poll(10, TimeUnit.SECONDS);
      } while (reported != null && !reported.equals(name));
      assertEquals(name, reported);
      names.clear();
    }
  }
}
