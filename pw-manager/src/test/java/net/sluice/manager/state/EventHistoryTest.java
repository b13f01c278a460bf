package net.sluice.manager.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import net.sluice.manager.api.StatusService.Event;
import net.sluice.manager.api.StatusService.EventType;
import net.sluice.manager.api.StatusService.Subject;
import net.sluice.manager.api.StatusService.Subscription;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class EventHistoryTest {
  private final EventHistory history = new EventHistory(Clock.systemUTC());
  private final List<Event> received = new ArrayList<>();

  @Test
  void anExceptionOfASubscriberDoesNotReachTheManagerOrOtherSubscribers() {
    for (int i = 0; i < 3; i++) {
      history.subscribe(
          event -> {
            throw new IllegalStateException("a subscriber with a fault");
          });
    }
    history.subscribe(received::add);
    add(EventType.UP);
    add(EventType.DOWN);
    assertEquals(
        List.of(EventType.UP, EventType.DOWN), received.stream().map(Event::type).toList());
    assertEquals(received, history.of(Subject.TUNNEL, "t"));
  }

  @Test
  void aClosedSubscriptionReceivesNothing() {
    Subscription subscription = history.subscribe(received::add);
    subscription.close();
    add(EventType.UP);
    assertTrue(received.isEmpty());
  }

  @Test
  void theHistoryOfTheSystemOutlivesThatOfTheObject() {
    add(EventType.DELETED);
    history.forget(Subject.TUNNEL, "t");
    assertTrue(history.of(Subject.TUNNEL, "t").isEmpty());
    assertEquals(1, history.after(0).count());
  }

  @Test
  void theLogHasTheEventsThatSayWhySomethingDoesNotWork() {
    Logger logger = (Logger) LoggerFactory.getLogger(EventHistory.class);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    Level before = logger.getLevel();
    logger.setLevel(Level.INFO);
    logger.addAppender(log);
    try {
      for (EventType type : EventType.values()) {
        add(type);
      }
    } finally {
      logger.detachAppender(log);
      logger.setLevel(before);
    }
    assertEquals(
        List.of(
            "tunnel down name=\"t\" reason=\"text\"",
            "tunnel failed name=\"t\" reason=\"text\"",
            "tunnel refused name=\"t\" reason=\"text\""),
        log.list.stream().map(ILoggingEvent::getFormattedMessage).toList());
  }

  private void add(EventType type) {
    history.add(Subject.TUNNEL, "t", type, "text");
  }
}
