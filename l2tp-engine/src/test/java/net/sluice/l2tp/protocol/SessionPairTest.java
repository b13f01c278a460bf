package net.sluice.l2tp.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.sluice.l2tp.AcceptProfile;
import net.sluice.l2tp.CircuitStatus;
import net.sluice.l2tp.PseudowireType;
import net.sluice.l2tp.RemoteEndId;
import net.sluice.l2tp.Sequencing;
import net.sluice.l2tp.SessionParameters;
import net.sluice.l2tp.SignaledPseudowireProfile;
import net.sluice.l2tp.Sublayer;
import net.sluice.l2tp.signaling.SessionReport;
import net.sluice.l2tp.signaling.SessionReport.State;
import net.sluice.l2tp.signaling.SignalingEvent;
import net.sluice.l2tp.signaling.SignalingEvent.InstallSession;
import net.sluice.l2tp.wire.ControlMessage;

/**
 * Two ends with a reliable connection between them, and any sequence of events. When no more events
 * follow, both ends must agree.
 */
class SessionPairTest {
  private static final int PSEUDOWIRES = 4;

  /** An end: its sessions, the messages to it, and the requests in its data plane. */
  private static final class End {
    final SessionsBench bench;
    final Deque<ControlMessage.OfSession> arriving = new ArrayDeque<>();
    final Deque<Long> installing = new ArrayDeque<>();

    End(long seed) {
      bench = new SessionsBench(seed);
    }

    void collect(End other) {
      for (ControlMessage message : bench.carrier.take()) {
        other.arriving.add((ControlMessage.OfSession) message);
      }
      for (SignalingEvent event : bench.events()) {
        if (event instanceof InstallSession install) {
          installing.add(install.session().local().sessionId());
        }
      }
    }

    boolean idle() {
      return arriving.isEmpty() && installing.isEmpty();
    }
  }

  private Random random;
  private End near;
  private End far;
  private boolean connected;

  private void begin(long seed) {
    random = new Random(seed);
    near = new End(seed + 1);
    far = new End(seed + 2);
    connected = false;
  }

  @Property(tries = 2000)
  void bothEndsAgreeAfterAnySequenceOfEvents(@ForAll long seed) {
    begin(seed);
    boolean accepts = random.nextBoolean();
    if (accepts) {
      far.bench.accept(profile());
    }
    for (int i = 0; i < 60; i++) {
      happen(random.nextInt(100));
      near.collect(far);
      far.collect(near);
    }
    for (int i = 0; i < PSEUDOWIRES; i++) {
      configure(near, i, true);
      if (!accepts || random.nextBoolean()) {
        configure(far, i, random.nextBoolean());
      }
    }
    connect();
    settle();
    atOne(PSEUDOWIRES);
  }

  @Property(tries = 1000)
  void ofTwoSessionsRequestedAtTheSameTimeExactlyOneSurvives(@ForAll long seed) {
    begin(seed);
    configure(near, 0, true);
    configure(far, 0, true);
    connect();
    settle();
    atOne(1);
  }

  @Property(tries = 200)
  void aRemovedPseudowireLeavesNothing(@ForAll long seed) {
    begin(seed);
    for (int i = 0; i < PSEUDOWIRES; i++) {
      configure(near, i, true);
      configure(far, i, random.nextBoolean());
    }
    connect();
    for (int i = 0; i < random.nextInt(40); i++) {
      happen(50 + random.nextInt(50));
      near.collect(far);
      far.collect(near);
    }
    for (int i = 0; i < PSEUDOWIRES; i++) {
      near.bench.remove("p" + i);
      far.bench.remove("p" + i);
    }
    settle();
    for (End end : List.of(near, far)) {
      assertEquals(0, end.bench.sessions.size());
      assertEquals(0, end.bench.sessions.established(SessionsBench.TUNNEL));
      assertEquals(Long.MAX_VALUE, end.bench.sessions.deadline());
      assertTrue(end.bench.names().isEmpty());
    }
  }

  private void happen(int what) {
    End end = random.nextBoolean() ? near : far;
    String name = "p" + random.nextInt(PSEUDOWIRES);
    if (what < 3) {
      disconnect();
    } else if (what < 10) {
      connect();
    } else if (what < 20) {
      configure(end, random.nextInt(PSEUDOWIRES), random.nextBoolean());
    } else if (what < 24) {
      end.bench.remove(name);
    } else if (what < 28) {
      end.bench.reset(name);
    } else if (what < 34) {
      end.bench.status(name, new CircuitStatus(1 << random.nextInt(6)));
    } else if (what < 37 && !end.installing.isEmpty()) {
      end.bench.refused(end.installing.remove(), "no");
    } else if (what < 40) {
      elapse(end);
    } else if (what < 70) {
      deliver(end);
    } else if (!end.installing.isEmpty()) {
      end.bench.installed(end.installing.remove());
    }
  }

