package net.sluice.northbound.netconf;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The sessions that are open, and what is counted over all of them. */
final class Sessions {
  private final Map<Long, NetconfSession> open = new ConcurrentHashMap<>();
  private final AtomicLong lastId = new AtomicLong();
  private final AtomicLong opened = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();
  private final AtomicLong badHellos = new AtomicLong();
  private SessionInfo.Counters closed = SessionInfo.Counters.ZERO;

  /** A session id that no other session has: 1 to 4294967295. */
  long nextId() {
    return lastId.updateAndGet(
        last -> {
          long next = last;
          do {
            next = next % 0xFFFF_FFFFL + 1;
          } while (open.containsKey(next));
          return next;
        });
  }

  int count() {
    return open.size();
  }

  void add(NetconfSession session) {
    open.put(session.id(), session);
    opened.incrementAndGet();
  }

  /**
   * Forgets a session.
   *
   * @param orderly whether the client ended it with close-session
   */
  void remove(NetconfSession session, boolean orderly) {
    synchronized (this) {
      closed = closed.plus(session.info().counters());
      open.remove(session.id());
    }
    if (!orderly) {
      dropped.incrementAndGet();
    }
  }

  void badHello() {
    badHellos.incrementAndGet();
  }

  Optional<NetconfSession> find(long id) {
    return Optional.ofNullable(open.get(id));
  }

  List<NetconfSession> all() {
    return List.copyOf(open.values());
  }

  /** The open sessions, oldest first. */
  List<SessionInfo> open() {
    return open.values().stream()
        .map(NetconfSession::info)
        .sorted(Comparator.comparing(SessionInfo::loginTime).thenComparing(SessionInfo::id))
        .toList();
  }

  long opened() {
    return opened.get();
  }

  long dropped() {
    return dropped.get();
  }

  long badHellos() {
    return badHellos.get();
  }

  /** The counters of all sessions there ever were. */
  synchronized SessionInfo.Counters total() {
    return open().stream().map(SessionInfo::counters).reduce(closed, SessionInfo.Counters::plus);
  }
}
