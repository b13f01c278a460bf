package net.sluice.l2tp.simulated;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import net.sluice.l2tp.DataPlaneListener;
import net.sluice.l2tp.Encapsulation;
import net.sluice.l2tp.InterfaceSettings;
import net.sluice.l2tp.InterfaceState;
import net.sluice.l2tp.PortSettings;
import net.sluice.l2tp.Profiles;
import net.sluice.l2tp.Snapshot;
import net.sluice.l2tp.Step;
import net.sluice.l2tp.StepResults;
import net.sluice.l2tp.StepResults.Failure;
import net.sluice.l2tp.TunnelProfile;
import net.sluice.l2tp.simulated.SimulatedDataPlane.Refusal;
import net.sluice.l2tp.simulated.SimulatedDataPlane.StepType;
import net.sluice.netlink.rtnl.BridgePort;
import net.sluice.netlink.system.Errno;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SimulatedDataPlaneTest {
  private static final InterfaceSettings FRESH = InterfaceSettings.fresh("pw7");
  private static final InterfaceSettings FULL =
      new InterfaceSettings("pw7", "customer 7", 1400, true, Optional.of("br0"));

  private static final PortSettings USUAL =
      new PortSettings(BridgePort.KERNEL_DEFAULT, OptionalInt.empty());

  private final SimulatedDataPlane plane = new SimulatedDataPlane();

  @AfterEach
  void close() {
    plane.close();
  }

  @Test
  void holdsAppliedSteps() {
    assertTrue(
        plane
            .apply(
                List.of(createTunnel(1), createSession(1, 7), new Step.Configure("p", FRESH, FULL)))
            .complete());
    Snapshot snapshot = plane.snapshot();
    assertEquals(Map.of(1L, Profiles.tunnel(1)), snapshot.tunnels());
    assertEquals(Profiles.session(1, 7), snapshot.sessions().get(7L).profile());
    assertEquals(FULL.withPort(USUAL), snapshot.interfaces().get("pw7").settings());
    assertTrue(plane.interfaces(List.of("pw7", "pw8")).get("pw7").running());
    assertEquals(
        Map.of(StepType.CREATE_TUNNEL, 1L, StepType.CREATE_SESSION, 1L, StepType.CONFIGURE, 1L),
        plane.counts());
  }

  @Test
  void readsOnlyRequestedObjects() {
    plane.apply(List.of(createTunnel(1), createTunnel(2), createSession(1, 7)));
    Snapshot asked =
        plane.snapshot(List.of(2L, 3L), List.of(Profiles.session(1, 7), Profiles.session(1, 8)));
    assertEquals(Map.of(2L, Profiles.tunnel(2)), asked.tunnels());
    assertEquals(List.of(7L), List.copyOf(asked.sessions().keySet()));
    assertEquals(List.of("pw7"), List.copyOf(asked.interfaces().keySet()));
    Snapshot other = plane.snapshot(List.of(), List.of(Profiles.session(2, 7)));
    assertTrue(other.sessions().isEmpty(), "session 7 belongs to tunnel 1");
  }

  @Test
  void acceptsGivenSocketsWithAnyPort() {
    plane.apply(List.of(createTunnel(1)));
    TunnelProfile other =
        new TunnelProfile(
            "t",
            2,
            102,
            Encapsulation.UDP,
            Profiles.tunnel(1).localAddress(),
            Profiles.tunnel(1).localPort(),
            Profiles.ip("192.0.2.3"),
            1701,
            true);
    assertFalse(plane.apply(List.of(new Step.CreateTunnel(other))).complete());
    Step given = new Step.CreateTunnel(other, Optional.of(Profiles.socket(17)));
    assertTrue(plane.apply(List.of(given, given.inverse())).complete());
    assertFalse(plane.apply(List.of(new Step.CreateTunnel(other))).complete());
  }

  @Test
  void aDormantInterfaceDoesNotRun() {
    InterfaceSettings dormant =
        new InterfaceSettings("pw7", "customer 7", 1400, true, Optional.of("br0"), true);
    plane.apply(
        List.of(createTunnel(1), createSession(1, 7), new Step.Configure("p", FRESH, dormant)));
    assertEquals(dormant.withPort(USUAL), plane.interfaces(List.of("pw7")).get("pw7").settings());
    assertFalse(plane.interfaces(List.of("pw7")).get("pw7").running());
    plane.apply(List.of(new Step.Configure("p", dormant, FULL)));
    assertTrue(plane.interfaces(List.of("pw7")).get("pw7").running());
  }

  @Test
  void aPortHasConfiguredElsePreviousElseDefaultSettings() {
    InterfaceSettings isolated =
        FULL.withPort(
            new PortSettings(BridgePort.KERNEL_DEFAULT.withIsolated(true), OptionalInt.of(9)));
    InterfaceSettings alone =
        new InterfaceSettings("pw7", "customer 7", 1400, true, Optional.empty());
    plane.apply(
        List.of(createTunnel(1), createSession(1, 7), new Step.Configure("p", FRESH, isolated)));
    assertEquals(isolated, plane.interfaces(List.of("pw7")).get("pw7").settings());
    plane.apply(List.of(new Step.Configure("p", isolated, FULL)));
    assertEquals(isolated, plane.interfaces(List.of("pw7")).get("pw7").settings());
    plane.apply(List.of(new Step.Configure("p", isolated, alone)));
    assertEquals(alone, plane.interfaces(List.of("pw7")).get("pw7").settings());
    plane.apply(List.of(new Step.Configure("p", alone, FULL)));
    assertEquals(FULL.withPort(USUAL), plane.interfaces(List.of("pw7")).get("pw7").settings());
  }

  @Test
  void theInverseOfEachStepLeavesNothing() {
    List<Step> steps =
        List.of(createTunnel(1), createSession(1, 7), new Step.Configure("p", FRESH, FULL));
    plane.apply(steps);
    for (Step step : steps.reversed()) {
      assertTrue(plane.apply(List.of(step.inverse())).complete());
    }
    assertEquals(new Snapshot(Map.of(), Map.of(), Map.of()), plane.snapshot());
  }

  @Test
  void deletingATunnelDeletesItsSessions() {
    plane.apply(
        List.of(createTunnel(1), createTunnel(2), createSession(1, 7), createSession(2, 8)));
    plane.apply(List.of(new Step.DeleteTunnel(Profiles.tunnel(1))));
    assertEquals(List.of(8L), List.copyOf(plane.snapshot().sessions().keySet()));
    assertEquals(List.of("pw8"), List.copyOf(plane.snapshot().interfaces().keySet()));
    assertTrue(plane.apply(List.of(createTunnel(1), createSession(1, 7))).complete());
  }

  @Test
  void refusesAsTheKernelDoes() {
    plane.takeName("pw9");
    plane.apply(List.of(createTunnel(1), createSession(1, 7)));
    assertRefused(createTunnel(1), Errno.EEXIST, "tunnel id 1");
    assertRefused(createSession(1, 7), Errno.EEXIST, "session id 7");
    assertRefused(createSession(1, 9), Errno.EEXIST, "interface name pw9");
    assertRefused(createSession(4, 10), Errno.ENODEV, "no tunnel with id 4");
    InterfaceSettings absent = InterfaceSettings.fresh("x");
    assertRefused(new Step.Configure("p", absent, absent), Errno.ENODEV, "interface x");
  }

  private void assertRefused(Step step, int errno, String part) {
    StepResults results = plane.apply(List.of(step));
    assertFalse(results.complete());
    Failure failure = results.failures().getFirst();
    assertEquals(errno, failure.errno());
    assertTrue(failure.text().startsWith(Errno.name(errno) + " ("), failure.text());
    assertTrue(failure.text().contains(part), failure.text());
  }

  @Test
  void finishesTheBatchOfAStepThatFailsAndStops() {
    plane.refuse(
        step ->
            step instanceof Step.CreateSession create && create.session().sessionId() == 2
                ? Optional.of(new Refusal(Errno.ENOMEM, "ENOMEM (Cannot allocate memory)"))
                : Optional.empty());
    List<Step> steps = new ArrayList<>(List.of(createTunnel(1)));
    for (int id = 1; id <= 3; id++) {
      steps.add(createSession(1, id));
    }
    steps.add(new Step.Configure("p", FRESH, FULL));
    StepResults results = plane.apply(steps);
    assertEquals(
        List.of(new Failure(2, Errno.ENOMEM, "ENOMEM (Cannot allocate memory)")),
        results.failures());
    BitSet applied = new BitSet();
    applied.set(0, 2);
    applied.set(3);
    assertEquals(applied, results.applied());
  }

  @Test
  void reportsChangesMadeByOtherPrograms() throws InterruptedException {
    plane.apply(List.of(createTunnel(1), createSession(1, 7)));
    Recorder recorder = new Recorder();
    plane.listen(recorder);
    plane.change("pw7", state -> withSettings(state, FULL));
    plane.remove("pw7");
    plane.overrun();
    assertEquals("changed customer 7", recorder.next());
    assertEquals("gone pw7", recorder.next());
    assertEquals("overrun", recorder.next());
    assertTrue(plane.snapshot().sessions().isEmpty());
    assertThrows(IllegalArgumentException.class, () -> plane.remove("pw7"));
  }

  private static InterfaceState withSettings(InterfaceState state, InterfaceSettings settings) {
    return new InterfaceState(state.index(), settings, true, 0, 0, 0, 0, 0, 0);
  }

  private static Step createTunnel(long id) {
    return new Step.CreateTunnel(Profiles.tunnel(id));
  }

  private static Step createSession(long tunnelId, long id) {
    return new Step.CreateSession("p" + id, Profiles.session(tunnelId, id));
  }

  private static final class Recorder implements DataPlaneListener {
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

    String next() throws InterruptedException {
      return String.valueOf(events.poll(10, TimeUnit.SECONDS));
    }

    @Override
    public void interfaceChanged(InterfaceState state) {
      events.add("changed " + state.settings().alias());
    }

    @Override
    public void interfaceGone(String name) {
      events.add("gone " + name);
    }

    @Override
    public void overrun() {
      events.add("overrun");
    }
  }
}
