package net.sluice.manager;

import static net.sluice.manager.Configs.pseudowire;
import static net.sluice.manager.Configs.tunnel;
import static net.sluice.manager.Configs.tunnels;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import net.sluice.funnel.simulated.SimulatedFunnelPlane;
import net.sluice.l2tp.DataPlane;
import net.sluice.l2tp.DataPlaneException;
import net.sluice.l2tp.InterfaceSettings;
import net.sluice.l2tp.InterfaceState;
import net.sluice.l2tp.Snapshot;
import net.sluice.l2tp.Step;
import net.sluice.l2tp.simulated.SimulatedDataPlane;
import net.sluice.l2tp.simulated.SimulatedDataPlane.Refusal;
import net.sluice.l2tp.simulated.SimulatedDataPlane.StepType;
import net.sluice.manager.api.ConfigException;
import net.sluice.manager.api.ConfigService.Client;
import net.sluice.manager.api.Datastore;
import net.sluice.manager.api.Edit;
import net.sluice.manager.api.EditRequest;
import net.sluice.manager.api.StatusService.PseudowireState;
import net.sluice.manager.api.StatusService.Subject;
import net.sluice.manager.api.StatusService.TunnelState;
import net.sluice.manager.store.PersistedNumbers;
import net.sluice.netlink.Await;
import net.sluice.yang.PseudowireModel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.opendaylight.yangtools.yang.common.ErrorTag;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;
import org.opendaylight.yangtools.yang.data.spi.node.ImmutableNodes;

class ManagerTest {
  private static final Client ALICE = new Client(1, "alice");
  private static final Client BOB = new Client(2, "bob");

  private static final String T1 = tunnels(tunnel("t1", 1));

  private final FakeCommitLog log = new FakeCommitLog();
  private final SimulatedDataPlane dataPlane = new SimulatedDataPlane();
  private final SimulatedFunnelPlane funnelPlane = new SimulatedFunnelPlane(List.of("eth1"));
  private final AtomicBoolean gone = new AtomicBoolean();
  private Manager manager;

  @BeforeEach
  void start() throws ConfigException {
    manager = Manager.start(log, mortal(), funnelPlane, new FakeSignaling(), Clock.systemUTC());
  }

  /** The data plane, which can't be talked to while it is gone. */
  private DataPlane mortal() {
    return (DataPlane)
        Proxy.newProxyInstance(
            DataPlane.class.getClassLoader(),
            new Class<?>[] {DataPlane.class},
            (proxy, method, arguments) -> {
              if (gone.get()) {
                throw new DataPlaneException("socket closed", null);
              }
              Object result = invoke(method, arguments);
              if (gone.get()) {
                throw new DataPlaneException("socket closed", null);
              }
              return result;
            });
  }

