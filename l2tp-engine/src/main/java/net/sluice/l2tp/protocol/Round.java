package net.sluice.l2tp.protocol;

import java.util.function.Consumer;
import net.sluice.l2tp.signaling.SignalingEvent;

/**
 * The round of input that an {@link Lcce} is handling: its time, and the receiver of its actions.
 * All parts of an Lcce share one object, which each input changes.
 */
final class Round {
  private long now;
  private Consumer<LcceAction> actions = action -> {};

  /**
   * Begins the round of an input.
   *
   * @param now time of a monotonic clock, in nanoseconds
   * @param actions receives the actions of the round, in order
   */
  void begin(long now, Consumer<LcceAction> actions) {
    this.now = now;
    this.actions = actions;
  }

  /** Returns the time of this round, in nanoseconds. */
  long now() {
    return now;
  }

  /** Adds an action to the round. */
  void act(LcceAction action) {
    actions.accept(action);
  }

  /** Emits an event to the listener of signaling. */
  void emit(SignalingEvent event) {
    act(new LcceAction.Emit(event));
  }
}
