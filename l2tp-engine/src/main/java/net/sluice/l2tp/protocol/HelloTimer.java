package net.sluice.l2tp.protocol;

import java.time.Duration;

/**
 * How long the peer has been silent, and when that is too long (RFC 3931 section 4.4). The interval
 * is made shorter at random each time, so that HELLOs to one peer do not come together. Only
 * control messages are seen here: the data of a session that the kernel carries does not count as a
 * sign of life, which costs a HELLO now and then and hides no failure.
 */
final class HelloTimer {
  private final Host host;
  private long interval;
  private long limit;
  private long heard;

  /**
   * A peer that was just heard.
   *
   * @param interval silence that is too long; zero for never
   */
  HelloTimer(Host host, Duration interval) {
    this.host = host;
    restart();
    interval(interval);
  }

  /** The interval is another one. */
  void interval(Duration interval) {
    this.interval = interval.toNanos();
    drawJitter();
  }

  /** Draws how much shorter it is next time. */
  void drawJitter() {
    limit = host.jittered(interval);
  }

  /** The peer was heard. */
  void restart() {
    heard = host.now();
  }

  /** When it is too long; {@link Alarms#NEVER} for never. */
  long dueAt() {
    return interval == 0 ? Alarms.NEVER : heard + limit;
  }
}