  private Object invoke(Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(dataPlane, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  @AfterEach
  void stop() {
    manager.close();
    dataPlane.close();
    funnelPlane.close();
  }

  @Test
  void aCommitReachesTheDataPlaneTheLogAndTheState() throws ConfigException {
    commit(Configs.of(T1, pseudowire("a", "t1", 7)));
    assertEquals("a", dataPlane.snapshot().interfaces().get("pw0").settings().alias());
    assertEquals(1, log.commits());
    assertEquals(
        manager.config().read(Datastore.CANDIDATE), manager.config().read(Datastore.RUNNING));
    assertEquals(PseudowireState.UP, state("a"));
    assertEquals(1, manager.status().tunnel("t1").orElseThrow().sessions());
    assertTrue(manager.status().health().consistent());
    assertEquals("up", manager.status().events(Subject.PSEUDOWIRE, "a").getLast().type().word());
  }

  @Test
  void nothingToCommitIsNoCommit() throws ConfigException {
    assertFalse(manager.config().commit(ALICE));
    assertEquals(0, log.commits());
    manager.config().replaceCandidate(ALICE, Configs.many(1));
    assertTrue(manager.config().commit(ALICE));
    assertFalse(manager.config().commit(BOB));
    assertEquals(1, log.commits());
  }

  @Test
  void aRefusalLeavesEverythingAsItWas() throws ConfigException {
    commit(Configs.many(10));
    Snapshot before = dataPlane.snapshot();
    ContainerNode running = manager.config().read(Datastore.RUNNING);
    dataPlane.takeName("pw57");
    manager.config().replaceCandidate(ALICE, Configs.many(100));
    ConfigException refused =
        assertThrows(ConfigException.class, () -> manager.config().commit(ALICE));
    String message = refused.errors().getFirst().message();
    assertTrue(message.contains("with interface pw57: EEXIST"), message);
    assertTrue(refused.errors().getFirst().path().orElseThrow().toString().contains("pseudowire"));
    assertEquals(running, manager.config().read(Datastore.RUNNING));
    assertEquals(before.sessions(), dataPlane.snapshot().sessions());
    assertEquals(1, log.commits());
    assertEquals(Optional.empty(), log.loaded().interrupted());
    assertEquals(10, manager.status().pseudowires("").count());
    assertFalse(
        manager.config().read(Datastore.CANDIDATE).equals(running), "the candidate keeps the edit");
  }

  @Test
  void aFullDiskIsNoticedBeforeTheDataPlaneIsTouched() throws ConfigException {
    log.failPrepare = true;
    manager.config().replaceCandidate(ALICE, Configs.many(1));
    assertThrows(ConfigException.class, () -> manager.config().commit(ALICE));
    assertEquals(Map.of(), dataPlane.counts());
  }

  @Test
  void aDiskThatFailsLateTakesTheDataPlaneBack() throws ConfigException {
    log.failCommit = true;
    manager.config().replaceCandidate(ALICE, Configs.many(3));
    assertThrows(ConfigException.class, () -> manager.config().commit(ALICE));
    assertEquals(Map.of(), dataPlane.snapshot().sessions());
    log.failCommit = false;
    manager.config().commit(ALICE);
    assertEquals(3, dataPlane.snapshot().sessions().size());
  }

  @Test
  void aDataPlaneThatFailsMidwayIsPutBack() throws ConfigException {
    commit(Configs.many(3));
    Snapshot before = dataPlane.snapshot();
    dataPlane.refuse(
        step -> {
          if (step instanceof Step.Configure) {
            dataPlane.refuse(any -> Optional.empty());
            throw new IllegalStateException("socket closed");
          }
          return Optional.empty();
        });
    manager.config().replaceCandidate(ALICE, Configs.many(6));
    ConfigException refused =
        assertThrows(ConfigException.class, () -> manager.config().commit(ALICE));
    assertEquals("the data plane failed: socket closed", refused.getMessage());
    assertEquals(before.sessions(), dataPlane.snapshot().sessions());
    manager.config().commit(ALICE);
    assertEquals(6, dataPlane.snapshot().sessions().size());
  }

  @Test
  void whatCanNotBeUndoneIsPutBackAllTheSame() throws ConfigException {
    commit(Configs.many(3));
    Snapshot before = dataPlane.snapshot();
    dataPlane.takeName("pw5");
    AtomicBoolean refused = new AtomicBoolean();
    dataPlane.refuse(
        step ->
            step instanceof Step.DeleteSession && refused.compareAndSet(false, true)
                ? Optional.of(new Refusal(12, "ENOMEM (Cannot allocate memory)"))
                : Optional.empty());
    manager.config().replaceCandidate(ALICE, Configs.many(6));
    ConfigException exists =
        assertThrows(ConfigException.class, () -> manager.config().commit(ALICE));
    assertTrue(exists.getMessage().contains("with interface pw5: EEXIST"), exists.getMessage());
    assertTrue(refused.get());
    assertEquals(before.sessions(), dataPlane.snapshot().sessions());
    assertTrue(manager.status().health().consistent());
  }

  @Test
  void aDataPlaneThatIsGoneMidwayIsPutBackWhenItIsThereAgain() throws ConfigException {
    commit(Configs.many(3));
    Snapshot before = dataPlane.snapshot();
    dataPlane.refuse(
        step -> {
          gone.set(step instanceof Step.Configure);
          return Optional.empty();
        });
    manager.config().replaceCandidate(ALICE, Configs.many(300));
    assertThrows(ConfigException.class, () -> manager.config().commit(ALICE));
    assertFalse(manager.status().health().consistent(), "it is unknown what the data plane has");
    assertThrows(ConfigException.class, () -> manager.config().commit(ALICE));
    dataPlane.refuse(step -> Optional.empty());
    gone.set(false);
    Await.until(() -> manager.status().health().consistent());
    assertEquals(before.sessions(), dataPlane.snapshot().sessions());
    manager.config().commit(ALICE);
    assertEquals(300, dataPlane.snapshot().sessions().size());
  }

  @Test
  void aCommitIsFinishedBeforeTheManagerStops() throws Exception {
    CountDownLatch working = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    dataPlane.refuse(
        step -> {
          working.countDown();
          return wait(goOn) ? Optional.empty() : Optional.of(new Refusal(4, "EINTR"));
        });
    manager.config().replaceCandidate(ALICE, Configs.many(1));
    CompletableFuture<Void> client = CompletableFuture.runAsync(this::commitWhatComes);
    working.await();
    Thread closing = Thread.ofPlatform().start(manager::close);
    Await.until(() -> closing.getState() == Thread.State.TIMED_WAITING);
    goOn.countDown();
    closing.join();
    client.join();
    assertEquals(1, log.commits());
  }

  private void commitWhatComes() {
    try {
      manager.config().commit(ALICE);
    } catch (ConfigException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean wait(CountDownLatch latch) {
    try {
      latch.await();
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }

  @Test
  void oneChangeAmongManyIsOneStep() throws ConfigException {
    commit(Configs.many(1000));
    StepCounts applied = new StepCounts(dataPlane);
    manager
        .config()
        .edit(
            ALICE,
            new EditRequest(
                List.of(
                    new Edit(
                        Edit.Operation.MERGE,
                        PseudowireModel.pseudowire("pw500").node(PseudowireModel.ADMIN_STATUS),
                        Optional.of(
                            ImmutableNodes.leafNode(PseudowireModel.ADMIN_STATUS, "down"))))),
            Edit.ErrorOption.ROLLBACK,
            Edit.TestOption.SET);
    manager.config().commit(ALICE);
    assertEquals(Map.of(StepType.CONFIGURE, 1L), applied.counts());
    assertEquals(PseudowireState.DOWN, state("pw500"));
  }

  @Test
  void aRestartAdoptsWhatIsRight() throws ConfigException {
    commit(Configs.many(5));
    manager.close();
    dataPlane.remove("pw2");
    StepCounts applied = new StepCounts(dataPlane);
    start();
    assertEquals(Map.of(StepType.CREATE_SESSION, 1L, StepType.CONFIGURE, 1L), applied.counts());
    assertTrue(manager.status().health().consistent());
    assertEquals("pw2", manager.status().pseudowire("pw3").orElseThrow().settings().name());
  }

  @Test
  void whatAnInterruptedCommitLeftBehindIsRemoved() throws ConfigException {
    commit(Configs.of(T1, pseudowire("a", "t1", 7)));
    Map<Long, ?> before = dataPlane.snapshot().sessions();
    manager.close();
    interruptedCommit(
        Configs.of(
            tunnels(tunnel("t1", 1), tunnel("t2", 2)),
            pseudowire("a", "t1", 8, "'sublayer':'default'"),
            pseudowire("b", "t2", 9)),
        step -> step instanceof Step.DeleteSession || step instanceof Step.DeleteTunnel);
    start();
    assertEquals(before, dataPlane.snapshot().sessions());
    assertEquals(List.of(1L), List.copyOf(dataPlane.snapshot().tunnels().keySet()));
  }

  @Test
  void aSessionThatAnInterruptedCommitMovedIsMovedBack() throws ConfigException {
    ContainerNode before =
        Configs.of(tunnels(tunnel("t1", 1), tunnel("t2", 2)), pseudowire("a", "t1", 7));
    commit(before);
    Map<Long, ?> sessions = dataPlane.snapshot().sessions();
    manager.close();
    interruptedCommit(
        Configs.of(tunnels(tunnel("t2", 2)), pseudowire("a", "t2", 7)),
        step -> step instanceof Step.Configure);
    start();
    assertEquals(sessions, dataPlane.snapshot().sessions());
    assertEquals(2, dataPlane.snapshot().tunnels().size());
    assertTrue(
        manager.status().health().consistent(), manager.status().health().problems().toString());
  }

  /**
   * @param end the step before which the process ends
   */
  private void interruptedCommit(ContainerNode config, Predicate<Step> end) throws ConfigException {
    Manager doomed =
        Manager.start(log, dataPlane, funnelPlane, new FakeSignaling(), Clock.systemUTC());
    doomed.config().replaceCandidate(ALICE, config);
    dataPlane.refuse(
        step -> {
          if (end.test(step)) {
            throw new AssertionError("the plug is pulled");
          }
          return Optional.empty();
        });
    assertThrows(AssertionError.class, () -> doomed.config().commit(ALICE));
    doomed.close();
    dataPlane.refuse(step -> Optional.empty());
    assertTrue(log.loaded().interrupted().isPresent());
  }

  @Test
  void whatCanNotBeMadeAtTheStartIsToldAndTriedAgain() throws ConfigException {
    commit(Configs.many(3));
    manager.close();
    dataPlane.remove("pw1");
    dataPlane.refuse(
        step ->
            step instanceof Step.CreateSession
                ? Optional.of(new Refusal(12, "ENOMEM (Cannot allocate memory)"))
                : Optional.empty());
    start();
    assertFalse(manager.status().health().consistent());
    assertEquals(PseudowireState.ABSENT, state("pw2"));
    assertEquals(
        "create session 2 with interface pw1: ENOMEM (Cannot allocate memory)",
        manager.status().pseudowire("pw2").orElseThrow().lastError().orElseThrow());
    assertEquals(PseudowireState.UP, state("pw3"));
    dataPlane.refuse(step -> Optional.empty());
    Await.until(() -> manager.status().health().consistent());
    assertEquals(PseudowireState.UP, state("pw2"));
  }

  @Test
  void aTunnelThatIsNotThereStaysSoWhenItsPseudowiresGo() throws ConfigException {
    commit(Configs.of(T1, pseudowire("a", "t1", 7)));
    manager.close();
    dataPlane.apply(List.of(new Step.DeleteTunnel(dataPlane.snapshot().tunnels().get(1L))));
    dataPlane.refuse(
        step ->
            step instanceof Step.CreateTunnel
                ? Optional.of(new Refusal(99, "EADDRNOTAVAIL"))
                : Optional.empty());
    start();
    assertEquals(2, manager.status().health().count());
    commit(Configs.of(T1));
    assertEquals(TunnelState.DOWN, manager.status().tunnel("t1").orElseThrow().state());
    assertEquals(0, manager.status().tunnel("t1").orElseThrow().sessions());
    assertEquals(1, manager.status().health().count());
    dataPlane.refuse(step -> Optional.empty());
    Await.until(() -> manager.status().health().consistent());
    assertEquals(1, dataPlane.snapshot().tunnels().size());
  }

  @Test
  void aChangeOfConfigurationIsAnEvent() throws ConfigException {
    commit(Configs.of(T1, pseudowire("a", "t1", 7)));
    commit(Configs.of(T1, pseudowire("a", "t1", 7, "'mtu':1300")));
    commit(Configs.of(T1, pseudowire("a", "t1", 8, "'mtu':1300")));
    commit(Configs.of(tunnels(tunnel("t1", 2)), pseudowire("a", "t1", 8, "'mtu':1300")));
    assertEquals(List.of("up", "changed", "changed", "changed"), types("a"));
    assertEquals(
        "changed",
        manager.status().events(Subject.TUNNEL, "t1").getLast().type().word(),
        "the tunnel's own");
  }

  @Test
  void driftIsNoticedAndRepaired() throws ConfigException {
    commit(Configs.many(3));
    dataPlane.change("pw1", ManagerTest::withMtu1000);
    Await.until(() -> types("pw2").contains("repaired"));
    assertTrue(types("pw2").contains("drift"));
    assertEquals(1450, dataPlane.snapshot().interfaces().get("pw1").settings().mtu());
    dataPlane.remove("pw0");
    Await.until(() -> types("pw1").contains("failed") && manager.status().health().consistent());
    assertEquals(3, dataPlane.snapshot().sessions().size());
  }

  @Test
  void driftThatCanNotBeLookedAtIsNotForgotten() throws ConfigException {
    commit(Configs.many(3));
    gone.set(true);
    dataPlane.change("pw1", ManagerTest::withMtu1000);
    Await.until(() -> !manager.status().health().consistent());
    gone.set(false);
    Await.until(() -> dataPlane.snapshot().interfaces().get("pw1").settings().mtu() == 1450);
    Await.until(() -> manager.status().health().consistent());
  }

  @Test
  void anInterfaceThatWasRenamedIsMadeAnew() throws ConfigException {
    commit(Configs.many(3));
    Map<Long, ?> sessions = dataPlane.snapshot().sessions();
    manager.close();
    start(); // nothing that was heard before is left to be looked at
    dataPlane.rename("pw1", "stolen");
    Await.until(() -> types("pw2").contains("failed") && manager.status().health().consistent());
    assertEquals(sessions, dataPlane.snapshot().sessions());
  }

  @Test
  void aFloodOfEventsIsFollowedByALookAtEverything() throws ConfigException {
    commit(Configs.many(3));
    dataPlane.change("pw1", ManagerTest::withMtu1000);
    dataPlane.overrun();
    Await.until(() -> dataPlane.snapshot().interfaces().get("pw1").settings().mtu() == 1450);
    Await.until(() -> manager.status().health().consistent());
  }

  @Test
  void locksKeepOthersOut() throws ConfigException {
    manager.config().lock(ALICE, Datastore.CANDIDATE);
    ConfigException denied =
        assertThrows(ConfigException.class, () -> manager.config().lock(BOB, Datastore.CANDIDATE));
    assertEquals(ErrorTag.LOCK_DENIED, denied.errors().getFirst().tag());
    assertEquals(Map.of("session-id", "1"), denied.errors().getFirst().info());
    ConfigException inUse =
        assertThrows(
            ConfigException.class, () -> manager.config().replaceCandidate(BOB, Configs.many(1)));
    assertEquals(ErrorTag.IN_USE, inUse.errors().getFirst().tag());
    assertThrows(ConfigException.class, () -> manager.config().commit(BOB));
    manager.config().replaceCandidate(ALICE, Configs.many(1));
    ConfigException changed =
        assertThrows(ConfigException.class, () -> manager.config().lock(BOB, Datastore.CANDIDATE));
    assertEquals(Map.of("session-id", "1"), changed.errors().getFirst().info());
    manager.config().closed(ALICE);
    manager.config().lock(BOB, Datastore.CANDIDATE);
    assertEquals(
        manager.config().read(Datastore.RUNNING),
        manager.config().read(Datastore.CANDIDATE),
        "what the holder left behind is discarded");
  }

  @Test
  void aChangedCandidateCanNotBeLocked() throws ConfigException {
    manager.config().replaceCandidate(ALICE, Configs.many(1));
    ConfigException denied =
        assertThrows(ConfigException.class, () -> manager.config().lock(BOB, Datastore.CANDIDATE));
    assertEquals(ErrorTag.LOCK_DENIED, denied.errors().getFirst().tag());
    manager.config().discard(ALICE);
    manager.config().lock(BOB, Datastore.CANDIDATE);
  }

  @Test
  void anInvalidCandidateIsRefusedWithEveryProblem() throws ConfigException {
    manager
        .config()
        .replaceCandidate(
            ALICE,
            Configs.of(
                T1,
                pseudowire("a", "t9", 7),
                "{'name':'b','local-session-id':1,'peer-session-id':1}"));
    ConfigException invalid =
        assertThrows(ConfigException.class, () -> manager.config().validate(Datastore.CANDIDATE));
    assertEquals(2, invalid.errors().size(), invalid.getMessage());
    assertThrows(ConfigException.class, () -> manager.config().commit(ALICE));
    assertEquals(Map.of(), dataPlane.counts());
  }

  @Test
  void aDataPlaneIsLeftToAnotherOne() throws ConfigException {
    commit(Configs.many(3));
    assertEquals(1, Offline.vacate(log.loaded(), dataPlane));
    assertEquals(Map.of(), dataPlane.snapshot().sessions());
    assertEquals(0, Offline.vacate(log.loaded(), dataPlane));
  }

  @Test
  void aPlanNeedsNoDataPlane() throws ConfigException {
    ContainerNode running = Configs.of(T1, pseudowire("a", "t1", 7));
    ContainerNode target = Configs.of(T1, pseudowire("a", "t1", 7, "'mtu':1300"));
    PersistedNumbers numbers = new PersistedNumbers(Map.of("a", 5), Map.of(), Map.of());
    List<Step> steps = Offline.plan(running, numbers, target).steps();
    assertEquals(1, steps.size());
    assertEquals("pw5", ((Step.Configure) steps.getFirst()).after().name());
  }

  private static InterfaceState withMtu1000(InterfaceState state) {
    InterfaceSettings settings = state.settings().withMtu(1000);
    return new InterfaceState(state.index(), settings, state.running(), 0, 0, 0, 0, 0, 0);
  }

  private void commit(ContainerNode config) throws ConfigException {
    manager.config().replaceCandidate(ALICE, config);
    manager.config().commit(ALICE);
  }

  private PseudowireState state(String name) {
    return manager.status().pseudowire(name).orElseThrow().state();
  }

  private List<String> types(String name) {
    return manager.status().events(Subject.PSEUDOWIRE, name).stream()
        .map(event -> event.type().word())
        .toList();
  }
}
