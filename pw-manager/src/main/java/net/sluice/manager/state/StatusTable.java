package net.sluice.manager.state;

import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The status of the objects of one kind by name, with the number of objects in each state.
 *
 * <p>Thread: manager for {@code put} and {@code remove}; any for the other methods.
 *
 * @param <T> type of the status
 * @param <S> type of the state, which is a part of the status
 */
final class StatusTable<T, S extends Enum<S>> {
  private final Class<S> states;
  private final Function<T, S> stateOf;
  private final ConcurrentNavigableMap<String, T> byName = new ConcurrentSkipListMap<>();
  private final Map<S, Integer> counts;

  StatusTable(Class<S> states, Function<T, S> stateOf) {
    this.states = states;
    this.stateOf = stateOf;
    counts = Collections.synchronizedMap(new EnumMap<>(states));
  }

  /**
   * Stores the status of an object.
   *
   * @return the previous status
   */
  Optional<T> put(String name, T status) {
    Optional<T> old = Optional.ofNullable(byName.put(name, status));
    S now = stateOf.apply(status);
    if (old.isEmpty() || stateOf.apply(old.get()) != now) {
      counts.merge(now, 1, Integer::sum);
      old.ifPresent(was -> counts.merge(stateOf.apply(was), -1, Integer::sum));
    }
    return old;
  }

  /**
   * Removes an object.
   *
   * @return the previous status
   */
  Optional<T> remove(String name) {
    Optional<T> old = Optional.ofNullable(byName.remove(name));
    old.ifPresent(was -> counts.merge(stateOf.apply(was), -1, Integer::sum));
    return old;
  }

  Optional<T> get(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** Returns the objects whose names sort after the given one, sorted by name; all for "". */
  Stream<T> after(String name) {
    return byName.tailMap(name, false).values().stream();
  }

  /** Returns the number of objects in each state, including states with no object. */
  Map<S, Integer> counts() {
    Map<S, Integer> all = new LinkedHashMap<>();
    for (S state : states.getEnumConstants()) {
      all.put(state, counts.getOrDefault(state, 0));
    }
    return all;
  }
}
