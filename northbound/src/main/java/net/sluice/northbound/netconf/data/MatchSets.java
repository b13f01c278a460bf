package net.sluice.northbound.netconf.data;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import net.sluice.northbound.load.Computing;
import org.jspecify.annotations.Nullable;

/**
 * Sets of content matches with a value each, and a search for the sets whose matches are all true.
 * The sets are paths in a tree, so equal sets and equal beginnings are one, and a search follows
 * true matches only: it does not grow with the number of sets whose matches are false.
 */
final class MatchSets<T> {
  private static final class Step<T> {
    final Map<FilterNode, Step<T>> next = new HashMap<>(2);
    @Nullable T value;
  }

  private final Supplier<T> create;
  private final Step<T> root = new Step<>();
  private final Map<FilterNode, Integer> order = new HashMap<>();

  /**
   * @param create creates the value of a new set
   */
  MatchSets(Supplier<T> create) {
    this.create = create;
  }

  /** Returns the matches of all sets. */
  Set<FilterNode> matches() {
    return order.keySet();
  }

  /** Returns the value of the set of the matches among some nodes. */
  T of(List<FilterNode> matches) {
    for (FilterNode match : matches) {
      order.putIfAbsent(match, order.size());
    }
    Step<T> step = root;
    for (FilterNode match : sorted(matches)) {
      step = step.next.computeIfAbsent(match, next -> new Step<>());
    }
    if (step.value == null) {
      step.value = create.get();
    }
    return step.value;
  }

  /** Returns the values of the sets that have no match which is not true. */
  List<T> find(List<FilterNode> trueMatches, Computing computing) {
    var found = new ArrayList<T>();
    find(root, sorted(trueMatches), 0, computing, found);
    return found;
  }

  private static <T> void find(
      Step<T> step, List<FilterNode> trueMatches, int from, Computing computing, List<T> found) {
    if (step.value != null) {
      found.add(step.value);
    }
    for (int i = from; i < trueMatches.size() && !step.next.isEmpty(); i++) {
      computing.step();
      var next = step.next.get(trueMatches.get(i));
      if (next != null) {
        find(next, trueMatches, i + 1, computing, found);
      }
    }
  }

  private List<FilterNode> sorted(List<FilterNode> matches) {
    if (matches.size() < 2) {
      return matches;
    }
    var distinct = new ArrayList<>(new LinkedHashSet<>(matches));
    distinct.sort(Comparator.comparingInt(match -> order.getOrDefault(match, -1)));
    return distinct;
  }
}
