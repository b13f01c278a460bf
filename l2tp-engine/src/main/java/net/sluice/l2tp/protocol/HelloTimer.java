package net.sluice.l2tp.protocol;

import java.time.Duration;

/**
 * The time of the next HELLO: when the peer has been silent for the interval (RFC 3931 section
 * 4.4). The interval is shortened at random each time, so that the HELLOs of several connections to
 * one peer spread. Only control messages restart the timer, not data that the kernel carries: this
 * costs a HELLO now and then, and hides no failure.
 */
final class HelloTimer {
  private final Host host;
  private long interval;
  private long limit;
  private long started;

  /**
   * Creates a timer that starts now.
   *
   * @param interval longest silence of the peer; zero for no HELLO
   */
  HelloTimer(Host host, Duration interval) {
    this.host = host;
    restart();
    interval(interval);
  }

  /** Changes the interval. */
  void interval(Duration interval) {
    this.interval = interval.toNanos();
    drawJitter();
  }

  /** Draws the random part of the interval for the next time. */
  void drawJitter() {
    limit = host.jittered(interval);
  }

  /** Starts the interval again, because the peer has sent a message. */
  void restart() {
    started = host.now();
  }

  /** Returns the time of the peer's last message, in nanoseconds; of the creation without one. */
  long lastHeard() {
    return started;
  }

  /** Returns the time when HELLO is due, in nanoseconds; {@link Alarms#NEVER} for none. */
  long dueAt() {
    return interval == 0 ? Alarms.NEVER : started + limit;
  }
}
