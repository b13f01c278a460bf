package net.sluice.manager;

import java.util.StringJoiner;
import java.util.concurrent.TimeUnit;

/** How long the phases of something took, for the log. */
final class PhaseTimer {
  private final StringJoiner phases = new StringJoiner(", ");
  private long phaseStart = System.nanoTime();

  /** Notes that a phase has ended, and the next begins. */
  void ended(String phase) {
    long now = System.nanoTime();
    phases.add(phase + " " + TimeUnit.NANOSECONDS.toMillis(now - phaseStart) + " ms");
    phaseStart = now;
  }

  @Override
  public String toString() {
    return phases.toString();
  }
}
