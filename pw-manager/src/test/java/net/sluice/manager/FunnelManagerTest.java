package net.sluice.manager;

import static net.sluice.manager.Configs.funnel;
import static net.sluice.manager.Configs.inFunnel;
import static net.sluice.manager.Configs.pseudowire;
import static net.sluice.manager.Configs.tunnel;
import static net.sluice.manager.Configs.tunnels;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import net.sluice.funnel.FunnelPlane.Location;
import net.sluice.funnel.TreeState.BridgeState;
import net.sluice.funnel.plan.Present.PresentLink;
import net.sluice.funnel.plan.TreeStep;
import net.sluice.funnel.simulated.SimulatedFunnelPlane;
import net.sluice.l2tp.InterfaceSettings;
import net.sluice.l2tp.Step;
import net.sluice.l2tp.simulated.SimulatedDataPlane;
import net.sluice.l2tp.simulated.SimulatedDataPlane.Refusal;
import net.sluice.manager.api.ConfigException;
import net.sluice.manager.api.ConfigService.Client;
import net.sluice.manager.api.Datastore;
import net.sluice.manager.api.StatusService.FunnelState;
import net.sluice.manager.api.StatusService.Subject;
import net.sluice.netlink.Await;
import net.sluice.netlink.MacAddress;
import net.sluice.netlink.rtnl.BridgePort;
import net.sluice.yang.Paths;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;

/** Funnels from the configuration to the planes. */
class FunnelManagerTest {
  private static final Client ALICE = new Client(1, "alice");
  private static final String T1 = tunnels(tunnel("t1", 1));

  private final FakeCommitLog log = new FakeCommitLog();
  private final SimulatedDataPlane dataPlane = new SimulatedDataPlane();
  private final SimulatedFunnelPlane funnelPlane =
      new SimulatedFunnelPlane(List.of("eth1", "eth2"));
  private Manager manager;

  @BeforeEach
  void start() throws ConfigException {
    manager = Manager.start(log, dataPlane, funnelPlane, new FakeSignaling(), Clock.systemUTC());
  }

  @AfterEach
  void stop() {
    manager.close();
    dataPlane.close();
    funnelPlane.close();
  }

  // --- Commits -----------------------------------------------------------------------------------

  @Test
  void pseudowiresAreInLeavesOfTheirFunnel() throws ConfigException {
    commit(config(funnel("f", "eth1", "'leaf-capacity':2"), members("f", 3)));
    assertEquals(Optional.of("fbb0-0-0"), bridgeOf("pw0"));
    assertEquals(Optional.of("fbb0-0-0"), bridgeOf("pw1"));
    assertEquals(Optional.of("fbb0-0-1"), bridgeOf("pw2"));
    assertTrue(settings("pw0").port().orElseThrow().flags().isolated());
    assertEquals(Optional.of("fbb0-1-0"), master("eth1"), "the bridge above both leaves");
    assertEquals(FunnelState.UP, manager.status().funnel("f").orElseThrow().state());
    assertEquals(3, manager.status().funnel("f").orElseThrow().pseudowires());
    assertEquals(2, manager.status().tree("f").orElseThrow().levels());
    assertTrue(
        manager.status().health().consistent(), manager.status().health().problems().toString());
  }

  @Test
  void theTreeHasThePortsOfPseudowires() throws ConfigException {
    manager.close();
    SimulatedFunnelPlane knowing = SimulatedFunnelPlane.withEveryUplink(dataPlane::ports);
    manager = Manager.start(log, dataPlane, knowing, new FakeSignaling(), Clock.systemUTC());
    commit(config(funnel("f", "eth1", "'leaf-capacity':2"), members("f", 3)));
    assertEquals(
        List.of(2, 2, 1),
        manager.status().tree("f").orElseThrow().bridges().stream()
            .map(BridgeState::ports)
            .toList());
    knowing.close();
  }

  @Test
  void onePseudowireMoreCostsNoChangeOfTheTree() throws ConfigException {
    String f = funnel("f", "eth1", "'leaf-capacity':5");
    commit(config(f, members("f", 3)));
    int before = funnelPlane.applied();
    commit(config(f, members("f", 4)));
    assertEquals(before, funnelPlane.applied());
    assertEquals(Optional.of("fbb0-0-0"), bridgeOf("pw3"));
  }

