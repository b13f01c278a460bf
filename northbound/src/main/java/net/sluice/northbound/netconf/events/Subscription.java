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
import net.sluice.northbound.load.CancelledException;
import net.sluice.northbound.load.Computing;
import net.sluice.northbound.load.MemoryBudget;
import net.sluice.northbound.netconf.data.DataWriter;
import net.sluice.northbound.netconf.data.FilterNode;
import net.sluice.northbound.netconf.data.SubtreeFilter;
import net.sluice.northbound.netconf.data.Xml;
import net.sluice.northbound.netconf.data.XmlElement;
import net.sluice.northbound.netconf.events.EventStream.Notification;
import net.sluice.northbound.netconf.framing.MessageOutput;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A subscription of one session (RFC 5277). Publishers put notifications into its queue. Its own
 * thread sends them, between the replies of the session. It is a platform thread, because it
 * filters.
 */
public final class Subscription implements Consumer<Notification> {
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
  }

  /** The part of a session in processors and memory. */
  public record Share(Computing computing, MemoryBudget.Account memory) {}

  /** Octets on the heap of a notification that waits. Most are shared with other subscriptions. */
  private static final int WAITING = 128;

  private final Terms terms;
  private final EventStream stream;
  private final MessageOutput out;
  private final Clock clock;
  private final LongAdder sent;
  private final Share share;
  private final Consumer<String> failed;
  private final BlockingQueue<Notification> waiting = new LinkedBlockingQueue<>();

  /** The mark at the end of the queue. */
  private final Notification end = new Notification(Instant.MAX, new XmlElement("", ""));

  /** Null until {@link #start}. */
  private volatile @Nullable Thread thread;

  private volatile boolean ended;
  private Optional<SubtreeFilter> filter = Optional.empty();

  /**
   * @param sent counts the notifications that are sent
   * @param share its computing is for the thread of the subscription only
   * @param failed called once, with the reason, if no more can be sent; must not wait
   */
  public Subscription(
      Terms terms,
      EventStream stream,
      MessageOutput out,
      Clock clock,
      LongAdder sent,
      Share share,
      Consumer<String> failed) {
    this.share = share;
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
    thread = Thread.ofPlatform().daemon().name("netconf-subscription").start(() -> send(past));
  }

  /** Returns true if the subscription has ended. */
  public boolean ended() {
    return ended;
  }

  @Override
  public void accept(Notification notification) {
    if (ended) {
      return;
    }
    if (waiting.size() >= MAX_WAITING) {
      fail("the client is " + MAX_WAITING + " notifications behind");
      return;
    }
    waiting.add(notification);
    share.memory().add(WAITING);
  }

  private void send(List<Notification> past) {
    try {
      sendAll(past);
    } catch (IOException | XMLStreamException | CancelledException e) {
      fail(String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      stop();
    } catch (RuntimeException e) {
      LOG.error("netconf subscription failed", e);
      fail("internal error");
    } finally {
      filter = Optional.empty();
    }
  }

  @SuppressWarnings("ReferenceEquality") // the end is a mark, not a notification
  private void sendAll(List<Notification> past)
      throws IOException, XMLStreamException, InterruptedException {
    filter = terms.filter().map(this::prepare);
    for (Notification notification : past) {
      if (terms.inTime(notification)) {
        sendIfAdmitted(notification);
      }
    }
    if (terms.start().isPresent()) {
      send(complete("replayComplete"));
    }
    Notification next = next();
    while (next != null && next != end && terms.inTime(next)) {
      sendIfAdmitted(next);
      next = next();
    }
    stop();
    if (next != end) {
      send(complete("notificationComplete"));
    }
  }

  private SubtreeFilter prepare(List<FilterNode> nodes) {
    share.computing().begin();
    try {
      return new SubtreeFilter(nodes, share.computing());
    } finally {
      share.computing().end();
    }
  }

  private void sendIfAdmitted(Notification notification) throws IOException, XMLStreamException {
    if (filter.isEmpty() || selects(filter.get(), notification.content())) {
      send(notification);
    }
  }

  private boolean selects(SubtreeFilter selecting, XmlElement content) throws XMLStreamException {
    share.computing().begin();
    try {
      return selecting.selects(content);
    } finally {
      share.computing().end();
    }
  }

  /** Waits for the next notification; null at the stop time. */
  private @Nullable Notification next() throws InterruptedException {
    Notification next;
    if (terms.stop().isEmpty()) {
      next = waiting.take();
    } else {
      var left = Duration.between(clock.instant(), terms.stop().get());
      // One millisecond more, because the rest is rounded down.
      next = waiting.poll(left.toMillis() + 1, TimeUnit.MILLISECONDS);
    }
    if (next != null) {
      share.memory().add(-WAITING);
    }
    return next;
  }

  private Notification complete(String name) {
    return new Notification(clock.instant(), new XmlElement(Xml.STREAMS, name));
  }

  private void send(Notification notification) throws IOException {
    try {
      out.message(
          share.computing(),
          xml -> {
            xml.writeStartElement("notification");
            xml.writeDefaultNamespace(Xml.NOTIFICATION);
            xml.writeStartElement("eventTime");
            xml.writeCharacters(Xml.time(notification.time()));
            xml.writeEndElement();
            new DataWriter(xml, Xml.NOTIFICATION, share.computing())
                .writeAll(notification.content());
            xml.writeEndElement();
          });
      sent.increment();
    } catch (MessageOutput.UnsentException e) {
      LOG.error("netconf notification not sent", e);
    }
  }

  private void fail(String reason) {
    if (!ended) {
      stop();
      failed.accept(reason);
    }
  }

  private void stop() {
    ended = true;
    stream.unsubscribe(this);
  }

  /**
   * Ends the subscription with the session. Thread: any.
   *
   * @param sendWaiting true if the notifications that wait are still sent
   */
  public void finish(boolean sendWaiting) {
    stop();
    if (!sendWaiting) {
      waiting.clear();
    }
    share.memory().add(WAITING);
    waiting.add(end);
  }

  /** Waits until the subscription sends nothing more, after {@link #finish}. */
  public void awaitEnd(Duration timeout) {
    Thread sender = thread;
    if (sender == null) {
      return;
    }
    try {
      sender.join(timeout);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
