package net.sluice.manager;

import java.util.StringJoiner;
import java.util.concurrent.TimeUnit;

/** The durations of the phases of an operation, as keys and values for the log. */
final class PhaseTimer {
  private final StringJoiner phases = new StringJoiner(" ");
  private long phaseStart = System.nanoTime();

  /** Notes that a phase has ended and the next one begins. */
  void ended(String phase) {
    long now = System.nanoTime();
    phases.add(phase + "-ms=" + TimeUnit.NANOSECONDS.toMillis(now - phaseStart));
    phaseStart = now;
  }

  @Override
  public String toString() {
    return phases.toString();
  }
}