  @Test
  void whatLeavesLeavesAPlaceForOthers() throws ConfigException {
    String f = funnel("f", "eth1", "'leaf-capacity':2");
    commit(config(f, members("f", 4)));
    commit(config(f, member("p1", 1, "f"), member("p3", 3, "f"), member("p4", 4, "f")));
    assertEquals(Optional.of("fbb0-0-1"), bridgeOf("pw3"), "nothing moves");
    commit(
        config(
            f,
            member("p1", 1, "f"),
            member("p3", 3, "f"),
            member("p4", 4, "f"),
            member("p5", 5, "f")));
    assertEquals(Optional.of("fbb0-0-0"), bridgeOf("pw1"));
  }

  @Test
  void aPseudowireMovesFromOneFunnelToAnother() throws ConfigException {
    String two = funnel("f", "eth1") + "," + funnel("g", "eth2");
    commit(config(two, member("p1", 1, "f")));
    commit(config(two, member("p1", 1, "g")));
    assertEquals(Optional.of("fbb1-0-0"), bridgeOf("pw0"));
    assertEquals(0, manager.status().funnel("f").orElseThrow().pseudowires());
    assertEquals(1, manager.status().funnel("g").orElseThrow().pseudowires());
    commit(config(two, pseudowire("p1", "t1", 1)));
    assertEquals(Optional.empty(), bridgeOf("pw0"));
    assertEquals(Optional.empty(), settings("pw0").port());
  }

  @Test
  void aFunnelThatGoesLeavesNothing() throws ConfigException {
    commit(config(funnel("f", "eth1", "'leaf-capacity':1"), members("f", 3)));
    commit(config("", pseudowire("p1", "t1", 1)));
    assertEquals(List.of("eth1", "eth2"), interfaceNames());
    assertEquals(Optional.empty(), manager.status().funnel("f"));
    assertEquals(Optional.empty(), manager.status().tree("f"));
    assertEquals(List.of(), manager.status().events(Subject.FUNNEL, "f"));
  }

  @Test
  void anotherIsolationReachesThePorts() throws ConfigException {
    commit(config(funnel("f", "eth1"), members("f", 2)));
    commit(config(funnel("f", "eth1", "'isolation':'open'"), members("f", 2)));
    assertFalse(settings("pw1").port().orElseThrow().flags().isolated());
    assertEquals("changed", manager.status().events(Subject.FUNNEL, "f").getLast().type().word());
  }

  @Test
  void onlyWhatPortsHaveIsChangedAtPorts() throws ConfigException {
    commit(config(funnel("f", "eth1"), members("f", 2)));
    StepCounts applied = new StepCounts(dataPlane);
    commit(config(funnel("f", "eth1", "'storm-control':{'arp-rate':100}"), members("f", 2)));
    assertEquals(Map.of(), applied.counts());
  }

  @Test
  void vlansAndGroupsReachThePlanes() throws ConfigException {
    String f = funnel("f", "eth1", "'isolation':'groups','vlan-mapping':'dot1q'");
    commit(config(f, member("p1", 1, "f", "'vlan':7,'group':'red'"), member("p2", 2, "f")));
    assertEquals(OptionalInt.of(7), settings("pw0").port().orElseThrow().vlan());
    assertEquals(OptionalInt.of(1), settings("pw1").port().orElseThrow().vlan());
    assertFalse(settings("pw0").port().orElseThrow().flags().isolated());
    assertTrue(settings("pw1").port().orElseThrow().flags().isolated());
    assertEquals(Map.of("pw0", "red"), funnelPlane.groups());
    commit(config(f, member("p1", 1, "f", "'vlan':7"), member("p2", 2, "f", "'group':'red'")));
    assertEquals(Map.of("pw1", "red"), funnelPlane.groups());
  }

  @Test
  void anAddressIsBehindAPseudowire() throws ConfigException {
    commit(config(funnel("f", "eth1"), members("f", 2)));
    MacAddress address = MacAddress.parse("02:00:00:00:00:01");
    funnelPlane.learn(address, new Location("pw1", "fbb0-0-0"));
    var found = manager.status().locate("f", address, OptionalInt.empty()).orElseThrow();
    assertEquals("p2", found.pseudowire().orElseThrow().name());
    funnelPlane.learn(address, new Location("eth1", "fbb0-0-0"));
    found = manager.status().locate("f", address, OptionalInt.empty()).orElseThrow();
    assertEquals(Optional.empty(), found.pseudowire());
    assertEquals("eth1", found.port().interfaceName());
  }

  // --- Refusals ----------------------------------------------------------------------------------

  @Test
  void aTreeThatIsRefusedLeavesEverythingAsItWas() throws ConfigException {
    String f = funnel("f", "eth1", "'leaf-capacity':1");
    commit(config(f, members("f", 1)));
    refusedWhole(config(f, members("f", 3)), step -> step.interfaceName().equals("fbb0-0-2"));
  }

