package net.sluice.manager.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import net.sluice.l2tp.signaling.SignalingEvent;

/**
 * Takes events from the signaling's thread to the manager's. What comes while that is busy is
 * handed over together, so that it is done with few system calls.
 */
public final class SignalingInbox implements Consumer<List<SignalingEvent>> {
  /**
   * So many are handed over at once, or one list. More would save nothing, and keep others waiting
   * who want something of the manager; and the data plane would take it for a mass change, after
   * which all interfaces are looked at.
   */
  private static final int MANY = 512;

  private final Executor thread;
  private final Consumer<List<SignalingEvent>> handler;
  private final Queue<List<SignalingEvent>> queue = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean scheduled = new AtomicBoolean();

  /**
   * @param thread the manager's
   * @param handler takes the events, in order, on that thread
   */
  public SignalingInbox(Executor thread, Consumer<List<SignalingEvent>> handler) {
    this.thread = thread;
    this.handler = handler;
  }

  @Override
  public void accept(List<SignalingEvent> events) {
    queue.add(events);
    schedule();
  }

  private void schedule() {
    if (!queue.isEmpty() && scheduled.compareAndSet(false, true)) {
      thread.execute(this::handOver);
    }
  }

  private void handOver() {
    scheduled.set(false);
    List<SignalingEvent> events = new ArrayList<>();
    while (events.size() < MANY && !queue.isEmpty()) {
      events.addAll(queue.poll());
    }
    try {
      handler.accept(events);
    } finally {
      schedule();
    }
  }
}
