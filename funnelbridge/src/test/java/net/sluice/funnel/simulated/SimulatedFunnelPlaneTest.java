package net.sluice.funnel.simulated;

import static net.sluice.funnel.simulated.TestTrees.appears;
import static net.sluice.funnel.simulated.TestTrees.tree;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import net.sluice.funnel.FunnelException;
import net.sluice.funnel.FunnelListener;
import net.sluice.funnel.FunnelPlane.Location;
import net.sluice.funnel.FunnelPlane.Repair;
import net.sluice.funnel.FunnelPlane.Wanted;
import net.sluice.funnel.Tree;
import net.sluice.funnel.TreeChange;
import net.sluice.funnel.TreeChange.GroupChange;
import net.sluice.funnel.plan.Present.PresentLink;
import net.sluice.funnel.plan.TreeStep;
import net.sluice.netlink.MacAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class SimulatedFunnelPlaneTest {
  private final SimulatedFunnelPlane plane = new SimulatedFunnelPlane(List.of("eth1"));

  @AfterEach
  void close() {
    plane.close();
  }

  @Test
  void aFunnelIsCreatedAndRemoved() throws FunnelException {
    Tree tree = tree(0, 1);
    plane.build(appears(tree));
    assertEquals(Optional.of("fbb1-1-0"), plane.find("eth1").orElseThrow().master());
    assertEquals(2, plane.state(tree).levels());
    assertEquals(Optional.of("eth1"), plane.state(tree).uplink());

    TreeChange removal = new TreeChange(Optional.of(tree), Optional.empty(), List.of());
    plane.build(removal);
    assertEquals(3, plane.state(tree).bridges().size());
    plane.clear(removal);
    assertEquals(List.of("eth1"), plane.interfaces().stream().map(PresentLink::name).toList());
    assertEquals(Optional.empty(), plane.find("eth1").orElseThrow().master());
  }

  @Test
  void aRefusedStepIsUndone() throws FunnelException {
    plane.build(appears(tree(0)));
    List<PresentLink> before = plane.interfaces();
    plane.refuse(
        step ->
            step instanceof TreeStep.SetUp
                ? Optional.of("Operation not permitted")
                : Optional.empty());
    TreeChange grows = new TreeChange(Optional.of(tree(0)), Optional.of(tree(0, 1)), List.of());
    FunnelException e = assertThrows(FunnelException.class, () -> plane.build(grows));
    assertTrue(e.getMessage().contains("Operation not permitted"), e.getMessage());
    assertEquals(before, plane.interfaces());
  }

  @Test
  void theListenerReceivesChangesOfOthersAndARepairUndoesThem() throws Exception {
    Tree tree = tree(0, 1);
    plane.build(appears(tree));
    List<PresentLink> before = plane.interfaces();
    BlockingQueue<String> reported = new LinkedBlockingQueue<>();
    plane.listen(listener(reported));
    plane.delete("fbd1-0-1");
    assertEquals("fbd1-0-1", reported.poll(5, TimeUnit.SECONDS));

    Repair repair = repair(tree);
    assertTrue(repair.differences().toString().contains("fbu1-0-1"), repair::toString);
    assertEquals(Optional.empty(), repair.problem());
    assertEquals(before, plane.interfaces());
    assertEquals(
        new Repair(List.of(), Optional.empty(), Optional.empty(), Optional.empty()), repair(tree));
  }

  private Repair repair(Tree tree) {
    return plane.repair(List.of(new Wanted(tree, Set.of("pw1"), Map.of()))).getFirst();
  }

  private static FunnelListener listener(BlockingQueue<String> reported) {
    return new FunnelListener() {
      @Override
      public void changed(String interfaceName) {
        reported.add(interfaceName);
      }

      @Override
      public void portChanged(String bridge, String interfaceName) {
        reported.add(interfaceName + " at " + bridge);
      }

      @Override
      public void filtersChanged() {
        reported.add("filters");
      }

      @Override
      public void overrun() {
        reported.add("overrun");
      }
    };
  }

  @Test
  void anUnchangedTreeCostsNothingAndIsNotRepaired() throws FunnelException {
    plane.build(appears(tree(0, 1)));
    plane.delete("fbd1-0-1");
    int applied = plane.applied();
    TreeChange same = new TreeChange(Optional.of(tree(0, 1)), Optional.of(tree(0, 1)), List.of());
    assertEquals(List.of(), plane.check(same));
    plane.build(same);
    plane.clear(same);
    assertEquals(applied, plane.applied());
  }

  @Test
  void aFunnelWaitsForItsUplink() throws FunnelException {
    plane.delete("eth1");
    plane.build(appears(tree(0)));
    assertEquals(List.of(), plane.check(appears(tree(0))));
    assertEquals(Optional.of("waits for uplink eth1"), repair(tree(0)).waiting());
    plane.addUplink("eth1");
    Repair repair = repair(tree(0));
    assertEquals(Optional.empty(), repair.waiting());
    assertEquals(Optional.empty(), repair.problem());
    assertEquals(Optional.of("eth1"), plane.state(tree(0)).uplink());
  }

  @Test
  void checkReturnsTheObstaclesOfAChange() {
    plane.addUplink("eth1", 1400);
    List<String> obstacles = new ArrayList<>(plane.check(appears(tree(0))));
    assertEquals(List.of("uplink eth1 has an MTU of 1400, the funnel one of 1500"), obstacles);
  }

  @Test
  void groupsFollowTheirMembers() throws FunnelException {
    GroupChange joins = new GroupChange("slc1", Optional.empty(), Optional.of("red"));
    TreeChange change = new TreeChange(Optional.empty(), Optional.of(tree(0)), List.of(joins));
    plane.build(change);
    plane.clear(change);
    assertEquals(Map.of("slc1", "red"), plane.groups());
    plane.build(change.reversed());
    assertEquals(Map.of("slc1", "red"), plane.groups());
    plane.clear(change.reversed());
    assertEquals(Map.of(), plane.groups());
  }

  @Test
  void allInterfacesOfAFunnelAreRemoved() throws FunnelException {
    plane.build(appears(tree(0, 1)));
    plane.delete("fbb1-0-1");
    plane.remove(1);
    plane.remove(1);
    assertEquals(List.of("eth1"), plane.interfaces().stream().map(PresentLink::name).toList());
  }

  @Test
  void findsTheAddressesThatItLearned() {
    MacAddress address = MacAddress.parse("02:00:00:00:00:01");
    Location location = new Location("slc1", "fbb1-0-0");
    plane.learn(address, location);
    assertEquals(Optional.of(location), plane.locate(tree(0), address, OptionalInt.empty()));
    assertEquals(
        Optional.empty(),
        plane.locate(tree(0), MacAddress.parse("02:00:00:00:00:02"), OptionalInt.empty()));
  }
}
