package net.sluice.manager.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.sluice.funnel.FunnelPlane;
import net.sluice.funnel.simulated.SimulatedFunnelPlane;
import net.sluice.l2tp.Cookie;
import net.sluice.l2tp.Encapsulation;
import net.sluice.l2tp.InterfaceSettings;
import net.sluice.l2tp.PseudowireProfile;
import net.sluice.l2tp.Sequencing;
import net.sluice.l2tp.SessionProfile;
import net.sluice.l2tp.Snapshot;
import net.sluice.l2tp.Step;
import net.sluice.l2tp.StepResults;
import net.sluice.l2tp.Sublayer;
import net.sluice.l2tp.TunnelProfile;
import net.sluice.l2tp.simulated.SimulatedDataPlane;
import net.sluice.l2tp.simulated.SimulatedDataPlane.Refusal;
import net.sluice.manager.api.ConfigException;
import net.sluice.manager.api.Plan;
import net.sluice.manager.desired.Change;
import net.sluice.manager.desired.FunnelDelta;
import net.sluice.manager.plan.Planner.Placements;
import org.junit.jupiter.api.Test;

/** The laws of plans: they lead where they should, from anywhere, and can be taken back. */
class PlannerTest {

  /** A whole desired state, by name. */
  record World(Map<String, TunnelProfile> tunnels, Map<String, PseudowireProfile> pseudowires) {
    static final World EMPTY = new World(Map.of(), Map.of());

    Placements to(World after) {
      Set<String> lost = new HashSet<>();
      List<Change<TunnelProfile>> tunnelChanges = changes(tunnels, after.tunnels, Set.of());
      tunnelChanges.forEach(change -> lost.add(change.name()));
      Set<String> carried =
          pseudowires.values().stream()
              .filter(pseudowire -> lost.contains(pseudowire.tunnel()))
              .map(PseudowireProfile::name)
              .collect(Collectors.toSet());
      return new Placements(tunnelChanges, changes(pseudowires, after.pseudowires, carried));
    }

    private static <T> List<Change<T>> changes(
        Map<String, T> before, Map<String, T> after, Set<String> always) {
      Set<String> names = new TreeSet<>(before.keySet());
      names.addAll(after.keySet());
      List<Change<T>> changes = new ArrayList<>();
      for (String name : names) {
        Optional<T> old = Optional.ofNullable(before.get(name));
        Optional<T> now = Optional.ofNullable(after.get(name));
        if (!old.equals(now) || always.contains(name)) {
          changes.add(new Change<>(name, old, now));
        }
      }
      return changes;
    }
  }

  @Property
  void aPlanLeadsFromAnyStateToAnyOther(
      @ForAll("worlds") World before, @ForAll("worlds") World after) {
    try (SimulatedDataPlane actual = at(before);
        SimulatedDataPlane expected = at(after)) {
      StepResults results = actual.apply(Planner.plan(before.to(after), FunnelDelta.NONE).steps());
      assertTrue(results.complete(), () -> results.failures().toString());
      assertSame(expected, actual);
    }
  }

  @Property
  void aRefusedPlanIsTakenBackWhole(
      @ForAll("worlds") World before,
      @ForAll("worlds") World after,
      @ForAll @IntRange(min = 0, max = 12) int refusedStep) {
    try (SimulatedDataPlane actual = at(before);
        SimulatedDataPlane expected = at(before)) {
      AtomicInteger step = new AtomicInteger();
      actual.refuse(
          any ->
              step.getAndIncrement() == refusedStep
                  ? Optional.of(new Refusal(12, "ENOMEM (Cannot allocate memory)"))
                  : Optional.empty());
      Plan plan = Planner.plan(before.to(after), FunnelDelta.NONE);
      try (FunnelPlane funnels = new SimulatedFunnelPlane(List.of())) {
        new PlanRunner(actual, funnels).applyAll(plan);
      } catch (ConfigException e) {
        assertSame(expected, actual);
      }
    }
  }

  @Property
  void noChangeMeansNoStep(@ForAll("worlds") World world) {
    assertTrue(Planner.plan(world.to(world), FunnelDelta.NONE).isEmpty());
  }

  @Test
  void settingsChangeWithoutTouchingTheSession() {
    World before = world(List.of(1), List.of(new Pick("a", 1, 1, 1, 1450, Sublayer.NONE)));
    World after = world(List.of(1), List.of(new Pick("a", 1, 1, 1, 1400, Sublayer.NONE)));
    List<Step> steps = Planner.plan(before.to(after), FunnelDelta.NONE).steps();
    assertEquals(1, steps.size());
    assertTrue(steps.getFirst() instanceof Step.Configure);
  }

  @Test
  void aTunnelTakesItsSessionsWithIt() {
    World before =
        world(
            List.of(1),
            List.of(
                new Pick("a", 1, 1, 1, 1450, Sublayer.NONE),
                new Pick("b", 1, 2, 2, 1450, Sublayer.NONE)));
    List<Step> steps = Planner.plan(before.to(World.EMPTY), FunnelDelta.NONE).steps();
    assertEquals(1, steps.size(), "deleting sessions one by one is slow");
    assertTrue(steps.getFirst() instanceof Step.DeleteTunnel);
  }

