package net.sluice.manager.repair;

import static net.sluice.manager.Configs.funnel;
import static net.sluice.manager.Configs.inFunnel;
import static net.sluice.manager.Configs.pseudowire;
import static net.sluice.manager.Configs.tunnel;
import static net.sluice.manager.Configs.tunnels;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import net.sluice.funnel.plan.TreeStep;
import net.sluice.funnel.simulated.SimulatedFunnelPlane;
import net.sluice.l2tp.InterfaceState;
import net.sluice.l2tp.Step;
import net.sluice.l2tp.simulated.SimulatedDataPlane;
import net.sluice.l2tp.simulated.SimulatedDataPlane.Refusal;
import net.sluice.manager.Configs;
import net.sluice.manager.FakeCommitLog;
import net.sluice.manager.FakeSignaling;
import net.sluice.manager.Manager;
import net.sluice.manager.VirtualTime;
import net.sluice.manager.api.ConfigException;
import net.sluice.manager.api.ConfigService.Client;
import net.sluice.manager.api.StatusService.Subject;
import net.sluice.manager.thread.ManagerThread;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When what others change is put right, in a time of the test's own. */
class DriftRepairTest {
  private static final Client ALICE = new Client(1, "alice");
  private static final Duration SOON = Duration.ofSeconds(1);
  private static final Duration LATER = Duration.ofSeconds(30);

  private final VirtualTime time = new VirtualTime();
  private final SimulatedDataPlane dataPlane = new SimulatedDataPlane();
  private final SimulatedFunnelPlane funnelPlane = new SimulatedFunnelPlane(List.of("eth1"));
  private final AtomicInteger attempts = new AtomicInteger();
  private Manager manager;

  /** Of the three pseudowires one has drifted, can't be put right, and has been tried for long. */
  @BeforeEach
  void start() throws ConfigException {
    manager =
        Manager.start(
            new FakeCommitLog(),
            dataPlane,
            funnelPlane,
            new FakeSignaling(),
            Clock.systemUTC(),
            new ManagerThread(time));
    manager
        .config()
        .replaceCandidate(
            ALICE,
            Configs.withFunnels(
                funnel("f", "eth1", "'leaf-capacity':1"),
                tunnels(tunnel("t1", 1)),
                pseudowire("p0", "t1", 1, inFunnel("f")),
                pseudowire("p1", "t1", 2, inFunnel("f")),
                pseudowire("p2", "t1", 3)));
    manager.config().commit(ALICE);
    dataPlane.refuse(this::refusePw2);
    drift("pw2", 1000);
    time.within(Duration.ofMinutes(10), () -> attempts.get() == 12);
  }

  private Optional<Refusal> refusePw2(Step step) {
    if (step instanceof Step.Configure configure && configure.after().name().equals("pw2")) {
      attempts.incrementAndGet();
      return Optional.of(new Refusal(12, "ENOMEM (Cannot allocate memory)"));
    }
    return Optional.empty();
  }

  @AfterEach
  void stop() {
    manager.close();
    dataPlane.close();
    funnelPlane.close();
  }

  @Test
  void whatKeepsFailingIsTriedLessAndLess() {
    Duration before = time.now();
    time.within(Duration.ofMinutes(1), () -> attempts.get() == 13);
    assertEquals(LATER, time.now().minus(before));
  }

  @Test
  void newDriftIsRepairedPromptlyWhileSomethingElseKeepsFailing() {
    drift("pw0", 1000);
    time.within(SOON, () -> mtu("pw0") == 1450);
    time.within(SOON, () -> types(Subject.PSEUDOWIRE, "p0").contains("repaired"));
    funnelPlane.delete("fbb0-0-1");
    time.within(SOON, () -> types(Subject.FUNNEL, "f").contains("repaired"));
    assertEquals(12, attempts.get());
  }

  @Test
  void everythingElseIsRepairedPromptlyWhenEventsWereLost() {
    drift("pw0", 1000);
    dataPlane.overrun();
    time.within(SOON, () -> mtu("pw0") == 1450);
    assertEquals(12, attempts.get());
  }

  @Test
  void filtersAreRepairedAtOnce() {
    funnelPlane.filtersChanged();
    funnelPlane.delete("fbb0-0-1"); // is heard of later
    time.within(Duration.ZERO, () -> types(Subject.FUNNEL, "f").contains("repaired"));
  }

  @Test
  void eventsAboutWhatKeepsFailingDoNotHurryIt() {
    drift("pw2", 1001);
    drift("pw0", 1000); // is heard of later
    time.within(SOON, () -> mtu("pw0") == 1450);
    assertEquals(12, attempts.get());
  }

  @Test
  void whatFailsForTheFirstTimeIsTriedAgainSoon() {
    AtomicInteger tried = new AtomicInteger();
    funnelPlane.refuse(
        step ->
            step instanceof TreeStep.CreateBridge && tried.incrementAndGet() == 1
                ? Optional.of("Cannot allocate memory")
                : Optional.empty());
    funnelPlane.delete("fbb0-0-1");
    time.within(SOON, () -> types(Subject.FUNNEL, "f").contains("failed"));
    time.within(SOON, () -> types(Subject.FUNNEL, "f").getLast().equals("up"));
    assertEquals(2, tried.get());
    assertEquals(12, attempts.get());
  }

  @Test
  void whatOthersPutRightDoesNotWaitAnyMore() {
    dataPlane.refuse(step -> Optional.empty());
    drift("pw2", 1450);
    time.within(SOON, () -> manager.status().health().consistent());
    drift("pw2", 1000);
    time.within(SOON, () -> mtu("pw2") == 1450);
    assertEquals(12, attempts.get());
  }

  @Test
  void whatFailedIsRepairedInTheEnd() {
    dataPlane.refuse(step -> Optional.empty());
    time.within(LATER, () -> manager.status().health().consistent());
    assertEquals(1450, mtu("pw2"));
  }

  private void drift(String interfaceName, int mtu) {
    dataPlane.change(
        interfaceName,
        state ->
            new InterfaceState(
                state.index(), state.settings().withMtu(mtu), true, 0, 0, 0, 0, 0, 0));
  }

  private int mtu(String interfaceName) {
    return dataPlane.snapshot().interfaces().get(interfaceName).settings().mtu();
  }

  private List<String> types(Subject subject, String name) {
    return manager.status().events(subject, name).stream()
        .map(event -> event.type().word())
        .toList();
  }
}