  private static AcceptProfile profile() {
    return new AcceptProfile("any", Optional.empty(), SessionsBench.PLAIN);
  }

  private void configure(End end, int number, boolean initiate) {
    SessionParameters parameters =
        new SessionParameters(
            PseudowireType.ETHERNET,
            List.of(0, 4, 8).get(random.nextInt(3)),
            Optional.empty(),
            random.nextBoolean() ? Sublayer.NONE : Sublayer.DEFAULT,
            List.of(Sequencing.values()).get(random.nextInt(4)));
    RemoteEndId id =
        end == near ? RemoteEndId.ofNumber(number) : RemoteEndId.ofText(Integer.toString(number));
    end.bench.configure(
        new SignaledPseudowireProfile(
            "p" + number, SessionsBench.TUNNEL, id, initiate, random.nextInt(4) > 0, parameters));
  }

  private void connect() {
    if (!connected) {
      connected = true;
      near.bench.up(carrier());
      far.bench.up(carrier());
    }
  }

  private static FakeCarrier carrier() {
    return new FakeCarrier(SessionsBench.TUNNEL, 1, SessionsBench.PARAMETERS, "any");
  }

  private void disconnect() {
    if (connected) {
      connected = false;
      for (End end : List.of(near, far)) {
        end.bench.carrier.take();
        end.arriving.clear();
        end.bench.down(end.bench.carrier, "lost");
      }
    }
  }

  private static void deliver(End end) {
    if (!end.arriving.isEmpty()) {
      end.bench.receive(end.arriving.remove());
    }
  }

  private static void elapse(End end) {
    if (end.bench.sessions.deadline() != Long.MAX_VALUE) {
      end.bench.next();
    }
  }

  /** Delivers messages and requests in random order; lets time pass if there are none. */
  private void settle() {
    for (int i = 0; i < 5000; i++) {
      near.collect(far);
      far.collect(near);
      End end = random.nextBoolean() ? near : far;
      if (near.idle() && far.idle()) {
        boolean nearFirst = near.bench.sessions.deadline() < far.bench.sessions.deadline();
        elapse(nearFirst ? near : far);
        if (Math.min(near.bench.sessions.deadline(), far.bench.sessions.deadline())
            == Long.MAX_VALUE) {
          near.collect(far);
          far.collect(near);
          if (near.idle() && far.idle()) {
            return;
          }
        }
      } else if (random.nextBoolean()) {
        deliver(end);
      } else if (!end.installing.isEmpty()) {
        end.bench.installed(end.installing.remove());
      }
    }
    throw new AssertionError("never at rest: " + reports(near) + reports(far));
  }

  private static List<SessionReport> reports(End end) {
    List<SessionReport> reports = new ArrayList<>();
    end.bench.names().forEach(name -> reports.add(end.bench.report(name)));
    return reports;
  }

  private void atOne(int sessions) {
    assertEquals(sessions, near.bench.sessions.size());
    assertEquals(sessions, far.bench.sessions.size());
    assertEquals(sessions, near.bench.sessions.established(SessionsBench.TUNNEL));
    assertEquals(sessions, far.bench.sessions.established(SessionsBench.TUNNEL));
    for (SessionReport a : reports(near)) {
      assertEquals(State.ESTABLISHED, a.state());
      assertNotEquals(0, a.local().sessionId());
      SessionReport b =
          reports(far).stream()
              .filter(report -> report.local().sessionId() == a.peer().sessionId())
              .findFirst()
              .orElseThrow();
      assertEquals(a.local().sessionId(), b.peer().sessionId());
      assertEquals(a.local().cookie(), b.peer().cookie());
      assertEquals(a.peer().cookie(), b.local().cookie());
      assertEquals(a.sublayer(), b.sublayer());
      assertTrue(!a.sequencing().receives() || b.sequencing().sends());
      assertTrue(!b.sequencing().receives() || a.sequencing().sends());
      assertEquals(a.local().circuit(), b.peer().circuit());
      assertEquals(a.peer().circuit(), b.local().circuit());
      if (b.acceptProfile().isEmpty()) {
        assertEquals(a.name(), b.name());
      }
    }
  }
}
