package net.sluice.funnel.simulated;

import static net.sluice.funnel.simulated.TestTrees.appears;
import static net.sluice.funnel.simulated.TestTrees.becomes;
import static net.sluice.funnel.simulated.TestTrees.disappears;
import static net.sluice.funnel.simulated.TestTrees.funnel;
import static net.sluice.funnel.simulated.TestTrees.tree;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.sluice.funnel.Funnel;
import net.sluice.funnel.FunnelException;
import net.sluice.funnel.Isolation;
import net.sluice.funnel.Tree;
import net.sluice.funnel.Uplink;
import net.sluice.funnel.VlanMapping;
import net.sluice.funnel.plan.Present;
import net.sluice.funnel.plan.Present.PresentLink;
import net.sluice.funnel.plan.TreePlan;
import net.sluice.funnel.plan.TreePlanner;
import net.sluice.funnel.plan.TreeStep;
import net.sluice.netlink.rtnl.BridgePort;
import org.junit.jupiter.api.Test;

/** Order and number of steps, and the obstacles and waits of plans. */
final class TreePlannerTest {
  private final SimulatedHost host = new SimulatedHost();

  @Test
  void aLevelIsAddedOnTopBeforeTheUplinkMoves() throws FunnelException {
    host.carryOut(appears(tree(0)));
    assertEquals(
        List.of(
            "CreateBridge fbb1-1-0",
            "CreateBridge fbb1-0-1",
            "CreateVeth fbu1-0-1",
            "CreateVeth fbu1-0-0",
            "Join fbu1-0-1",
            "Join fbd1-0-1",
            "Join fbu1-0-0",
            "Join fbd1-0-0",
            "SetUp fbu1-0-1",
            "SetUp fbd1-0-1",
            "SetUp fbu1-0-0",
            "SetUp fbd1-0-0",
            "Leave eth1",
            "Join eth1"),
        outline(host.plan(becomes(tree(0), tree(0, 1))).build()));
  }

  private static List<String> outline(List<TreeStep> steps) {
    return steps.stream()
        .map(step -> step.getClass().getSimpleName() + " " + step.interfaceName())
        .toList();
  }

  @Test
  void aLeafCostsTheSameAnywhereAndAPseudowireNothing() throws FunnelException {
    host.carryOut(appears(leaves(2)));
    for (int count = 3; count < 40; count++) {
      TreePlan plan = host.carryOut(becomes(leaves(count - 1), leaves(count)));
      assertEquals(6, plan.steps().size(), plan::toString);
      assertEquals(List.of(), host.plan(becomes(leaves(count), leaves(count))).steps());
    }
  }

  private static Tree leaves(int count) {
    return tree(funnel(), IntStream.range(0, count).boxed().collect(Collectors.toSet()));
  }

  @Test
  void aBuiltTreeHasTheInterfacesThatFollowFromIt() {
    Tree tree = tree(0, 1, 2, 1022);
    TreePlan plan = TreePlanner.plan(becomes(tree, tree), Present.of(tree, true));
    assertEquals(new TreePlan(List.of(), List.of(), List.of(), List.of()), plan);
  }

  @Test
  void oneEmptyLeafAndAllLevelsStay() throws FunnelException {
    host.carryOut(appears(tree(0, 1, 2)));
    TreePlan plan = host.carryOut(becomes(tree(0, 1, 2), tree(0)));
    assertEquals(List.of(), plan.build());
    assertEquals("DeleteBridge fbb1-0-2", outline(plan.clear()).getLast());
    assertEquals(Optional.of("fbb1-1-0"), host.links.find("eth1").orElseThrow().master());
    assertEquals(List.of(), host.plan(becomes(tree(0), tree(0, 1))).steps());
  }

  @Test
  void aFunnelIsRemovedByTwoRequests() throws FunnelException {
    host.carryOut(appears(tree(0, 1, 2)));
    assertEquals(
        List.of("Leave eth1", "DeleteGroup link group 0x51c00001"),
        outline(host.plan(disappears(tree(0, 1, 2))).steps()));
  }

  @Test
  void interfacesOfOthersAreObstacles() throws FunnelException {
    host.links.put(PresentLink.plain("fbb1-0-1", 1500));
    host.links.put(PresentLink.plain("fbu1-0-0", 1500));
    TreePlan plan = host.carryOut(appears(tree(0, 1)));
    assertEquals(
        List.of("interface fbb1-0-1 is not Sluice's", "interface fbu1-0-0 is not Sluice's"),
        plan.obstacles());
    assertEquals(
        List.of("CreateBridge fbb1-1-0", "CreateBridge fbb1-0-0", "Join eth1"),
        outline(plan.steps()));
  }