  @Test
  void aTreeThatCanNotBeClearedIsBuiltAgain() throws ConfigException {
    String f = funnel("f", "eth1", "'leaf-capacity':1");
    commit(config(f, members("f", 4)));
    refusedWhole(
        config("", pseudowire("p1", "t1", 1)),
        step -> step instanceof TreeStep.DeleteBridge || step instanceof TreeStep.DeleteGroup);
  }

  private void refusedWhole(ContainerNode config, Predicate<TreeStep> refused)
      throws ConfigException {
    List<PresentLink> before = funnelPlane.interfaces();
    Map<String, InterfaceSettings> interfaces = interfaces();
    funnelPlane.refuse(
        step -> refused.test(step) ? Optional.of("Cannot allocate memory") : Optional.empty());
    manager.config().replaceCandidate(ALICE, config);
    ConfigException e = assertThrows(ConfigException.class, () -> manager.config().commit(ALICE));
    assertTrue(e.getMessage().startsWith("funnel 'f': "), e.getMessage());
    assertTrue(e.getMessage().endsWith("Cannot allocate memory"), e.getMessage());
    assertEquals(
        "/sluice-funnelbridge:funnels/funnel[name='f']",
        Paths.text(e.errors().getFirst().path().orElseThrow()));
    assertEquals(before, funnelPlane.interfaces());
    assertEquals(interfaces, interfaces());
    funnelPlane.refuse(step -> Optional.empty());
    manager.config().commit(ALICE);
  }

  @Test
  void aSessionThatIsRefusedTakesTheTreeBack() throws ConfigException {
    String f = funnel("f", "eth1", "'leaf-capacity':1");
    commit(config(f, members("f", 1)));
    AtomicInteger sessions = new AtomicInteger();
    dataPlane.refuse(
        step ->
            step instanceof Step.Configure && sessions.incrementAndGet() == 2
                ? Optional.of(new Refusal(12, "ENOMEM (Cannot allocate memory)"))
                : Optional.empty());
    manager.config().replaceCandidate(ALICE, config(f, members("f", 4)));
    assertThrows(ConfigException.class, () -> manager.config().commit(ALICE));
    assertEquals(1, interfaces().size());
    assertTrue(funnelPlane.find("fbb0-0-3").isEmpty(), "one empty leaf may stay, and not three");
    assertTrue(funnelPlane.find("fbb0-0-2").isEmpty());
    dataPlane.refuse(step -> Optional.empty());
    manager.config().commit(ALICE);
    assertEquals(Optional.of("fbb0-0-3"), bridgeOf("pw3"));
  }

  @Test
  void whatTheHostForbidsIsRefusedAtValidation() throws ConfigException {
    funnelPlane.addUplink("eth3", 1400);
    manager.config().replaceCandidate(ALICE, config(funnel("f", "eth3")));
    ConfigException e =
        assertThrows(ConfigException.class, () -> manager.config().validate(Datastore.CANDIDATE));
    assertTrue(e.getMessage().contains("1400"), e.getMessage());
    assertThrows(ConfigException.class, () -> manager.config().commit(ALICE));
    assertEquals(0, log.commits());
  }

  // --- The life of a tree ------------------------------------------------------------------------

  @Test
  void aFunnelWaitsForItsUplink() throws ConfigException {
    commit(config(funnel("f", "late0"), members("f", 1)));
    assertEquals(FunnelState.WAITING, manager.status().funnel("f").orElseThrow().state());
    assertTrue(manager.status().health().consistent());
    funnelPlane.addUplink("late0");
    Await.until(() -> manager.status().funnel("f").orElseThrow().state() == FunnelState.UP);
    assertEquals(Optional.of("fbb0-0-0"), master("late0"));
    Await.until(() -> types("f").equals(List.of("down", "up")));
  }

  @Test
  void driftIsNoticedAndRepaired() throws ConfigException {
    commit(config(funnel("f", "eth1", "'leaf-capacity':1"), members("f", 2)));
    assertEquals(List.of("up"), types("f"));
    funnelPlane.delete("fbb0-0-1");
    Await.until(() -> types("f").contains("repaired"));
    assertEquals(List.of("up", "drift", "repaired"), types("f"));
    assertTrue(funnelPlane.find("fbb0-0-1").isPresent());
  }

