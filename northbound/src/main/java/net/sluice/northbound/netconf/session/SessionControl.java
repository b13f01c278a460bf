package net.sluice.northbound.netconf.session;

import java.time.Duration;
import net.sluice.manager.api.ConfigError;
import net.sluice.manager.api.ConfigException;
import net.sluice.northbound.netconf.events.Subscription;
import net.sluice.northbound.netconf.monitoring.OpenSessions;
import net.sluice.northbound.netconf.monitoring.SessionEnd;
import net.sluice.northbound.netconf.monitoring.SessionInfo;
import net.sluice.northbound.netconf.operation.Operations;
import net.sluice.northbound.netconf.operation.Reply;
import org.jspecify.annotations.Nullable;
import org.opendaylight.yangtools.yang.common.ErrorTag;

/** The effects of the operations of one session on sessions. Thread: that of the session. */
final class SessionControl implements Operations.Control {
  /** Time for which kill-session waits for the request in progress of the other session. */
  private static final Duration KILL_WAIT = Duration.ofSeconds(30);

  /** Creates the subscription of the session. */
  @FunctionalInterface
  interface Subscriber {
    Subscription subscription(Subscription.Terms terms);
  }

  private final NetconfSession session;
  private final OpenSessions sessions;
  private final Subscriber subscriber;
  private volatile @Nullable Subscription subscription;

  SessionControl(NetconfSession session, OpenSessions sessions, Subscriber subscriber) {
    this.session = session;
    this.sessions = sessions;
    this.subscriber = subscriber;
  }

  /** Returns true if the session has a subscription. Thread: any. */
  boolean subscribed() {
    var notified = subscription;
    return notified != null && !notified.ended();
  }

  /**
   * Ends the subscription.
   *
   * @param sendWaiting true if the notifications that wait are still sent
   */
  void endSubscription(boolean sendWaiting) {
    var notified = subscription;
    if (notified != null) {
      notified.finish(sendWaiting);
    }
  }

  /** Waits until the subscription sends nothing more. */
  void awaitSubscription(Duration timeout) {
    var notified = subscription;
    if (notified != null) {
      notified.awaitEnd(timeout);
    }
  }

  @Override
  public SessionInfo info() {
    return session.info();
  }

  @Override
  public Reply subscribe(Subscription.Terms terms) throws ConfigException {
    if (subscribed()) {
      throw new ConfigException(
          ConfigError.protocol(
              ErrorTag.IN_USE,
              "the session has a subscription already; it ends with its stopTime or with the session"));
    }
    var added = subscriber.subscription(terms);
    subscription = added;
    return xml -> {
      Reply.OK.write(xml);
      added.start(); // its notifications wait until this reply is complete
    };
  }

  @Override
  public void endAfterReply() {
    session.endAfterReply();
  }

  @Override
  public boolean kill(long sessionId) {
    var other = sessions.find(sessionId);
    var self = session.info();
    other.ifPresent(
        found -> {
          found.end(
              SessionEnd.killed(self.id()),
              "killed by session " + self.id() + " of " + self.user());
          found.awaitEnd(KILL_WAIT);
        });
    return other.isPresent();
  }
}
