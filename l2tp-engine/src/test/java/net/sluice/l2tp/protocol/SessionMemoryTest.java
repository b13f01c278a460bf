package net.sluice.l2tp.protocol;

import static net.sluice.l2tp.protocol.SessionsBench.PLAIN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import net.sluice.l2tp.RemoteEndId;
import net.sluice.l2tp.SignaledPseudowireProfile;
import net.sluice.l2tp.signaling.SessionReport;
import net.sluice.l2tp.signaling.SignalingEvent.InstallSession;
import net.sluice.l2tp.signaling.SignalingUpdate;
import net.sluice.l2tp.wire.ControlMessage;
import net.sluice.l2tp.wire.ControlMessage.Call;
import net.sluice.l2tp.wire.ControlMessage.CallConnected;
import net.sluice.l2tp.wire.ControlMessage.CallReply;
import net.sluice.l2tp.wire.ControlMessage.CallRequest;
import net.sluice.l2tp.wire.ControlMessage.Circuit;
import org.junit.jupiter.api.Test;

/** The heap of many established, idle sessions. */
class SessionMemoryTest {
  private static final int SESSIONS = 10_000;

  private final List<SessionReport> installing = new ArrayList<>();
  private long now;
  private FakeCarrier carrier;
  private final Round round = new Round();
  private Sessions sessions;

  @Test
  void anIdleSessionTakesAtMost600OctetsOfHeap() {
    // A first run loads classes and compiles code.
    establish(100);
    SignalingUpdate update = update(SESSIONS);
    long before = used();
    establish(update, SESSIONS);
    elapse();
    long each = (used() - before) / SESSIONS;
    System.out.printf("%d sessions take %d octets of heap each%n", SESSIONS, each);
    assertEquals(SESSIONS, sessions.established(SessionsBench.TUNNEL));
    assertTrue(each <= 600, () -> each + " octets each");
    assertEquals(SESSIONS, update.pseudowires().size(), "what is configured is not counted");
  }

  private void establish(int count) {
    establish(update(count), count);
  }

  private static SignalingUpdate update(int count) {
    Map<String, Optional<SignaledPseudowireProfile>> profiles = new HashMap<>();
    for (int i = 0; i < count; i++) {
      profiles.put(
          "pw" + i,
          Optional.of(
              new SignaledPseudowireProfile(
                  "pw" + i,
                  SessionsBench.TUNNEL,
                  RemoteEndId.ofNumber(i),
                  i % 2 == 0,
                  true,
                  PLAIN)));
    }
    return new SignalingUpdate(
        Optional.empty(), Map.of(), profiles, Optional.empty(), Optional.empty());
  }

  /** Establishes sessions: this end requests half of them, the peer the other half. */
  private void establish(SignalingUpdate update, int count) {
    sessions = new Sessions(new Random(1), round, new Objections(round));
    carrier = SessionsBench.carrier(SessionsBench.PARAMETERS);
    round().update(update);
    round().connectionUp(carrier);
    for (ControlMessage message : carrier.take()) {
      round().received(carrier, reply((CallRequest) message));
    }
    for (int i = 1; i < count; i += 2) {
      RemoteEndId id = RemoteEndId.ofNumber(i);
      round()
          .received(carrier, SessionsBench.icrq(0x8000_0000L + i, id, null, SessionsBench.ACTIVE));
    }
    for (SessionReport session : List.copyOf(installing)) {
      round().installed(List.of(session.local().sessionId()));
      if (session.state() == SessionReport.State.WAIT_CONNECT) {
        round()
            .received(
                carrier,
                new CallConnected(
                    Call.INCOMING,
                    session.peer().sessionId(),
                    session.local().sessionId(),
                    Circuit.NONE));
      }
    }
    installing.clear();
    carrier.take();
  }

  private static CallReply reply(CallRequest request) {
    return new CallReply(
        request.call(),
        request.localSessionId() ^ 0x5555_5555L,
        request.localSessionId(),
        SessionsBench.PEER_COOKIE,
        OptionalLong.empty(),
        SessionsBench.ACTIVE);
  }

  /** Returns the sessions, in a round that begins now. */
  private Sessions round() {
    round.begin(now, this::act);
    return sessions;
  }

  private void act(LcceAction action) {
    if (action instanceof LcceAction.Emit emit && emit.event() instanceof InstallSession install) {
      installing.add(install.session());
    }
  }

  /** Lets the time pass in which they had to be established. */
  private void elapse() {
    now += SessionsBench.PARAMETERS.timing().establishTimeout().toNanos() * 2;
    round().timer();
  }

  /** Returns the octets of heap in use without garbage. */
  private static long used() {
    Runtime runtime = Runtime.getRuntime();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      System.gc();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }
}
