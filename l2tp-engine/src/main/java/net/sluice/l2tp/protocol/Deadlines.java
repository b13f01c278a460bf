package net.sluice.l2tp.protocol;

import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * The deadlines of sessions. A session has one at most; those without cost nothing. One that is
 * changed stays in the queue and is skipped when its time comes, or swept when such make up most of
 * the queue.
 */
final class Deadlines {
  /** No deadline. */
  static final long NONE = Long.MAX_VALUE;

  private static final int SWEEP = 1024;

  private record Entry(long at, Session session) {
    boolean holds() {
      return session.deadline() == at;
    }
  }

  private final PriorityQueue<Entry> queue =
      new PriorityQueue<>(Comparator.comparingLong(Entry::at));

  private int set;

  /** Gives a session a deadline instead of the one that it had. */
  void set(Session session, long at) {
    clear(session);
    set++;
    session.deadline(at);
    queue.add(new Entry(at, session));
    if (queue.size() > 2 * set + SWEEP) {
      queue.removeIf(entry -> !entry.holds());
    }
  }

  /** Takes a session's deadline away. */
  void clear(Session session) {
    if (session.deadline() != NONE) {
      set--;
      session.deadline(NONE);
    }
  }

  /** The next deadline, or {@link #NONE}. */
  long next() {
    while (!queue.isEmpty() && !queue.peek().holds()) {
      queue.remove();
    }
    return queue.isEmpty() ? NONE : queue.peek().at();
  }

  /** A session whose deadline has come, which it then has no more; null if there is none. */
  Session due(long now) {
    if (next() > now) {
      return null;
    }
    Session session = queue.remove().session();
    clear(session);
    return session;
  }

  /** Number of entries in the queue. */
  int queued() {
    return queue.size();
  }
}
