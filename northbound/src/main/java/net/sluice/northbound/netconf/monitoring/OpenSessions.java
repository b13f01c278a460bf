package net.sluice.northbound.netconf.monitoring;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * The open sessions of the server, and what RFC 6022 counts over all sessions it has had. Each
 * method sees one consistent state: a session is either open or counted as closed. Thread: any.
 */
public final class OpenSessions {
  private static final long MAX_ID = 0xFFFF_FFFFL;

  private final Map<Long, OpenSession> open = new LinkedHashMap<>();
  private SessionInfo.Counters closed = SessionInfo.Counters.ZERO;
  private long lastId;
  private long opened;
  private long dropped;
  private long badHellos;

  /**
   * The sessions and counters at one time.
   *
   * @param open the open sessions, oldest first
   * @param total counters of all sessions since the start
   * @param opened number of sessions since the start
   * @param dropped number of those that ended without close-session or kill-session
   * @param badHellos number of sessions that did not begin with a valid hello
   */
  public record Statistics(
      List<SessionInfo> open,
      SessionInfo.Counters total,
      long opened,
      long dropped,
      long badHellos) {}

  /**
   * Opens a session, if fewer than {@code max} are open, and the user has fewer than three quarters
   * of that: one user can not keep the others out.
   *
   * @param create creates it with its id, which no other open session has: 1 to 4294967295
   * @return the session; empty if there are too many
   */
  public synchronized <S extends OpenSession> Optional<S> open(
      String user, int max, LongFunction<S> create) {
    long own = open.values().stream().filter(one -> one.info().user().equals(user)).count();
    if (open.size() >= max || own >= maxOfUser(max)) {
      return Optional.empty();
    }
    do {
      lastId = lastId % MAX_ID + 1;
    } while (open.containsKey(lastId));
    S session = create.apply(lastId);
    open.put(lastId, session);
    opened++;
    return Optional.of(session);
  }

  /** Returns the number of sessions that one user may have of a number of sessions. */
  public static int maxOfUser(int max) {
    return Math.max(1, max - max / 4);
  }

  /**
   * Removes a session that holds nothing any more.
   *
   * @param orderly true if close-session or kill-session ended it
   */
  public synchronized void remove(OpenSession session, boolean orderly) {
    closed = closed.plus(session.info().counters());
    open.remove(session.id());
    if (!orderly) {
      dropped++;
    }
  }

  /** Counts a session that did not begin with a valid hello. */
  public synchronized void badHello() {
    badHellos++;
  }

  /** Returns the open session with an id. */
  public synchronized Optional<OpenSession> find(long id) {
    return Optional.ofNullable(open.get(id));
  }

  /** Returns the open sessions, oldest first. */
  public synchronized List<OpenSession> all() {
    return List.copyOf(open.values());
  }

  /** Returns the open sessions and the counters as they are now. */
  public synchronized Statistics statistics() {
    List<SessionInfo> sessions = open.values().stream().map(OpenSession::info).toList();
    SessionInfo.Counters total =
        sessions.stream().map(SessionInfo::counters).reduce(closed, SessionInfo.Counters::plus);
    return new Statistics(sessions, total, opened, dropped, badHellos);
  }
}
