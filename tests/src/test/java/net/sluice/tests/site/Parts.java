package net.sluice.tests.site;

import java.util.ArrayDeque;
import java.util.Deque;

/** The parts of a test. Closes them in the reverse order, even if the creation of one failed. */
public final class Parts implements AutoCloseable {
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();

  /** Adds a part, which this object closes. */
  public <T extends AutoCloseable> T add(T part) {
    parts.push(part);
    return part;
  }

  /** Closes all parts, even if closing one fails. */
  @Override
  public void close() {
    AssertionError failure = null;
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception | AssertionError e) {
        if (failure == null) {
          failure = new AssertionError("not closed cleanly");
        }
        failure.addSuppressed(e);
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
