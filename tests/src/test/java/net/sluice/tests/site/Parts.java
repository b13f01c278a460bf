package net.sluice.tests.site;

import java.util.ArrayDeque;
import java.util.Deque;

/** What a test has made; closed in the reverse order, also when making the next one failed. */
public final class Parts implements AutoCloseable {
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();

  /** Takes a part over. */
  public <T extends AutoCloseable> T add(T part) {
    parts.push(part);
    return part;
  }

  /** Closes all of them, whatever becomes of one. */
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
