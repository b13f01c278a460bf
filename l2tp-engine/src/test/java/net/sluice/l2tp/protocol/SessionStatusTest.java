package net.sluice.l2tp.protocol;

import static net.sluice.l2tp.protocol.SessionsBench.ACTIVE;
import static net.sluice.l2tp.protocol.SessionsBench.ID;
import static net.sluice.l2tp.protocol.SessionsBench.PEER;
import static net.sluice.l2tp.protocol.SessionsBench.PLAIN;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import java.util.Set;
import net.sluice.l2tp.CircuitStatus;
import net.sluice.l2tp.Quirk;
import net.sluice.l2tp.SignaledPseudowireProfile;
import net.sluice.l2tp.Sublayer;
import net.sluice.l2tp.signaling.SessionReport.State;
import net.sluice.l2tp.wire.ControlMessage.CallConnected;
import net.sluice.l2tp.wire.ControlMessage.CallReply;
import net.sluice.l2tp.wire.ControlMessage.CallRequest;
import net.sluice.l2tp.wire.ControlMessage.Circuit;
import net.sluice.l2tp.wire.ControlMessage.Sli;
import org.junit.jupiter.api.Test;

/** Circuit status of both ends (RFC 3931 section 5.4.5, RFC 4719 section 2.3, RFC 5641). */
class SessionStatusTest {
  private static final CircuitStatus FAULT = new CircuitStatus(CircuitStatus.RECEIVE_FAULT);

  private final SessionsBench bench = new SessionsBench();

  private static SignaledPseudowireProfile switched(boolean up) {
    return new SignaledPseudowireProfile("a", SessionsBench.TUNNEL, ID, true, up, PLAIN);
  }

  @Test
  void aChangeOfTheCircuitIsSentOnceBySli() {
    long id = bench.establishedSender();
    bench.status("a", FAULT);
    Sli sli = bench.sent(Sli.class);
    assertEquals(id, sli.localSessionId());
    assertEquals(PEER, sli.remoteSessionId());
    assertEquals(Optional.of(FAULT), sli.circuitStatus());
    assertEquals(FAULT, bench.changed().local().circuit());
    bench.status("a", FAULT);
    bench.sentNothing();
    bench.status("a", CircuitStatus.UP);
    assertEquals(Optional.of(CircuitStatus.UP), bench.sent(Sli.class).circuitStatus());
  }

  @Test
  void theSentStatusIsNotActiveDuringAFault() {
    bench.establishedSender();
    bench.status("a", new CircuitStatus(0xFF00 | CircuitStatus.ACTIVE | CircuitStatus.STANDBY));
    assertEquals(
        CircuitStatus.ACTIVE | CircuitStatus.STANDBY,
        bench.sent(Sli.class).circuitStatus().get().bits());
    bench.status("a", new CircuitStatus(CircuitStatus.ACTIVE | CircuitStatus.TRANSMIT_FAULT));
    assertEquals(CircuitStatus.TRANSMIT_FAULT, bench.sent(Sli.class).circuitStatus().get().bits());
  }

  @Test
  void requestAndReplyContainTheStatusAndThatTheCircuitIsNew() {
    bench.configure(SessionsBench.pseudowire("a", ID, true)).status("a", FAULT).up();
    int status = FAULT.bits() | CircuitStatus.NEW;
    Circuit request = bench.sent(CallRequest.class).circuit();
    assertEquals(status, request.circuitStatus().get().bits());

    SessionsBench far = new SessionsBench();
    far.configure(SessionsBench.pseudowire("a", ID, false)).status("a", FAULT).up();
    far.receive(SessionsBench.icrq()).installed(far.toInstall().local().sessionId());
    assertEquals(status, far.sent(CallReply.class).circuit().circuitStatus().get().bits());
  }

  @Test
  void aChangeBeforeTheReplyIsSentWithTheReply() {
    long id = bench.prepare();
    bench.status("a", FAULT);
    bench.sentNothing();
    bench.installed(id);
    assertEquals(
        FAULT.bits() | CircuitStatus.NEW,
        bench.sent(CallReply.class).circuit().circuitStatus().get().bits());
  }

  @Test
  void aChangeAfterTheRequestIsSentWhenConnected() {
    long id = bench.waitReply();
    bench.status("a", FAULT);
    bench.sentNothing();
    bench.receive(SessionsBench.icrp(id, ACTIVE)).installed(id);
    assertEquals(Optional.of(FAULT), bench.sent(CallConnected.class).circuit().circuitStatus());
    assertEquals(FAULT, bench.changed().local().circuit());
  }

