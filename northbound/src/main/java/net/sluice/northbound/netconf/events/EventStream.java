package net.sluice.northbound.netconf.events;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import net.sluice.northbound.netconf.data.Xml;
import net.sluice.northbound.netconf.data.XmlElement;

/**
 * The stream {@code NETCONF} (RFC 5277 section 3.2.3). It hands notifications to all subscriptions
 * in one order, and keeps the latest for replay. It never waits for a subscriber. Thread: any.
 */
public final class EventStream {
  /** The name of the only stream. */
  static final String NAME = "NETCONF";

  /** Number of notifications kept for replay: some megabytes. */
  public static final int LOG = 10_000;

  /**
   * A notification.
   *
   * @param time time of the event
   * @param element creates the content; most notifications are never read, so it is created late
   */
  record Notification(Instant time, Supplier<XmlElement> element) {
    Notification(Instant time, XmlElement content) {
      this(time, () -> content);
    }

    /** Returns the content. */
    XmlElement content() {
      return element.get();
    }
  }

  private final Clock clock;
  private final Instant created;
  private final Deque<Notification> log = new ArrayDeque<>();
  private final Set<Consumer<Notification>> subscribers = new CopyOnWriteArraySet<>();
  private Optional<Instant> aged = Optional.empty();

  public EventStream(Clock clock) {
    this.clock = clock;
    this.created = clock.instant();
  }

  /** Publishes an event of now. */
  public void publish(XmlElement content) {
    publish(clock.instant(), () -> content);
  }

  /** Publishes an event of a given time. */
  public synchronized void publish(Instant time, Supplier<XmlElement> content) {
    var notification = new Notification(time, content);
    log.addLast(notification);
    if (log.size() > LOG) {
      aged = Optional.of(log.removeFirst().time());
    }
    subscribers.forEach(subscriber -> subscriber.accept(notification));
  }

  /**
   * Subscribes to every notification from now on.
   *
   * @param subscriber must not wait
   * @param from start of the replay; empty for no replay
   * @return the notifications of the replay. The subscriber gets the next one: there is no gap.
   */
  synchronized List<Notification> subscribe(
      Consumer<Notification> subscriber, Optional<Instant> from) {
    subscribers.add(subscriber);
    return from.isEmpty()
        ? List.of()
        : log.stream().filter(past -> !past.time().isBefore(from.get())).toList();
  }

  void unsubscribe(Consumer<Notification> subscriber) {
    subscribers.remove(subscriber);
  }

  /** Returns {@code /netconf/streams} (RFC 5277 section 3.4). */
  public synchronized XmlElement state() {
    var netconf = new XmlElement(Xml.STREAMS, "netconf");
    var stream =
        netconf
            .child("streams")
            .child("stream")
            .key("name", NAME)
            .leaf("description", "all notifications of this server")
            .leaf("replaySupport", true)
            .leaf("replayLogCreationTime", Xml.time(created));
    aged.ifPresent(time -> stream.leaf("replayLogAgedTime", Xml.time(time)));
    return netconf;
  }
}
