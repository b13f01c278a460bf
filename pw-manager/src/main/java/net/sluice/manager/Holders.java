package net.sluice.manager;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

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
    claimed.computeIfAbsent(value, any -> new ArrayList<>()).add(name);
    return others;
  }

  /** Who has a value, as far as noted. */
  List<String> others(K value) {
    return Stream.concat(
            claimed.getOrDefault(value, List.of()).stream(),
            held.apply(value).stream().filter(holder -> !changing.contains(holder)))
        .toList();
  }
}
