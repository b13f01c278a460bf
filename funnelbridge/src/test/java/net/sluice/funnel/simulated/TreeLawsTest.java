package net.sluice.funnel.simulated;

import static net.sluice.funnel.simulated.TestTrees.appears;
import static net.sluice.funnel.simulated.TestTrees.becomes;
import static net.sluice.funnel.simulated.TestTrees.disappears;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.sluice.funnel.FunnelException;
import net.sluice.funnel.Isolation;
import net.sluice.funnel.Tree;
import net.sluice.funnel.TreeChange;
import net.sluice.funnel.Uplink;
import net.sluice.funnel.VlanMapping;
import net.sluice.funnel.plan.Present.PresentLink;
import net.sluice.funnel.plan.TreePlan;
import net.sluice.funnel.plan.TreeShape;
import net.sluice.funnel.plan.TreeStep;

/** Properties of plans from any state to any tree. */
final class TreeLawsTest {

  @Property
  void aSecondPlanIsEmpty(
      @ForAll("trees") Tree before,
      @ForAll("trees") Tree wanted,
      @ForAll("cuts") int cut,
      @ForAll("damages") List<Damage> damages)
      throws FunnelException {
    SimulatedHost host = damaged(before, cut, damages);
    TreePlan plan = host.carryOut(becomes(before, wanted));
    TreePlan second = host.plan(becomes(before, wanted));
    assertEquals(List.of(), second.steps());
    assertEquals(Set.copyOf(plan.obstacles()), Set.copyOf(second.obstacles()));
    assertEquals(plan.waits(), second.waits());
  }

  @Property
  void rightInterfacesDoNotChange(
      @ForAll("trees") Tree before,
      @ForAll("trees") Tree wanted,
      @ForAll("cuts") int cut,
      @ForAll("damages") List<Damage> damages)
      throws FunnelException {
    SimulatedHost host = damaged(before, cut, damages);
    Map<String, PresentLink> state = state(host);
    TreePlan plan = host.carryOut(becomes(before, wanted));
    Set<String> touched = new HashSet<>();
    plan.steps().forEach(step -> touched.add(step.interfaceName()));
    state(host)
        .forEach(
            (name, link) ->
                assertFalse(
                    link.equals(state.get(name)) && touched.contains(name),
                    () -> name + " was right in " + plan.steps()));
  }

  @Property
  void interfacesOfOthersDoNotChange(
      @ForAll("trees") Tree before,
      @ForAll("trees") Tree wanted,
      @ForAll("cuts") int cut,
      @ForAll("damages") List<Damage> damages)
      throws FunnelException {
    SimulatedHost host = damaged(before, cut, damages);
    Map<String, PresentLink> others = foreign(host);
    host.carryOut(becomes(before, wanted));
    assertEquals(others, foreign(host));
    host.carryOut(disappears(wanted));
    assertEquals(others, foreign(host));
  }

  @Property
  void noStepOpensALeakOrALoop(
      @ForAll("isolatedTrees") Tree before,
      @ForAll("isolatedTrees") Tree wanted,
      @ForAll("cuts") int cut,
      @ForAll("damages") List<Damage> damages)
      throws FunnelException {
    SimulatedHost host = damaged(before, cut, damages);
    host.addMembers(before);
    host.addMembers(wanted);
    Frames frames = new Frames(host.links, before, wanted);
    Set<String> leaks = frames.leaks();
    boolean loop = frames.hasLoop();
    TreePlan plan = host.plan(becomes(before, wanted));
    for (TreeStep step : plan.steps()) {
      assertDownWhenItJoins(host, step);
      host.links.apply(step);
      Frames now = new Frames(host.links, before, wanted);
      assertTrue(
          leaks.containsAll(now.leaks()), () -> step + " leaks " + now.leaks() + " in " + plan);
      assertTrue(loop || !now.hasLoop(), () -> step + " closes a loop in " + plan);
    }
  }

  private static void assertDownWhenItJoins(SimulatedHost host, TreeStep step) {
    if (step instanceof TreeStep.Join join) {
      PresentLink port = host.links.find(join.interfaceName()).orElseThrow();
      assertFalse(SimulatedHost.isOurs(port) && port.up(), () -> step + " joins a port that is up");
    }
  }