  @Test
  void portsOfOthersAreToldAndLeftAlone() throws ConfigException {
    commit(config(funnel("f", "eth1", "'leaf-capacity':1"), members("f", 2)));
    for (String bridge : List.of("fbb0-1-0", "fbb0-0-1")) {
      funnelPlane.change("eth2", link -> link.joined(bridge, BridgePort.KERNEL_DEFAULT, false));
      Await.until(() -> manager.status().funnel("f").orElseThrow().state() == FunnelState.FAILED);
      String problem = "interface eth2 is a port of " + bridge + ", and not Sluice's";
      assertEquals(Optional.of(problem), manager.status().funnel("f").orElseThrow().lastError());
      assertEquals(List.of("funnel 'f': " + problem), manager.status().health().problems());
      assertEquals(problem, manager.status().events(Subject.FUNNEL, "f").getLast().text());
      assertEquals(Optional.of(bridge), master("eth2"));
      funnelPlane.change("eth2", PresentLink::left);
      Await.until(() -> manager.status().health().consistent());
    }
    assertEquals(List.of("up", "failed", "up", "failed", "up"), types("f"));
  }

  @Test
  void aTreeWithPortsOfOthersIsRepairedAllTheSame() throws ConfigException {
    commit(config(funnel("f", "eth1", "'leaf-capacity':1"), members("f", 2)));
    funnelPlane.change("eth2", link -> link.joined("fbb0-1-0", BridgePort.KERNEL_DEFAULT, false));
    Await.until(() -> manager.status().funnel("f").orElseThrow().state() == FunnelState.FAILED);
    funnelPlane.delete("fbb0-0-1");
    Await.until(() -> types("f").contains("drift"));
    assertTrue(funnelPlane.find("fbb0-0-1").isPresent());
    commit(config(funnel("f", "eth1", "'leaf-capacity':1"), members("f", 3)));
  }

  @Test
  void ownChangesAreNoDrift() throws ConfigException {
    String f = funnel("f", "eth1", "'leaf-capacity':1");
    commit(config(f, members("f", 1)));
    commit(config(f, members("f", 3)));
    funnelPlane.overrun();
    funnelPlane.delete("eth2"); // is heard of when all before has been looked at
    commit(config(f + "," + funnel("g", "eth2"), members("f", 3)));
    funnelPlane.addUplink("eth2");
    Await.until(() -> manager.status().funnel("g").orElseThrow().state() == FunnelState.UP);
    assertEquals(List.of("up"), types("f"));
  }

  @Test
  void whatCanNotBeRepairedIsToldAndTriedAgain() throws ConfigException {
    commit(config(funnel("f", "eth1", "'leaf-capacity':1"), members("f", 2)));
    funnelPlane.refuse(step -> Optional.of("Cannot allocate memory"));
    funnelPlane.delete("fbb0-0-1");
    Await.until(() -> manager.status().funnel("f").orElseThrow().state() == FunnelState.FAILED);
    assertTrue(manager.status().health().problems().getFirst().contains("Cannot allocate memory"));
    AtomicInteger tries = new AtomicInteger();
    funnelPlane.refuse(
        step -> {
          tries.incrementAndGet();
          return Optional.of("Cannot allocate memory");
        });
    Await.until(() -> tries.get() > 3);
    funnelPlane.refuse(step -> Optional.empty());
    Await.until(() -> manager.status().health().consistent());
    assertEquals(FunnelState.UP, manager.status().funnel("f").orElseThrow().state());
    assertEquals(
        List.of("up", "drift", "failed", "up"), types("f"), "what is tried again is told once");
  }

  @Test
  void aRestartMovesNothing() throws ConfigException {
    String f = funnel("f", "eth1", "'leaf-capacity':2");
    commit(config(f, members("f", 4)));
    commit(config(f, member("p3", 3, "f"), member("p4", 4, "f")));
    commit(config(f, member("p3", 3, "f"), member("p4", 4, "f"), member("p0", 9, "f")));
    List<PresentLink> before = funnelPlane.interfaces();
    Map<String, InterfaceSettings> interfaces = interfaces();
    manager.close();
    StepCounts steps = new StepCounts(dataPlane);
    int applied = funnelPlane.applied();
    start();
    assertEquals(Map.of(), steps.counts());
    assertEquals(applied, funnelPlane.applied());
    assertEquals(interfaces, interfaces());
    assertEquals(before, funnelPlane.interfaces());
    assertEquals(3, manager.status().funnel("f").orElseThrow().pseudowires());
  }

