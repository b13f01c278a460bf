package net.sluice.l2tp.protocol;

import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A state machine as a table: the action and the next state for an event in a state. An event
 * without a row in the present state is ignored.
 *
 * @param <S> states
 * @param <E> events
 * @param <A> actions
 */
final class StateTable<S extends Enum<S>, E extends Enum<E>, A extends Enum<A>> {

  /**
   * A row.
   *
   * @param state the state in which the event happens
   * @param next the state afterwards
   * @param section the section of RFC 3931 that is the reason
   */
  record Row<S, E, A>(S state, E event, A action, S next, String section) {}

  private final Class<E> events;
  private final String section;
  private final Map<S, Map<E, Row<S, E, A>>> rows;

  /**
   * Creates a table without rows.
   *
   * @param section the section of RFC 3931 of all rows that name no other
   */
  StateTable(Class<S> states, Class<E> events, String section) {
    this.events = events;
    this.section = section;
    this.rows = new EnumMap<>(states);
  }

  /** Adds a row from the section of this table. */
  StateTable<S, E, A> row(S state, E event, A action, S next) {
    return row(state, event, action, next, section);
  }

  /**
   * Adds a row.
   *
   * @throws IllegalStateException if there is a row for this event in this state
   */
  StateTable<S, E, A> row(S state, E event, A action, S next, String source) {
    Row<S, E, A> row = new Row<>(state, event, action, next, source);
    if (rows.computeIfAbsent(state, any -> new EnumMap<>(events)).put(event, row) != null) {
      throw new IllegalStateException("two rows for %s in %s".formatted(event, state));
    }
    return this;
  }

  /** Adds a row from the section of this table for each of several events without one. */
  StateTable<S, E, A> others(S state, Collection<E> all, A action, S next) {
    return others(state, all, action, next, section);
  }

  /** Adds a row for each of several events that has none in this state. */
  StateTable<S, E, A> others(S state, Collection<E> all, A action, S next, String source) {
    for (E event : all) {
      if (find(state, event) == null) {
        row(state, event, action, next, source);
      }
    }
    return this;
  }

  /** Returns the row for an event in a state; null if the event is ignored there. */
  @Nullable Row<S, E, A> find(S state, E event) {
    Map<E, Row<S, E, A>> ofState = rows.get(state);
    return ofState == null ? null : ofState.get(event);
  }

  /** Returns all rows. */
  List<Row<S, E, A>> rows() {
    return rows.values().stream().flatMap(ofState -> ofState.values().stream()).toList();
  }
}
