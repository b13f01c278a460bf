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
 * Passes events from the signaling thread to the manager thread. Events that arrive while the
 * manager is busy are passed together, so that they need few system calls.
 *
 * <p>Thread: any. The handler runs on the manager thread.
 */
public final class SignalingInbox implements Consumer<List<SignalingEvent>> {
  /**
   * Number of events after which no further list is added to a batch. Larger batches save nothing
   * and delay other work of the manager. From 1000 steps on, the plan runner would pause the events
   * of the data plane, and all interfaces would be read afterwards.
   */
  private static final int MANY = 512;

  private final Executor thread;
  private final Consumer<List<SignalingEvent>> handler;
  private final Queue<List<SignalingEvent>> queue = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean scheduled = new AtomicBoolean();

  /**
   * @param thread the manager thread
   * @param handler handles the events in order, on that thread
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
      thread.execute(this::passOn);
    }
  }

  private void passOn() {
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
