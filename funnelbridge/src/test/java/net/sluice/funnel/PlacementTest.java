package net.sluice.funnel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class PlacementTest {
  /** New and removed pseudowires of a commit. */
  private record Commit(List<String> added, List<String> removed) {}

  @Property
  void placesAreTheLowestFreeAndNoPseudowireMoves(
      @ForAll @IntRange(min = 1, max = 4) int capacity,
      @ForAll @Size(max = 12) List<@IntRange(max = 255) Integer> seeds) {
    Placement placement = new Placement(capacity);
    TreeMap<String, Integer> expected = new TreeMap<>();
    int next = 0;
    for (int seed : seeds) {
      Commit commit = commit(seed, next, expected);
      next += commit.added().size();
      expected.keySet().removeAll(commit.removed());
      commit.added().forEach(name -> expected.put(name, lowestFree(expected, capacity)));
      carryOut(commit, placement);
      assertEquals(expected, leaves(placement, expected.keySet()));
      assertEquals(new TreeSet<>(expected.values()), placement.leaves());
      assertEquals(expected.size(), placement.size());
      placement.leaves().forEach(leaf -> assertTrue(placement.size(leaf) <= capacity));
    }
  }

  private static Commit commit(int seed, int next, Map<String, Integer> there) {
    List<String> added =
        IntStream.range(next, next + seed % 8).mapToObj(number -> "pw" + number).toList();
    List<String> removed = new ArrayList<>(there.keySet());
    removed.removeIf(name -> (name.hashCode() + seed) % 3 != 0);
    return new Commit(added, removed);
  }

  private static int lowestFree(Map<String, Integer> places, int capacity) {
    return IntStream.iterate(0, leaf -> leaf + 1)
        .filter(leaf -> places.values().stream().filter(other -> other == leaf).count() < capacity)
        .findFirst()
        .orElseThrow();
  }

  private static void carryOut(Commit commit, Placement placement) {
    SortedSet<Integer> before = placement.leaves();
    int size = placement.size();
    Placement.Allocation allocation = placement.allocation();
    commit.removed().forEach(allocation::release);
    Map<String, Integer> places = new TreeMap<>();
    commit.added().forEach(name -> places.put(name, allocation.allocate()));
    assertEquals(before, placement.leaves(), "an allocation does not change the placement");
    assertEquals(size, placement.size(), "an allocation does not change the placement");
    SortedSet<Integer> after = allocation.leavesAfter();
    commit.removed().forEach(placement::remove);
    places.forEach(placement::add);
    assertEquals(after, placement.leaves());
  }

  private static Map<String, Integer> leaves(Placement placement, Iterable<String> names) {
    Map<String, Integer> leaves = new TreeMap<>();
    names.forEach(name -> leaves.put(name, placement.leafOf(name).orElseThrow()));
    return leaves;
  }

  @Test
  void aSmallerCapacityMovesNoPseudowire() {
    Placement placement = new Placement(3);
    List.of("a", "b", "c").forEach(name -> placement.add(name, 0));
    placement.capacity(1);
    assertEquals(3, placement.size(0));
    assertEquals(1, placement.allocation().allocate());
    assertEquals(0, placement.allocation(4).allocate());
  }

  /** New pseudowires join before others leave. */
  @Test
  void noLeafEverHasMorePortsThanABridge() {
    Placement placement = new Placement(1000);
    IntStream.range(0, 1000).forEach(i -> placement.add("old" + i, 0));
    Placement.Allocation allocation = placement.allocation();
    IntStream.range(0, 100).forEach(i -> allocation.release("old" + i));
    Map<Integer, Long> places =
        IntStream.range(0, 100)
            .mapToObj(i -> allocation.allocate())
            .collect(Collectors.groupingBy(leaf -> leaf, Collectors.counting()));
    assertEquals(Map.of(0, 21L, 1, 79L), places, "1,021 in the first leaf until others leave");
  }

  /** The uplink stays until the link that replaces it has joined, and the other way round. */
  @Test
  void theFirstLeafAndTheFirstBridgeAboveKeepAPortFree() {
    Placement.Allocation large = new Placement(1022).allocation();
    IntStream.range(0, 1021).forEach(i -> assertEquals(0, large.allocate()));
    IntStream.range(0, 1022).forEach(i -> assertEquals(1, large.allocate()));
    assertEquals(2, large.allocate());
    Placement.Allocation small = new Placement(1).allocation();
    IntStream.range(0, 1021).forEach(i -> assertEquals(i, small.allocate()));
    assertEquals(1022, small.allocate());
  }

  @Test
  void placesFromBeforeAreTaken() {
    Placement.Allocation allocation = new Placement(1).allocation();
    allocation.take(0);
    allocation.take(2);
    assertEquals(List.of(1, 3), List.of(allocation.allocate(), allocation.allocate()));
  }

  @Test
  void aPseudowireHasOnePlace() {
    Placement placement = new Placement(3);
    placement.add("a", 0);
    assertThrows(IllegalStateException.class, () -> placement.add("a", 1));
    assertEquals(OptionalInt.of(0), placement.leafOf("a"));
    placement.remove("a");
    placement.remove("a");
    assertEquals(OptionalInt.empty(), placement.leafOf("a"));
    assertEquals(new TreeSet<>(), placement.leaves());
  }
}
