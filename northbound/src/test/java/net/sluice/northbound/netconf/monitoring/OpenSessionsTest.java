package net.sluice.northbound.netconf.monitoring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OpenSessionsTest {
  private final OpenSessions sessions = new OpenSessions();

  /** A session that has had one request. */
  private record Asked(long id, String user) implements OpenSession {
    Asked(long id) {
      this(id, "admin");
    }

    @Override
    public SessionInfo info() {
      return new SessionInfo(
          id, user, "192.0.2.1", Instant.EPOCH, new SessionInfo.Counters(1, 0, 0, 0));
    }

    @Override
    public void end(SessionEnd why, String reason) {}

    @Override
    public void checkTimeouts() {}

    @Override
    public boolean awaitEnd(Duration timeout) {
      return true;
    }
  }

  private List<Long> ids() {
    return sessions.statistics().open().stream().map(SessionInfo::id).toList();
  }

  @Test
  void listsTheOldestFirstAndUsesNoIdTwice() {
    Asked first = sessions.open("admin", 4, Asked::new).orElseThrow();
    assertEquals(2, sessions.open("admin", 4, Asked::new).orElseThrow().id());
    sessions.remove(first, true);
    assertEquals(3, sessions.open("admin", 4, Asked::new).orElseThrow().id());
    assertEquals(List.of(2L, 3L), ids());
    assertEquals(2, sessions.find(2).orElseThrow().id());
    assertTrue(sessions.find(1).isEmpty());
  }

  @Test
  void opensAtMostTheMaximum() throws Exception {
    try (var threads = Executors.newFixedThreadPool(4)) {
      for (int i = 0; i < 1000; i++) {
        String user = "user " + i;
        threads.execute(() -> sessions.open(user, 16, id -> new Asked(id, user)));
      }
    }
    assertEquals(16, sessions.statistics().open().size());
    assertEquals(16, sessions.statistics().opened());
  }

  @Test
  void oneUserDoesNotKeepTheOthersOut() {
    for (int i = 0; i < 100; i++) {
      sessions.open("greedy", 16, id -> new Asked(id, "greedy"));
    }
    assertEquals(12, sessions.statistics().open().size());
    assertTrue(sessions.open("admin", 16, Asked::new).isPresent());
    assertEquals(1, OpenSessions.maxOfUser(1));
  }

  @Test
  void countsEachSessionOnceWhileSessionsBeginAndEnd() throws Exception {
    try (var threads = Executors.newFixedThreadPool(2)) {
      Future<?> changes =
          threads.submit(
              () -> {
                for (int i = 0; i < 20_000; i++) {
                  Asked session = sessions.open("admin", 100, Asked::new).orElseThrow();
                  sessions.remove(session, i % 2 == 0);
                }
              });
      while (!changes.isDone()) {
        OpenSessions.Statistics now = sessions.statistics();
        assertEquals(now.opened(), now.total().inRpcs());
        assertTrue(now.dropped() <= now.opened() - now.open().size());
      }
      changes.get();
    }
    assertEquals(10_000, sessions.statistics().dropped());
  }
}
