package net.sluice.manager.resolve;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * The objects that hold each value after a change.
 *
 * @param <K> type of the values
 */
final class Holders<K> {
  private final Map<K, List<String>> claimed = new HashMap<>();
  private final Function<K, ? extends Collection<String>> held;
  private final Set<String> changing;

  /**
   * Starts with the holders before the change.
   *
   * @param held returns the objects that hold a value before the change
   * @param changing names of the objects that change: they hold only the values that they {@link
   *     #claim}
   */
  Holders(Function<K, ? extends Collection<String>> held, Set<String> changing) {
    this.held = held;
    this.changing = changing;
  }

  /** Adds an object as a holder of a value, and returns the other holders that are known so far. */
  List<String> claim(K value, String name) {
    List<String> others = others(value);
    claimed.merge(value, List.of(name), Holders::both);
    return others;
  }

  /** Returns the holders of a value that are known so far. */
  List<String> others(K value) {
    List<String> others = new ArrayList<>(claimed.getOrDefault(value, List.of()));
    for (String holder : held.apply(value)) {
      if (!changing.contains(holder)) {
        others.add(holder);
      }
    }
    return others;
  }

  private static List<String> both(List<String> some, List<String> more) {
    List<String> both = new ArrayList<>(some);
    both.addAll(more);
    return both;
  }
}