  @Property
  void everyPseudowireReachesOnlyTheUplink(
      @ForAll("isolatedTrees") Tree before,
      @ForAll("isolatedTrees") Tree wanted,
      @ForAll("cuts") int cut,
      @ForAll("damages") List<Damage> damages)
      throws FunnelException {
    SimulatedHost host = damaged(before, cut, damages);
    TreePlan plan = host.carryOut(becomes(before, wanted));
    if (plan.obstacles().isEmpty() && plan.waits().isEmpty()) {
      host.addMembers(wanted);
      Frames frames = new Frames(host.links, before, wanted);
      String uplink = TreeShape.uplinkPort(wanted.funnel());
      int members = 0;
      for (PresentLink link : host.links.all()) {
        if (link.name().startsWith(Frames.MEMBER)) {
          assertTrue(frames.reached(link.name()).contains(uplink), link.name());
          members++;
        }
      }
      assertEquals(2 * Math.max(1, wanted.leaves().size()), members);
      assertEquals(Set.of(), frames.leaks());
      assertFalse(frames.hasLoop());
    }
  }

  @Property
  void stepsCanBeUndone(
      @ForAll("trees") Tree before, @ForAll("trees") Tree wanted, @ForAll("cuts") int cut)
      throws FunnelException {
    SimulatedHost host = new SimulatedHost();
    host.carryOut(appears(before));
    assertUndone(host, becomes(before, wanted), cut);
    assertUndone(host, disappears(before), cut);
  }

  private static void assertUndone(SimulatedHost host, TreeChange change, int cut)
      throws FunnelException {
    Map<String, PresentLink> state = state(host);
    List<TreeStep> steps = host.plan(change).steps();
    Deque<TreeStep> done = new ArrayDeque<>();
    for (TreeStep step : prefix(steps, cut)) {
      host.links.apply(step);
      done.push(step);
    }
    for (TreeStep step : done) {
      host.links.apply(step.inverse());
    }
    assertEquals(state, state(host), steps::toString);
  }

  @Property
  void aRemovedFunnelLeavesNoInterface(
      @ForAll("trees") Tree before,
      @ForAll("cuts") int cut,
      @ForAll("damages") List<Damage> damages)
      throws FunnelException {
    SimulatedHost host = damaged(before, cut, damages);
    host.carryOut(disappears(before));
    assertEquals(List.of(), host.links.all().stream().filter(SimulatedHost::isOurs).toList());
    assertEquals(List.of(), host.plan(disappears(before)).steps());
  }

  private static SimulatedHost damaged(Tree tree, int cut, List<Damage> damages)
      throws FunnelException {
    SimulatedHost host = new SimulatedHost();
    host.apply(prefix(host.plan(appears(tree)).steps(), cut));
    damages.forEach(damage -> damage.apply(host.links));
    return host;
  }

  /** Returns the first steps of a plan, in percent. */
  private static List<TreeStep> prefix(List<TreeStep> steps, int percent) {
    return steps.subList(0, steps.size() * percent / 100);
  }

  private static Map<String, PresentLink> state(SimulatedHost host) {
    Map<String, PresentLink> state = new HashMap<>();
    host.links.all().forEach(link -> state.put(link.name(), link));
    return state;
  }

  private static Map<String, PresentLink> foreign(SimulatedHost host) {
    Map<String, PresentLink> foreign = state(host);
    foreign.values().removeIf(SimulatedHost::isOurs);
    foreign.keySet().removeAll(SimulatedHost.UPLINKS);
    return foreign;
  }

  @Provide
  Arbitrary<Tree> trees() {
    return trees(Arbitraries.of(Isolation.class));
  }

  @Provide
  Arbitrary<Tree> isolatedTrees() {
    return trees(Arbitraries.just(Isolation.ISOLATED));
  }

  private static Arbitrary<Tree> trees(Arbitrary<Isolation> isolations) {
    Arbitrary<Set<Integer>> leaves =
        Arbitraries.of(0, 1, 2, 3, 1021, 1022, 1023).set().ofMaxSize(4);
    Arbitrary<Uplink> uplinks =
        Arbitraries.of(
            TestTrees.ETH1,
            TestTrees.ETH1,
            new Uplink("eth2", OptionalInt.empty()),
            new Uplink("eth1", OptionalInt.of(7)),
            new Uplink("eth1", OptionalInt.of(8)));
    return Combinators.combine(
            uplinks,
            isolations,
            Arbitraries.of(1500, 1400, 2000),
            Arbitraries.of(VlanMapping.class),
            leaves)
        .as(
            (uplink, isolation, mtu, vlans, numbers) ->
                TestTrees.tree(TestTrees.funnel(uplink, isolation, mtu, vlans), numbers));
  }

  /** Parts of a plan in percent; mostly the whole plan. */
  @Provide
  Arbitrary<Integer> cuts() {
    return Arbitraries.oneOf(Arbitraries.just(100), Arbitraries.integers().between(0, 100));
  }

  @Provide
  Arbitrary<List<Damage>> damages() {
    return Combinators.combine(
            Arbitraries.of(Damage.Kind.class),
            Arbitraries.integers().between(0, 40),
            Arbitraries.integers().between(0, 1000))
        .as(Damage::new)
        .list()
        .ofMaxSize(6);
  }
}