  @Test
  void aChangeAfterTheReplyIsSentBySliBeforeConnected() {
    bench.waitConnect();
    bench.status("a", FAULT);
    assertEquals(Optional.of(FAULT), bench.sent(Sli.class).circuitStatus());
  }

  @Test
  void aPseudowireThatIsSwitchedOffIsSignalledAsDown() {
    bench.configure(switched(false)).up();
    CallRequest request = bench.sent(CallRequest.class);
    assertEquals(
        CircuitStatus.DOWN.bits() | CircuitStatus.NEW,
        request.circuit().circuitStatus().get().bits());
    bench.receive(SessionsBench.icrp(request.localSessionId(), ACTIVE));
    bench.installed(request.localSessionId()).carrier.take();
    bench.status("a", CircuitStatus.UP);
    bench.sentNothing();
    bench.configure(switched(true));
    assertEquals(Optional.of(CircuitStatus.UP), bench.sent(Sli.class).circuitStatus());
    assertEquals(State.ESTABLISHED, bench.report("a").state());
    bench.configure(switched(false));
    assertEquals(Optional.of(CircuitStatus.DOWN), bench.sent(Sli.class).circuitStatus());
  }

  @Test
  void thePeersStatusIsTakenFromEveryMessageThatContainsIt() {
    long id = bench.waitReply();
    bench.receive(SessionsBench.sli(id, 0x3));
    assertEquals(CircuitStatus.UP, bench.changed().peer().circuit());
    bench.receive(SessionsBench.icrp(id, SessionsBench.circuit(null, null, 0x8)));
    assertEquals(0x8, bench.toInstall().peer().circuit().bits());
    bench.installed(id);
    assertEquals(0x8, bench.changed().peer().circuit().bits());
    bench.receive(SessionsBench.sli(id, 0x41));
    assertEquals(0x41, bench.changed().peer().circuit().bits());
    bench.receive(SessionsBench.sli(id, 0x43));
    assertEquals(0, bench.events().size(), "N is ignored");
    bench.receive(new Sli(PEER, id, Optional.empty()));
    assertEquals(0, bench.events().size());
  }

  @Test
  void thePeersStatusInTheConnectedMessageCounts() {
    long id = bench.waitConnect();
    bench.receive(SessionsBench.iccn(id, SessionsBench.circuit(null, null, 0x4)));
    assertEquals(FAULT, bench.changed().peer().circuit());
  }

  @Test
  void anSliBeforeTheConnectedMessageChangesTheStatusOnly() {
    long id = bench.waitConnect();
    bench.receive(SessionsBench.sli(id, 0x4));
    assertEquals(State.WAIT_CONNECT, bench.changed().state());
    bench.receive(SessionsBench.iccn(id, Circuit.NONE));
    assertEquals(State.ESTABLISHED, bench.changed().state());
    assertEquals(FAULT, bench.report("a").peer().circuit());
  }

  @Test
  void anSliStandsForTheConnectedMessageWithTheQuirkSliBeforeIccn() {
    bench.carrier =
        SessionsBench.carrier(SessionsBench.parameters(0, Set.of(Quirk.SLI_BEFORE_ICCN)));
    long id = bench.waitConnect();
    bench.receive(SessionsBench.sli(id, 0x1));
    assertEquals(State.ESTABLISHED, bench.changed().state());
    bench.receive(SessionsBench.iccn(id, SessionsBench.circuit(Sublayer.NONE, null, 0x4)));
    bench.sentNothing();
    assertEquals(State.ESTABLISHED, bench.report("a").state());
    assertEquals(FAULT, bench.changed().peer().circuit());
  }

  @Test
  void statusOfAnUnknownNameIsIgnored() {
    bench.up().status("unknown", FAULT);
    bench.sentNothing();
  }

  @Test
  void theStatusOfTheCircuitOutlivesItsSession() {
    long id = bench.establishedSender();
    bench.status("a", FAULT).receive(SessionsBench.cdn(id, 3)).carrier.take();
    bench.next();
    assertEquals(
        FAULT.bits() | CircuitStatus.NEW,
        bench.sent(CallRequest.class).circuit().circuitStatus().get().bits());
  }
}