  @Test
  void newSessionsAreMadeBeforeOldOnesAreRemoved() {
    World before = world(List.of(1), List.of(new Pick("a", 1, 1, 1, 1450, Sublayer.NONE)));
    World after = world(List.of(1), List.of(new Pick("b", 1, 2, 2, 1450, Sublayer.NONE)));
    List<Step> steps = Planner.plan(before.to(after), FunnelDelta.NONE).steps();
    assertTrue(steps.getFirst() instanceof Step.CreateSession, steps.toString());
    assertTrue(steps.getLast() instanceof Step.DeleteSession, steps.toString());
    assertFalse(steps.isEmpty());
  }

  @Test
  void aTunnelThatHasThePortOfANewOneIsRemovedFirst() {
    World before = world(List.of(2), List.of());
    World after = world(List.of(0, 1), List.of());
    List<Step> steps = Planner.plan(before.to(after), FunnelDelta.NONE).steps();
    assertTrue(steps.getFirst() instanceof Step.DeleteTunnel, steps.toString());
  }

  private static void assertSame(SimulatedDataPlane expected, SimulatedDataPlane actual) {
    Snapshot wanted = expected.snapshot();
    Snapshot found = actual.snapshot();
    assertEquals(wanted.tunnels(), found.tunnels());
    assertEquals(wanted.sessions(), found.sessions());
    assertEquals(settings(wanted), settings(found));
  }

  /** Interfaces without what may differ: their indexes. */
  private static Map<String, InterfaceSettings> settings(Snapshot snapshot) {
    Map<String, InterfaceSettings> settings = new TreeMap<>();
    snapshot.interfaces().forEach((name, state) -> settings.put(name, state.settings()));
    return settings;
  }

  private static SimulatedDataPlane at(World world) {
    SimulatedDataPlane dataPlane = new SimulatedDataPlane();
    StepResults results =
        dataPlane.apply(Planner.plan(World.EMPTY.to(world), FunnelDelta.NONE).steps());
    assertTrue(results.complete(), () -> results.failures().toString());
    return dataPlane;
  }

  /** A pseudowire as picked: what may collide is a small number. */
  record Pick(
      String name, int tunnel, int session, int interfaceNumber, int mtu, Sublayer sublayer) {}

  @Provide
  Arbitrary<World> worlds() {
    Arbitrary<List<Integer>> tunnels = Arbitraries.integers().between(0, 2).list().ofSize(3);
    Arbitrary<List<Pick>> picks =
        Combinators.combine(
                Arbitraries.of("a", "b", "c", "d", "e"),
                Arbitraries.integers().between(1, 3),
                Arbitraries.integers().between(1, 5),
                Arbitraries.integers().between(1, 5),
                Arbitraries.of(1400, 1450),
                Arbitraries.of(Sublayer.values()))
            .as(Pick::new)
            .list()
            .ofMaxSize(8);
    return Combinators.combine(tunnels, picks).as(PlannerTest::world);
  }

  /**
   * @param variants for tunnels t1, t2…: 0 for none, else the id of the peer's tunnel
   */
  private static World world(List<Integer> variants, List<Pick> picks) {
    Map<String, TunnelProfile> tunnels = new TreeMap<>();
    Set<Integer> ports = new HashSet<>();
    for (int i = 1; i <= variants.size(); i++) {
      if (variants.get(i - 1) != 0) {
        TunnelProfile tunnel = tunnel(i, variants.get(i - 1));
        if (ports.add(tunnel.localPort())) {
          tunnels.put(tunnel.name(), tunnel);
        }
      }
    }
    Map<String, PseudowireProfile> pseudowires = new TreeMap<>();
    Set<Integer> sessions = new HashSet<>();
    Set<Integer> interfaces = new HashSet<>();
    for (Pick pick : picks) {
      TunnelProfile tunnel = tunnels.get("t" + pick.tunnel());
      if (tunnel != null
          && !pseudowires.containsKey(pick.name())
          && !sessions.contains(pick.session())
          && interfaces.add(pick.interfaceNumber())) {
        sessions.add(pick.session());
        pseudowires.put(pick.name(), pseudowire(pick, tunnel));
      }
    }
    return new World(tunnels, pseudowires);
  }

  /** Three tunnels of two variants each share three ports. */
  private static TunnelProfile tunnel(int id, int peerId) {
    InetAddress local = address("192.0.2.1");
    InetAddress peer = address("192.0.2.2");
    return new TunnelProfile(
        "t" + id, id, peerId, Encapsulation.UDP, local, 1701 + (id + peerId) % 3, peer, 1701, true);
  }

  private static PseudowireProfile pseudowire(Pick pick, TunnelProfile tunnel) {
    String interfaceName = "if" + pick.interfaceNumber();
    return new PseudowireProfile(
        pick.name(),
        tunnel.name(),
        new SessionProfile(
            tunnel.tunnelId(),
            tunnel.peerTunnelId(),
            pick.session(),
            pick.session(),
            Cookie.NONE,
            Cookie.NONE,
            pick.sublayer(),
            Sequencing.NONE,
            interfaceName),
        new InterfaceSettings(interfaceName, pick.name(), pick.mtu(), true, Optional.empty()));
  }

  private static InetAddress address(String literal) {
    try {
      return InetAddress.getByName(literal);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
