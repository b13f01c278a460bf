package net.sluice.northbound.netconf.events;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import javax.xml.stream.XMLStreamException;
import net.sluice.northbound.netconf.data.DataWriter;
import net.sluice.northbound.netconf.data.FilterMatch;
import net.sluice.northbound.netconf.data.FilterNode;
import net.sluice.northbound.netconf.data.Xml;
import net.sluice.northbound.netconf.data.XmlElement;
import net.sluice.northbound.netconf.events.EventStream.Notification;
import net.sluice.northbound.netconf.framing.MessageOutput;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A subscription of one session (RFC 5277). Publishers put notifications into its queue. Its own
 * virtual thread sends them, between the replies of the session.
 */
public final class Subscription implements Consumer<Notification>, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Subscription.class);

  /**
   * Maximum number of notifications that wait for a slow client. It is more than the pseudowires of
   * a large host, which can all go down together. A session that is further behind is ended: a
   * controller that knows that it missed notifications can read the state again.
   */
  public static final int MAX_WAITING = 131_072;

  /**
   * The parameters of a subscription.
   *
   * @param filter selects notifications; empty for all
   * @param start start of the replay; empty for no replay
   * @param stop end of the subscription; empty for none
   */
  public record Terms(
      Optional<List<FilterNode>> filter, Optional<Instant> start, Optional<Instant> stop) {

    boolean inTime(Notification notification) {
      return stop.isEmpty() || !notification.time().isAfter(stop.get());
    }

    boolean admits(Notification notification) throws XMLStreamException {
      if (filter.isEmpty()) {
        return true;
      }
      for (FilterNode node : filter.get()) {
        if (FilterMatch.selects(node, notification.content())) {
          return true;
        }
      }
      return false;
    }
  }

  private final Terms terms;
  private final EventStream stream;
  private final MessageOutput out;
  private final Clock clock;
  private final LongAdder sent;
  private final Consumer<String> failed;
  private final BlockingQueue<Notification> waiting = new LinkedBlockingQueue<>(MAX_WAITING);

  /** Null until {@link #start}. */
  private volatile @Nullable Thread thread;

  private volatile boolean ended;

  /**
   * @param sent counts the notifications that are sent
   * @param failed called once, with the reason, if no more can be sent; must not wait
   */
  public Subscription(
      Terms terms,
      EventStream stream,
      MessageOutput out,
      Clock clock,
      LongAdder sent,
      Consumer<String> failed) {
    this.terms = terms;
    this.stream = stream;
    this.out = out;
    this.clock = clock;
    this.sent = sent;
    this.failed = failed;
  }

  /** Starts to send. */
  public void start() {
    var past = stream.subscribe(this, terms.start());
    thread = Thread.ofVirtual().name("netconf-subscription").start(() -> send(past));
  }

  /** Returns true if the subscription has ended. */
  public boolean ended() {
    return ended;
  }

  @Override
  public void accept(Notification notification) {
    if (!ended && !waiting.offer(notification)) {
      fail("the client is " + MAX_WAITING + " notifications behind");
    }
  }

  private void send(List<Notification> past) {
    try {
      for (Notification notification : past) {
        if (terms.inTime(notification)) {
          sendIfAdmitted(notification);
        }
      }
      if (terms.start().isPresent()) {
        send(complete("replayComplete"));
      }
      for (var next = next(); next.filter(terms::inTime).isPresent(); next = next()) {
        sendIfAdmitted(next.get());
      }
      finish();
      send(complete("notificationComplete"));
    } catch (IOException | XMLStreamException e) {
      fail(String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      finish();
    } catch (RuntimeException e) {
      LOG.error("netconf subscription failed", e);
      fail("internal error");
    }
  }

  private void sendIfAdmitted(Notification notification) throws IOException, XMLStreamException {
    if (terms.admits(notification)) {
      send(notification);
    }
  }

  /** Waits for the next notification; empty at the stop time. */
  private Optional<Notification> next() throws InterruptedException {
    if (terms.stop().isEmpty()) {
      return Optional.of(waiting.take());
    }
    var left = Duration.between(clock.instant(), terms.stop().get());
    // One millisecond more, because the rest is rounded down.
    return Optional.ofNullable(waiting.poll(left.toMillis() + 1, TimeUnit.MILLISECONDS));
  }

  private Notification complete(String name) {
    return new Notification(clock.instant(), new XmlElement(Xml.STREAMS, name));
  }

  private void send(Notification notification) throws IOException {
    out.message(
        xml -> {
          xml.writeStartElement("notification");
          xml.writeDefaultNamespace(Xml.NOTIFICATION);
          xml.writeStartElement("eventTime");
          xml.writeCharacters(Xml.time(notification.time()));
          xml.writeEndElement();
          new DataWriter(xml, Xml.NOTIFICATION).writeAll(notification.content());
          xml.writeEndElement();
        });
    sent.increment();
  }

  private void fail(String reason) {
    if (!ended) {
      finish();
      failed.accept(reason);
    }
  }

  private void finish() {
    ended = true;
    stream.unsubscribe(this);
  }

  /** Ends the subscription. Waiting notifications are not sent. */
  @Override
  public void close() {
    finish();
    Thread sender = thread;
    if (sender != null) {
      sender.interrupt();
    }
  }
}
