package net.sluice.manager.ledger;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import net.sluice.l2tp.signaling.SignalingEvent;

/**
 * Passes events from the signaling thread to the manager thread. Events that arrive while the
 * manager is busy are passed together, so that they need few system calls. While very many wait,
 * reports that a later one of the same object supersedes are removed, so that a busy manager costs
 * memory in proportion to the number of objects.
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

  /** Number of waiting events from which superseded ones are removed. */
  private static final int TOO_MANY = 16_384;

  /** The lists that wait, oldest first; also the lock of them and of their number of events. */
  private final Deque<List<SignalingEvent>> queue = new ArrayDeque<>();

  private int waiting;
  private int compactAt = TOO_MANY;
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
    synchronized (queue) {
      queue.add(events);
      waiting += events.size();
      if (waiting >= compactAt) {
        compact();
      }
    }
    schedule();
  }

  private void schedule() {
    boolean empty;
    synchronized (queue) {
      empty = queue.isEmpty();
    }
    if (!empty && scheduled.compareAndSet(false, true)) {
      thread.execute(this::passOn);
    }
  }

  private void passOn() {
    scheduled.set(false);
    try {
      handler.accept(take());
    } finally {
      schedule();
    }
  }

  private List<SignalingEvent> take() {
    List<SignalingEvent> events = new ArrayList<>();
    synchronized (queue) {
      while (events.size() < MANY && !queue.isEmpty()) {
        events.addAll(queue.remove());
      }
      waiting -= events.size();
      compactAt = Math.max(TOO_MANY, Math.min(compactAt, 2 * waiting));
    }
    return events;
  }

  /** Returns the number of events that wait. */
  int waiting() {
    synchronized (queue) {
      return waiting;
    }
  }

  /** Removes the reports and requests that a later event of the same object supersedes. */
  private void compact() {
    Set<Object> later = new HashSet<>();
    List<SignalingEvent> kept = new ArrayList<>();
    queue
        .descendingIterator()
        .forEachRemaining(
            list ->
                list.reversed().stream()
                    .filter(event -> key(event).filter(key -> !later.add(key)).isEmpty())
                    .forEach(kept::add));
    queue.clear();
    queue.add(kept.reversed());
    waiting = kept.size();
    compactAt = Math.max(TOO_MANY, 2 * waiting);
  }

  /** The kind and the object of an event that the next one with the same key supersedes. */
  private record Key(Class<?> kind, String name) {}

  private static Optional<Key> key(SignalingEvent event) {
    return switch (event) {
      case SignalingEvent.TunnelChanged(var report) ->
          Optional.of(new Key(event.getClass(), report.name()));
      case SignalingEvent.SessionChanged(var report) ->
          Optional.of(new Key(event.getClass(), report.name()));
      case SignalingEvent.InstallSession(var report) ->
          Optional.of(new Key(event.getClass(), report.name()));
      // Each of these has an effect of its own.
      case SignalingEvent.TunnelGone gone -> Optional.empty();
      case SignalingEvent.InstallTunnel install -> Optional.empty();
      case SignalingEvent.TunnelEnded ended -> Optional.empty();
      case SignalingEvent.SessionGone gone -> Optional.empty();
      case SignalingEvent.Refused refused -> Optional.empty();
    };
  }
}
