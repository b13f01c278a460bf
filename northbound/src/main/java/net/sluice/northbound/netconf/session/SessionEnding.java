package net.sluice.northbound.netconf.session;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import net.sluice.northbound.netconf.monitoring.SessionEnd;
import org.jspecify.annotations.Nullable;

/** The end of a session: if it has begun, and why. Thread: any. */
final class SessionEnding {
  /**
   * Time without progress after which a client is given up when others have ended its session and
   * may wait for that: a session that is killed, or all of them when the server stops.
   */
  static final Duration LINGER = Duration.ofSeconds(3);

  /** Time that such a client has in all, progress or not. */
  static final Duration LINGER_IN_ALL = Duration.ofSeconds(15);

  /** Time without progress after which a client is given up whose session ends by itself. */
  static final Duration CLOSE_PATIENCE = Duration.ofSeconds(30);

  private final AtomicBoolean begun = new AtomicBoolean();
  private volatile SessionEnd why = SessionEnd.DROPPED;
  private volatile long since;
  private volatile @Nullable String givenUp;

  /** The client has asked for the end, which is not another's any more. */
  void request() {
    why = SessionEnd.CLOSED;
  }

  /** Begins the end, unless it has begun. Returns false if it has. */
  boolean begin(SessionEnd reason) {
    if (!begun.compareAndSet(false, true)) {
      return false;
    }
    if (!requested()) {
      why = reason;
    }
    since = System.nanoTime();
    return true;
  }

  /** Gives the client up, because it needs more than its share. */
  void giveUp(String reason) {
    givenUp = reason;
  }

  /** Returns the reason why the client is given up; empty if it is not. */
  Optional<String> givenUp() {
    return Optional.ofNullable(givenUp);
  }

  boolean hasBegun() {
    return begun.get();
  }

  /** Returns true if the client has asked for the end. */
  boolean requested() {
    return why.equals(SessionEnd.CLOSED);
  }

  SessionEnd why() {
    return why;
  }

  /** Returns the reason why computing has no purpose any more; empty while it has. */
  Optional<String> over() {
    if (hasBegun() && System.nanoTime() - since > LINGER_IN_ALL.toNanos()) {
      return Optional.of("the session has ended");
    }
    return givenUp();
  }
}