  @Test
  void anOlderConfigurationLeavesNothingOfANewerOne() throws ConfigException {
    commit(config(funnel("f", "eth1", "'leaf-capacity':2"), members("f", 4)));
    manager.close();
    manager =
        Manager.start(
            new FakeCommitLog(), dataPlane, funnelPlane, new FakeSignaling(), Clock.systemUTC());
    assertEquals(
        List.of("eth1", "eth2"),
        funnelPlane.interfaces().stream().map(PresentLink::name).sorted().toList());
    assertEquals(Optional.empty(), master("eth1"));
  }

  @Test
  void anInterruptedCommitLeavesNothing() throws ConfigException {
    String f = funnel("f", "eth1", "'leaf-capacity':1");
    commit(config(f, members("f", 2)));
    List<String> before = interfaceNames();
    Map<String, InterfaceSettings> interfaces = interfaces();
    manager.close();
    Manager doomed =
        Manager.start(log, dataPlane, funnelPlane, new FakeSignaling(), Clock.systemUTC());
    doomed
        .config()
        .replaceCandidate(
            ALICE, config(funnel("g", "eth2"), member("p1", 1, "g"), member("p5", 5, "g")));
    log.failCommit = true;
    dataPlane.refuse(
        step -> {
          if (step instanceof Step.DeleteSession) {
            throw new AssertionError("the plug is pulled");
          }
          return Optional.empty();
        });
    assertThrows(AssertionError.class, () -> doomed.config().commit(ALICE));
    doomed.close();
    dataPlane.refuse(step -> Optional.empty());
    log.failCommit = false;
    assertTrue(funnelPlane.find("fbb1-0-0").isPresent(), "of the funnel that does not count");
    start();
    assertEquals(before, interfaceNames());
    assertEquals(interfaces, interfaces());
    assertTrue(
        manager.status().health().consistent(), manager.status().health().problems().toString());
  }

  @Test
  void filtersOfAnInterruptedCommitGoThoughAPortIsForeign() throws ConfigException {
    commit(config(funnel("f", "eth1", "'leaf-capacity':1"), members("f", 2)));
    manager.close();
    funnelPlane.leaveFilters();
    funnelPlane.change("eth2", link -> link.joined("fbb0-1-0", BridgePort.KERNEL_DEFAULT, false));
    start();
    assertEquals(FunnelState.FAILED, manager.status().funnel("f").orElseThrow().state());
    assertFalse(funnelPlane.hasUnknownFilters());
  }

  @Test
  void filtersOfAnInterruptedCommitGoWhenTheRepairSucceeds() throws ConfigException {
    commit(config(funnel("f", "eth1", "'leaf-capacity':1"), members("f", 2)));
    manager.close();
    funnelPlane.leaveFilters();
    funnelPlane.delete("fbb0-0-1");
    funnelPlane.refuse(step -> Optional.of("Cannot allocate memory"));
    start();
    assertTrue(funnelPlane.hasUnknownFilters(), "the funnel may need them");
    funnelPlane.refuse(step -> Optional.empty());
    Await.until(() -> manager.status().health().consistent());
    assertFalse(funnelPlane.hasUnknownFilters());
  }

  // --- Helpers -----------------------------------------------------------------------------------

  private static String member(String name, int session, String funnel, String... more) {
    return pseudowire(name, "t1", session, inFunnel(funnel, more));
  }

  private static String[] members(String funnel, int number) {
    return IntStream.rangeClosed(1, number)
        .mapToObj(i -> member("p" + i, i, funnel))
        .toArray(String[]::new);
  }

  private static ContainerNode config(String funnels, String... pseudowires) {
    return Configs.withFunnels(funnels, T1, pseudowires);
  }

  private void commit(ContainerNode config) throws ConfigException {
    manager.config().replaceCandidate(ALICE, config);
    manager.config().commit(ALICE);
  }

  private Map<String, InterfaceSettings> interfaces() {
    Map<String, InterfaceSettings> settings = new TreeMap<>();
    dataPlane
        .snapshot()
        .interfaces()
        .forEach((name, state) -> settings.put(name, state.settings()));
    return settings;
  }

  private InterfaceSettings settings(String interfaceName) {
    return dataPlane.snapshot().interfaces().get(interfaceName).settings();
  }

  private Optional<String> bridgeOf(String interfaceName) {
    return settings(interfaceName).bridge();
  }

  private Optional<String> master(String interfaceName) {
    return funnelPlane.find(interfaceName).orElseThrow().master();
  }

  private List<String> interfaceNames() {
    return funnelPlane.interfaces().stream().map(PresentLink::name).toList();
  }

  private List<String> types(String funnel) {
    return manager.status().events(Subject.FUNNEL, funnel).stream()
        .map(event -> event.type().word())
        .toList();
  }
}
