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
 * The stream {@code NETCONF} (RFC 5277 section 3.2.3): hands notifications to all subscriptions, in
 * one order, and keeps the latest for replay. It never waits for a subscriber.
 */
public final class EventStream {
  /** The one stream there is. */
  static final String NAME = "NETCONF";

  /** Notifications kept for replay: some megabytes. */
  public static final int LOG = 10_000;

  /**
   * A notification.
   *
   * @param time when the event happened
   * @param told makes the element that says what: of most notifications nobody wants to know
   */
  record Notification(Instant time, Supplier<XmlElement> told) {
    Notification(Instant time, XmlElement content) {
      this(time, () -> content);
    }

    /** The element that says what happened. */
    XmlElement content() {
      return told.get();
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

  /** Publishes what happens now. */
  public void publish(XmlElement content) {
    publish(clock.instant(), () -> content);
  }

  /** Publishes what happened at some time. */
  public synchronized void publish(Instant time, Supplier<XmlElement> content) {
    var notification = new Notification(time, content);
    log.addLast(notification);
    if (log.size() > LOG) {
      aged = Optional.of(log.removeFirst().time());
    }
    subscribers.forEach(subscriber -> subscriber.accept(notification));
  }

  /**
   * Hands over every notification from now on.
   *
   * @param subscriber must not wait
   * @param from when the past begins that is asked for; empty for none of it
   * @return that past, which joins on to what is handed over without a gap
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

  /** What {@code /netconf/streams} says (RFC 5277 section 3.4). */
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
