package net.sluice.manager.state;

import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The latest events of the whole system and of each object. They are lost when the process ends.
 *
 * <p>Thread: manager for {@code add} and {@code forget}; any for the other methods.
 */
public final class EventHistory {
  private static final Logger LOG = LoggerFactory.getLogger(EventHistory.class);

  private static final String LINE = "{} {} name=\"{}\" reason=\"{}\"";

  /** Number of events kept for each object. */
  static final int PER_OBJECT = 32;

  /** Number of events kept for the whole system. */
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

  /** Adds an event that no StopCCN or CDN has caused. */
  public void add(Subject subject, String name, EventType type, String text) {
    add(subject, name, type, text, Optional.empty());
  }

  /**
   * Adds an event and passes it to the subscribers. An exception of a subscriber is logged.
   *
   * @param result the result of the StopCCN or CDN that caused the event; empty if there was none
   */
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
    log(event);
    subscribers.forEach(subscriber -> pass(event, subscriber));
  }

  /** Writes an event to the log if it is the reason why something does not work. */
  private static void log(Event event) {
    String subject = event.subject().name().toLowerCase(Locale.ROOT);
    switch (event.type()) {
      case FAILED -> LOG.warn(LINE, subject, "failed", event.name(), event.text());
      case REFUSED -> LOG.warn(LINE, subject, "refused", event.name(), event.text());
      case DOWN -> LOG.info(LINE, subject, "down", event.name(), event.text());
      default -> {}
    }
  }

  /** Passes an event. The manager thread must not end because of a fault in a subscriber. */
  private static void pass(Event event, Consumer<Event> subscriber) {
    try {
      subscriber.accept(event);
    } catch (RuntimeException e) {
      LOG.error("event not delivered sequence={}", event.sequence(), e);
    }
  }

  /** Passes every event from now on to a subscriber, on the manager thread. */
  public Subscription subscribe(Consumer<Event> subscriber) {
    subscribers.add(subscriber);
    return () -> subscribers.remove(subscriber);
  }

  /**
   * Removes the history of an object that does not exist any more. The history of the whole system
   * keeps its events.
   */
  void forget(Subject subject, String name) {
    byObject.remove(new Key(subject, name));
  }

  /** Returns the latest events of an object, oldest first. */
  public List<Event> of(Subject subject, String name) {
    return byObject.getOrDefault(new Key(subject, name), List.of());
  }

  /** Returns the latest events of all objects with a greater sequence, oldest first. */
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
