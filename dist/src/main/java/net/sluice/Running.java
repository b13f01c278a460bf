package net.sluice;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What has been started, to be stopped in the reverse order. Any thread may stop it, once. */
final class Running implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Running.class);

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private volatile boolean closed;

  /**
   * Takes a part over.
   *
   * @throws IllegalStateException when everything has been stopped meanwhile; the part is too
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

  /** Whether everything was stopped, or is being stopped now. */
  boolean isClosed() {
    return closed;
  }

  private void closeAll() {
    while (!parts.isEmpty()) {
      AutoCloseable part = parts.pop();
      try {
        part.close();
      } catch (Exception e) {
        LOG.warn("{} did not stop cleanly", part.getClass().getSimpleName(), e);
      }
    }
  }
}
