package net.sluice.manager.resolve;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Who has which value after the change. */
final class Holders<K> {
  private final Map<K, List<String>> claimed = new HashMap<>();
  private final Function<K, ? extends Collection<String>> held;
  private final Set<String> changing;

  /**
   * @param held who has a value before the change
   * @param changing objects that change, and whose own claims are among the new ones
   */
  Holders(Function<K, ? extends Collection<String>> held, Set<String> changing) {
    this.held = held;
    this.changing = changing;
  }

  /** Notes that an object shall have a value; who else has it, as far as noted. */
  List<String> claim(K value, String name) {
    List<String> others = others(value);
    claimed.merge(value, List.of(name), Holders::both);
    return others;
  }

  /** Who has a value, as far as noted. */
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
