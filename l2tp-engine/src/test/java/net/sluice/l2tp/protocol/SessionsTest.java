package net.sluice.l2tp.protocol;

import static net.sluice.l2tp.protocol.SessionsBench.ACTIVE;
import static net.sluice.l2tp.protocol.SessionsBench.ID;
import static net.sluice.l2tp.protocol.SessionsBench.PEER;
import static net.sluice.l2tp.protocol.SessionsBench.PEER_COOKIE;
import static net.sluice.l2tp.protocol.SessionsBench.iccn;
import static net.sluice.l2tp.protocol.SessionsBench.icrp;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalLong;
import net.sluice.l2tp.CircuitStatus;
import net.sluice.l2tp.signaling.SessionReport;
import net.sluice.l2tp.signaling.SessionReport.State;
import net.sluice.l2tp.wire.ControlMessage.CallConnected;
import net.sluice.l2tp.wire.ControlMessage.CallReply;
import net.sluice.l2tp.wire.ControlMessage.CallRequest;
import net.sluice.l2tp.wire.ControlMessage.Circuit;
import org.junit.jupiter.api.Test;

/** Sessions that either end requests come up. */
class SessionsTest {
  private final SessionsBench bench = new SessionsBench();

  @Test
  void asksForASessionWhenItsTunnelIsUpAndIsEstablishedOnceInstalled() {
    bench.configure(SessionsBench.pseudowire("a", ID, true));
    assertEquals(State.WAIT_CONTROL_CONN, bench.changed().state());
    bench.up();
    CallRequest request = bench.sent(CallRequest.class);
    assertEquals(State.WAIT_REPLY, bench.changed().state());
    assertNotEquals(0, request.localSessionId());
    assertEquals(0, request.remoteSessionId());
    assertEquals(ID, request.remoteEndId());
    assertEquals(5, request.pseudowireType());
    assertEquals(8, request.cookie().octets());
    assertTrue(request.serialNumber().isPresent());
    assertTrue(request.tieBreaker().isPresent());
    assertEquals(
        CircuitStatus.ACTIVE | CircuitStatus.NEW, request.circuit().circuitStatus().get().bits());

    bench.receive(icrp(request.localSessionId(), ACTIVE));
    bench.sentNothing();
    SessionReport asked = bench.toInstall();
    assertEquals(request.localSessionId(), asked.local().sessionId());
    assertEquals(PEER, asked.peer().sessionId());
    assertEquals(1, asked.local().tunnelId());
    assertEquals(1001, asked.peer().tunnelId());
    assertEquals(PEER_COOKIE, asked.peer().cookie());
    assertEquals(request.cookie(), asked.local().cookie());
    assertEquals(CircuitStatus.UP, asked.peer().circuit());
    assertEquals(0, bench.sessions.established("t"));

    bench.installed(asked.local().sessionId());
    CallConnected connected = bench.sent(CallConnected.class);
    assertEquals(asked.local().sessionId(), connected.localSessionId());
    assertEquals(PEER, connected.remoteSessionId());
    assertEquals(Circuit.NONE, connected.circuit());
    assertEquals(State.ESTABLISHED, bench.changed().state());
    assertEquals(1, bench.sessions.established("t"));
    assertEquals(1, bench.sessions.size());
    assertEquals(Long.MAX_VALUE, bench.sessions.deadline());
  }

  @Test
  void answersARequestOnceInstalledAndIsEstablishedWhenConnected() {
    bench.configure(SessionsBench.pseudowire("a", ID, false)).up();
    assertEquals(State.IDLE, bench.changed().state());
    bench.sentNothing();
    bench.receive(SessionsBench.icrq());
    bench.sentNothing();
    SessionReport asked = bench.toInstall();
    assertEquals(State.WAIT_CONNECT, asked.state());
    assertEquals(PEER_COOKIE, asked.peer().cookie());
    bench.installed(asked.local().sessionId());
    CallReply reply = bench.sent(CallReply.class);
    assertEquals(asked.local().sessionId(), reply.localSessionId());
    assertEquals(PEER, reply.remoteSessionId());
    assertEquals(asked.local().cookie(), reply.cookie());
    assertEquals(
        CircuitStatus.ACTIVE | CircuitStatus.NEW, reply.circuit().circuitStatus().get().bits());
    assertEquals(OptionalLong.empty(), reply.circuit().transmitSpeed());
    bench.receive(iccn(asked.local().sessionId(), Circuit.NONE));
    assertEquals(State.ESTABLISHED, bench.changed().state());
    assertEquals(1, bench.sessions.established("t"));
  }
}
