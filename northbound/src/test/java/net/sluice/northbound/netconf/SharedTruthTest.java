package net.sluice.northbound.netconf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.sluice.funnel.simulated.SimulatedFunnelPlane;
import net.sluice.l2tp.simulated.SimulatedDataPlane;
import net.sluice.manager.Manager;
import net.sluice.manager.api.Datastore;
import net.sluice.northbound.netconf.data.Xml;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Facts that the manager owns, as sessions see them while other sessions act in between. The server
 * keeps no copy of the locks (RFC 6022 section 2.1.3), and it does not guess which session changed
 * running (RFC 6470 section 2.1).
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SharedTruthTest extends NetconfFixture {
  private static final String LOCK = "<lock><target><%s/></target></lock>";
  private static final String UNLOCK = "<unlock><target><%s/></target></unlock>";
  private static final String GET_LOCKS =
      "<get><filter><netconf-state xmlns='%s'><datastores/></netconf-state></filter></get>"
          .formatted(Xml.MONITORING);
  private static final Pattern DATASTORE =
      Pattern.compile(
          "<datastore><name>(\\w+)</name>"
              + "(?:<locks><global-lock><locked-by-session>(\\d+)</locked-by-session>)?");
  private static final String EDIT =
      edit(
          "<l2tp xmlns='urn:sluice:yang:sluice-l2tp'><tunnel-profile><name>%s</name>"
              + "</tunnel-profile></l2tp>");

  private Manager manager;
  private Interposed interposed;

  @Override
  protected TestServer newServer() throws Exception {
    manager =
        Manager.start(
            new MemoryLog(),
            new SimulatedDataPlane(),
            new SimulatedFunnelPlane(List.of()),
            new NoSignaling(),
            Clock.systemUTC());
    interposed = new Interposed(manager.config());
    return new TestServer(directory, interposed.service(), manager);
  }

  /** Returns the session that holds each lock, from a reply to {@link #GET_LOCKS}. */
  private static Map<Datastore, Long> locks(String reply) {
    Map<Datastore, Long> locks = new EnumMap<>(Datastore.class);
    Matcher matcher = DATASTORE.matcher(reply);
    while (matcher.find()) {
      MatchResult found = matcher.toMatchResult();
      if (found.group(2) != null) {
        locks.put(
            Datastore.valueOf(found.group(1).toUpperCase(Locale.ROOT)),
            Long.valueOf(found.group(2)));
      }
    }
    return locks;
  }

  private Map<Datastore, Long> truth() {
    Map<Datastore, Long> locks = new EnumMap<>(Datastore.class);
    for (Datastore datastore : Datastore.values()) {
      manager
          .config()
          .lockOf(datastore)
          .ifPresent(holder -> locks.put(datastore, holder.client().sessionId()));
    }
    return locks;
  }

  @Test
  void aLockTakenDuringTheUnlockOfAnotherSessionIsShown() throws IOException {
    try (var bob = server.open()) {
      assertOk(LOCK.formatted("candidate"));
      interposed.afterNext("unlock", method -> assertOk(bob, LOCK.formatted("candidate")));
      assertOk(UNLOCK.formatted("candidate"));
      assertEquals(Map.of(Datastore.CANDIDATE, 2L), locks(bob.rpc(GET_LOCKS)));
    }
  }

  @Test
  void aLockOfAKilledSessionIsNotShown() throws IOException {
    try (var bob = server.open()) {
      assertOk(LOCK.formatted("running"));
      assertOk(LOCK.formatted("candidate"));
      assertOk(bob, "<kill-session><session-id>1</session-id></kill-session>");
      assertEquals(Map.of(), locks(bob.rpc(GET_LOCKS)));
    }
  }

  /** Finds copies of the lock table: they lag behind the manager after one of these calls. */
  @Test
  void theLocksShownAreTheManagersAfterEachCallOfASession() throws IOException {
    List<String> calls = new CopyOnWriteArrayList<>();
    List<String> wrong = new CopyOnWriteArrayList<>();
    try (var observer = server.open()) {
      interposed.afterEach(
          method -> {
            calls.add(method);
            Map<Datastore, Long> shown = locks(observer.rpc(GET_LOCKS));
            if (!shown.equals(truth())) {
              wrong.add("after %s: %s instead of %s".formatted(method, shown, truth()));
            }
          });
      for (String datastore : List.of("running", "candidate")) {
        assertOk(LOCK.formatted(datastore));
      }
      assertOk(EDIT.formatted("a"));
      assertOk("<commit/>");
      for (String datastore : List.of("running", "candidate")) {
        assertOk(UNLOCK.formatted(datastore));
        assertOk(LOCK.formatted(datastore));
      }
      assertOk("<close-session/>");
      assertTrue(client.awaitClosed());
      interposed.stop();
    }
    assertEquals(List.of(), wrong);
    assertTrue(calls.containsAll(List.of("lock", "edit", "commit", "unlock", "closed")));
  }

  @Test
  void aGrantedLockIsShownWhileOtherSessionsLockAndUnlock() throws Exception {
    int sessions = 3;
    try (var threads = Executors.newFixedThreadPool(sessions)) {
      List<Future<Integer>> outcomes = new ArrayList<>();
      for (int i = 0; i < sessions; i++) {
        var client = server.open();
        outcomes.add(threads.submit(() -> pipeline(client, 300)));
      }
      int granted = 0;
      for (Future<Integer> outcome : outcomes) {
        granted += outcome.get(100, TimeUnit.SECONDS);
      }
      assertTrue(granted > 0);
    }
    assertEquals(Map.of(), truth());
  }

  /**
   * Sends rounds of lock, get and unlock without waiting for replies. Each granted lock must be in
   * the reply to the get that follows it.
   *
   * @return the number of locks that were granted
   */
  private int pipeline(RawClient client, int rounds) throws Exception {
    try (client) {
      long id = client.sessionId();
      var requests = new StringBuilder();
      for (int i = 0; i < rounds; i++) {
        for (String operation :
            List.of(LOCK.formatted("candidate"), GET_LOCKS, UNLOCK.formatted("candidate"))) {
          requests.append(
              RawClient.chunk(
                  "<rpc message-id='%d' xmlns='%s'>%s</rpc>".formatted(i, Xml.BASE, operation)));
        }
      }
      client.send(requests.toString());
      int granted = 0;
      for (int i = 0; i < rounds; i++) {
        boolean locked = client.receive().contains("<ok");
        Map<Datastore, Long> shown = locks(client.receive());
        boolean unlocked = client.receive().contains("<ok");
        assertEquals(locked, unlocked);
        if (locked) {
          granted++;
          assertEquals(Map.of(Datastore.CANDIDATE, id), shown, "round " + i);
        }
      }
      return granted;
    }
  }

  @Test
  void onlyTheSessionThatChangedRunningIsNamed() throws IOException {
    try (var bob = server.open()) {
      assertOk(
          "<create-subscription xmlns='%s'><filter><netconf-config-change xmlns='%s'/></filter>"
                  .formatted(Xml.NOTIFICATION, Xml.SERVER_EVENTS)
              + "</create-subscription>");
      assertOk(EDIT.formatted("a"));
      interposed.beforeNext("commit", method -> assertOk(bob, "<commit/>"));
      client.sendMessage("<rpc message-id='c' xmlns='%s'><commit/></rpc>".formatted(Xml.BASE));
      // The reply and the notification come in any order.
      List<String> messages = new ArrayList<>(List.of(client.receive(), client.receive()));
      assertOk(bob, EDIT.formatted("b"));
      assertOk(bob, "<commit/>");
      messages.add(client.receive());
      assertTrue(messages.removeIf(message -> message.contains("message-id=\"c\"")));
      for (String change : messages) {
        assertTrue(change.contains("<session-id>2</session-id>"), change);
      }
    }
  }
}
