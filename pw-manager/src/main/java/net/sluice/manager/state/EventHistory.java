package net.sluice.manager.state;

import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import net.sluice.l2tp.Result;
import net.sluice.manager.api.StatusService.Event;
import net.sluice.manager.api.StatusService.EventType;
import net.sluice.manager.api.StatusService.Subject;
import net.sluice.manager.api.StatusService.Subscription;

/**
 * The latest events: of the whole, and of each object. Written by the manager's thread, read by
 * any. Nothing of it outlives the process.
 */
public final class EventHistory {
  /** Events kept of one object. */
  static final int PER_OBJECT = 32;

  /** Events kept of the whole. */
  static final int TOTAL = 10_000;

  private record Key(Subject subject, String name) {}

  private final Clock clock;
  private final Map<Key, List<Event>> byObject = new ConcurrentHashMap<>();
  private final Deque<Event> all = new ArrayDeque<>();
  private final Set<Consumer<Event>> subscribers = new CopyOnWriteArraySet<>();
  private long sequence;

  public EventHistory(Clock clock) {
    this.clock = clock;
  }

  public void add(Subject subject, String name, EventType type, String text) {
    add(subject, name, type, text, Optional.empty());
  }

  /** Adds what may have come of a StopCCN or CDN. */
  public void add(
      Subject subject, String name, EventType type, String text, Optional<Result> result) {
    Event event = new Event(++sequence, clock.instant(), subject, name, type, text, result);
    byObject.merge(new Key(subject, name), List.of(event), EventHistory::appended);
    synchronized (all) {
      all.addLast(event);
      if (all.size() > TOTAL) {
        all.removeFirst();
      }
    }
    subscribers.forEach(subscriber -> subscriber.accept(event));
  }

  /** Hands over every event from now on, on the thread that adds it. */
  public Subscription subscribe(Consumer<Event> subscriber) {
    subscribers.add(subscriber);
    return () -> subscribers.remove(subscriber);
  }

  /**
   * Forgets an object's own history when the object is gone; that of the whole keeps its events.
   */
  void forget(Subject subject, String name) {
    byObject.remove(new Key(subject, name));
  }

  public List<Event> of(Subject subject, String name) {
    return byObject.getOrDefault(new Key(subject, name), List.of());
  }

  public Stream<Event> after(long afterSequence) {
    synchronized (all) {
      return all.stream().filter(event -> event.sequence() > afterSequence).toList().stream();
    }
  }

  private static List<Event> appended(List<Event> old, List<Event> added) {
    List<Event> merged = new ArrayList<>(PER_OBJECT);
    merged.addAll(old.size() < PER_OBJECT ? old : old.subList(1, old.size()));
    merged.addAll(added);
    return List.copyOf(merged);
  }
}