  @Test
  void anUplinkInAnotherBridgeIsNotTaken() {
    host.links.change("eth1", SimulatedHost::inForeignBridge);
    TreePlan plan = host.plan(appears(tree(0)));
    assertEquals(List.of("uplink eth1 is a port of br0"), plan.obstacles());
    assertEquals(List.of("CreateBridge fbb1-0-0"), outline(plan.steps()));
  }

  @Test
  void anUplinkThatAnotherBridgeTookIsTakenBack() throws FunnelException {
    host.carryOut(appears(tree(0)));
    host.links.change("eth1", SimulatedHost::inForeignBridge);
    TreePlan plan = host.plan(becomes(tree(0), tree(0)));
    assertEquals(List.of(), plan.obstacles());
    assertEquals(List.of("Leave eth1", "Join eth1"), outline(plan.steps()));
  }

  @Test
  void aTreeWaitsForItsUplink() {
    host.links.remove("eth1");
    assertEquals(List.of("waits for uplink eth1"), host.plan(appears(tree(0))).waits());
    host.links.put(PresentLink.plain("eth1", 1500).withUp(false));
    assertEquals(List.of("uplink eth1 is down"), host.plan(appears(tree(0))).waits());
    host.links.put(PresentLink.plain("eth1", 1499));
    assertEquals(
        List.of("uplink eth1 has an MTU of 1499, the funnel one of 1500"),
        host.plan(appears(tree(0))).obstacles());
  }

  @Test
  void aVlanOfAnInterfaceThatIsDownStaysDown() throws FunnelException {
    Uplink uplink = new Uplink("eth1", OptionalInt.of(7));
    Tree tree = tree(funnel(uplink, Isolation.ISOLATED, 1500, VlanMapping.NONE), Set.of());
    host.links.change("eth1", link -> link.withUp(false));
    assertEquals(
        List.of("CreateBridge fbb1-0-0", "CreateVlan fbv1", "Join fbv1"),
        outline(host.carryOut(appears(tree)).steps()));
    host.links.change("eth1", link -> link.withUp(true));
    assertEquals(List.of("SetUp fbv1"), outline(host.plan(becomes(tree, tree)).steps()));
  }

  @Test
  void mtusRiseBeforePseudowiresJoinAndFallAfterThat() throws FunnelException {
    Tree small = tree(withMtu(1500), Set.of(0, 1));
    Tree large = tree(withMtu(2000), Set.of(0, 1));
    host.carryOut(appears(small));
    assertEquals(List.of(), host.plan(becomes(small, large)).clear());
    assertEquals(7, host.carryOut(becomes(small, large)).build().size());
    TreePlan back = host.plan(becomes(large, small));
    assertEquals(List.of(), back.build());
    assertEquals(7, back.clear().size());
  }

  private static Funnel withMtu(int mtu) {
    return funnel(TestTrees.ETH1, Isolation.ISOLATED, mtu, VlanMapping.NONE);
  }

  @Test
  void aBridgeGetsItsVlansBackInPlace() throws FunnelException {
    Tree tree =
        tree(funnel(TestTrees.ETH1, Isolation.ISOLATED, 1500, VlanMapping.DOT1Q), Set.of(0, 1));
    host.carryOut(appears(tree));
    new Damage(Damage.Kind.LOSE_VLANS, 2, 0).apply(host.links);
    List<String> steps = outline(host.plan(becomes(tree, tree)).steps());
    assertEquals(List.of("SetBridge fbb1-0-0"), steps);
  }

  @Test
  void aBridgeHasAtMost1023Ports() throws FunnelException {
    host.carryOut(appears(tree(0)));
    for (int number = 0; number < Funnel.MAX_LEAF_CAPACITY; number++) {
      host.links.apply(joinOfMember(number));
    }
    TreeStep oneMore = joinOfMember(Funnel.MAX_LEAF_CAPACITY);
    FunnelException full = assertThrows(FunnelException.class, () -> host.links.apply(oneMore));
    assertEquals("slc1022: Exchange full", full.getMessage());
  }

  private TreeStep joinOfMember(int number) {
    String name = Frames.MEMBER + number;
    host.links.put(PresentLink.plain(name, 1500));
    return new TreeStep.Join(name, "fbb1-0-0", BridgePort.KERNEL_DEFAULT, false);
  }
}
