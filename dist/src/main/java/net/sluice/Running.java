package net.sluice;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The parts of the daemon that have started. Closes them in the reverse order, once.
 *
 * <p>Thread: any.
 */
final class Running implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Running.class);

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private volatile boolean closed;

  /**
   * Takes over a part, which this object closes.
   *
   * @throws IllegalStateException if the parts have been closed already; the part is closed, too
   */
  synchronized <T extends AutoCloseable> T add(T part) {
    parts.push(part);
    if (closed) {
      closeAll();
      throw new IllegalStateException("stopped while starting");
    }
    return part;
  }

  @Override
  public synchronized void close() {
    closed = true;
    closeAll();
  }

  /** Returns true if the parts are closed, or are being closed. */
  boolean isClosed() {
    return closed;
  }

  private void closeAll() {
    while (!parts.isEmpty()) {
      AutoCloseable part = parts.pop();
      try {
        part.close();
      } catch (Exception e) {
        LOG.warn("stop failed part={}", part.getClass().getSimpleName(), e);
      }
    }
  }
}
