package net.sluice.manager.desired;

import java.util.Optional;
import java.util.function.Function;

/**
 * The change of one object between two states.
 *
 * @param name name of the object
 * @param before its former value; empty when it appears
 * @param after its new value; empty when it disappears
 */
public record Change<T>(String name, Optional<T> before, Optional<T> after) {

  /** Returns whether the object is new. */
  public boolean appears() {
    return before.isEmpty();
  }

  /** Returns whether the object is removed. */
  public boolean disappears() {
    return after.isEmpty();
  }

  /**
   * Returns the part of the change that a view shows; empty when the view shows neither value.
   *
   * @param view a part of a value, or empty for a value of another kind
   */
  public <S> Optional<Change<S>> of(Function<T, Optional<S>> view) {
    Change<S> part = new Change<>(name, before.flatMap(view), after.flatMap(view));
    return part.appears() && part.disappears() ? Optional.empty() : Optional.of(part);
  }
}
