package net.sluice.l2tp.protocol;

import static net.sluice.l2tp.protocol.SessionsBench.ACTIVE;
import static net.sluice.l2tp.protocol.SessionsBench.ID;
import static net.sluice.l2tp.protocol.SessionsBench.PARAMETERS;
import static net.sluice.l2tp.protocol.SessionsBench.PEER;
import static net.sluice.l2tp.protocol.SessionsBench.PEER_COOKIE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import net.sluice.l2tp.CircuitStatus;
import net.sluice.l2tp.MessageType;
import net.sluice.l2tp.RemoteEndId;
import net.sluice.l2tp.Result;
import net.sluice.l2tp.ResultCodes;
import net.sluice.l2tp.SignaledPseudowireProfile;
import net.sluice.l2tp.signaling.SessionReport;
import net.sluice.l2tp.signaling.SessionReport.State;
import net.sluice.l2tp.wire.ControlMessage;
import net.sluice.l2tp.wire.ControlMessage.Call;
import net.sluice.l2tp.wire.ControlMessage.CallConnected;
import net.sluice.l2tp.wire.ControlMessage.CallReply;
import net.sluice.l2tp.wire.ControlMessage.CallRequest;
import net.sluice.l2tp.wire.ControlMessage.Cdn;
import net.sluice.l2tp.wire.ControlMessage.Circuit;
import net.sluice.l2tp.wire.ControlMessage.CircuitErrors;
import net.sluice.l2tp.wire.ControlMessage.Sli;
import net.sluice.l2tp.wire.ControlMessage.Wen;
import net.sluice.l2tp.wire.Decoded;
import org.junit.jupiter.api.Test;

/** The session of a message (RFC 3931 section 5.4.4, Local and Remote Session ID). */
class SessionIdsTest {
  private static final Result LACK = Result.of(ResultCodes.CDN_TEMPORARY_LACK, "no room");

  private final SessionsBench bench = new SessionsBench();

  @Test
  void aCdnForARequestIsFoundByItsRemoteSessionIdWithAnyLocalOne() {
    long id = bench.waitReply();
    bench.receive(new Cdn(LACK, 4711, id));
    SessionReport report = bench.changed();
    assertEquals(State.RETRY, report.state());
    assertEquals(
        Optional.of("the peer cleared the session: lacks facilities for now (result 4): no room"),
        report.lastError());
    assertEquals(Optional.of(LACK), report.lastResult());
    bench.sentNothing();
  }

  @Test
  void aCdnBeforeTheReplyIsFoundByItsLocalSessionId() {
    bench.prepare();
    bench.receive(new Cdn(LACK, PEER, 0));
    assertEquals(State.IDLE, bench.changed().state());
    assertEquals(0, bench.sessions.size());
  }

  @Test
  void anSliBeforeTheReplyIsFoundByItsLocalSessionId() {
    bench.prepare();
    bench.receive(new Sli(PEER, 0, Optional.of(CircuitStatus.DOWN)));
    assertEquals(CircuitStatus.DOWN, bench.changed().peer().circuit());
  }

  @Test
  void aCdnForNoSessionIsIgnored() {
    long id = bench.establishedSender();
    bench.receive(new Cdn(LACK, 4711, 4712)).receive(new Cdn(LACK, 4711, 0));
    assertEquals(0, bench.events().size());
    bench.receive(SessionsBench.cdn(id, 3)).receive(SessionsBench.cdn(id, 3));
    assertEquals(1, bench.events().size());
    bench.sentNothing();
  }

  @Test
  void sliAndWenForNoSessionAreIgnored() {
    bench.up().receive(new Sli(PEER, 4711, Optional.of(CircuitStatus.UP)));
    bench.receive(new Wen(PEER, 4711, new CircuitErrors(0, 0, 0, 0, 0, 0)));
    bench.sentNothing();
  }

  @Test
  void wenChangesNothing() {
    long id = bench.establishedRecipient();
    bench.receive(new Wen(PEER, id, new CircuitErrors(1, 2, 3, 4, 5, 6)));
    bench.sentNothing();
    assertEquals(0, bench.events().size());
  }

  @Test
  void aMessageWithUnrelatedIdsClearsOnlyTheSessionOfItsSender() {
    long id = bench.establishedRecipient();
    bench.receive(new Sli(PEER + 9, id, Optional.of(CircuitStatus.DOWN)));
    Cdn cdn = bench.sentCdn(ResultCodes.GENERAL_ERROR);
    assertEquals(OptionalInt.of(ResultCodes.ERROR_SESSION_ID), cdn.result().error());
    assertEquals(PEER + 9, cdn.remoteSessionId());
    bench.receive(new CallConnected(Call.INCOMING, PEER + 9, id, Circuit.NONE));
    bench.sentCdn(ResultCodes.GENERAL_ERROR);
    assertEquals(State.ESTABLISHED, bench.report("a").state());
    assertEquals(CircuitStatus.UP, bench.report("a").peer().circuit());
  }

  @Test
  void aMessageWithTheIdsOfTwoSessionsClearsNeither() {
    long first = bench.establishedRecipient();
    bench.configure(SessionsBench.pseudowire("b", RemoteEndId.ofNumber(8), false));
    bench.receive(SessionsBench.icrq(PEER + 1, RemoteEndId.ofNumber(8), null, ACTIVE));
    bench.receive(new Sli(PEER + 1, first, Optional.of(CircuitStatus.DOWN)));
    bench.sentNothing();
    assertEquals(2, bench.sessions.size());
  }

  @Test
  void aReplyWithTheIdOfAnotherSessionIsNotAcceptable() {
    bench.establishedSender();
    bench.configure(SessionsBench.pseudowire("b", RemoteEndId.ofNumber(8), true));
    long id = bench.sent(CallRequest.class).localSessionId();
    bench.receive(SessionsBench.icrp(id, ACTIVE));
    Cdn cdn = bench.sentCdn(ResultCodes.GENERAL_ERROR);
    assertEquals(OptionalInt.of(ResultCodes.ERROR_SESSION_ID), cdn.result().error());
    assertEquals(id, cdn.localSessionId());
    assertEquals(0, cdn.remoteSessionId());
    assertEquals(State.ESTABLISHED, bench.report("a").state());
    assertEquals(State.RETRY, bench.report("b").state());
  }

  @Test
  void aReplyThatIsNotAcceptableIsAnsweredWithTheIdInIt() {
    long id = bench.waitReply();
    bench.receive(SessionsBench.icrp(id, SessionsBench.circuit(null, 2, 1)));
    Cdn cdn = bench.sentCdn(ResultCodes.CDN_SEQUENCING_WITHOUT_SUBLAYER);
    assertEquals(PEER, cdn.remoteSessionId());
    assertEquals(id, cdn.localSessionId());
  }

  @Test
  void aSessionOfAnotherConnectionIsOutOfReach() {
    long id = bench.establishedSender();
    FakeCarrier other = new FakeCarrier("u", 2, PARAMETERS, null);
    bench.up(other).receive(SessionsBench.cdn(id, 3)).receive(SessionsBench.sli(id, 0));
    assertEquals(State.ESTABLISHED, bench.report("a").state());
    assertEquals(CircuitStatus.UP, bench.report("a").peer().circuit());
    bench.receive(new CallReply(Call.INCOMING, 1, id, PEER_COOKIE, OptionalLong.empty(), ACTIVE));
    assertEquals(1, bench.sentCdn(ResultCodes.GENERAL_ERROR).remoteSessionId());
  }

  @Test
  void aMessageInAnEndedConnectionIsIgnored() {
    long id = bench.establishedSender();
    FakeCarrier old = bench.carrier;
    bench.down(old, "gone");
    bench.events();
    bench.receive(old, SessionsBench.icrq()).receive(old, SessionsBench.cdn(id, 3));
    bench.sentNothing();
    assertEquals(0, bench.events().size());
  }

  @Test
  void idsAreUniqueAndNotZeroAndSerialNumbersIncrease() {
    SignaledPseudowireProfile[] profiles = new SignaledPseudowireProfile[1000];
    for (int i = 0; i < profiles.length; i++) {
      profiles[i] = SessionsBench.pseudowire("p" + i, RemoteEndId.ofNumber(i), true);
    }
    bench.configure(profiles).up();
    Set<Long> ids = new HashSet<>();
    Set<Long> cookies = new HashSet<>();
    long serial = -1;
    for (ControlMessage message : bench.carrier.take()) {
      CallRequest request = (CallRequest) message;
      assertNotEquals(0, request.localSessionId());
      assertTrue(ids.add(request.localSessionId()));
      assertTrue(cookies.add(request.cookie().value()));
      long next = request.serialNumber().getAsLong();
      assertTrue(serial == -1 || next == (serial + 1 & 0xFFFF_FFFFL));
      serial = next;
    }
    assertEquals(1000, ids.size());
  }

  // --- messages that the codec rejects

  private static Decoded.Rejected rejected(MessageType type, long peerId, long id) {
    return new Decoded.Rejected(
        null, type, Decoded.Clears.SESSION, Result.error(8, "attribute 99"), 0, peerId, id);
  }

  @Test
  void aWrongRequestIsRefused() {
    bench.configure(SessionsBench.pseudowire("a", ID, false)).up();
    bench.rejected(rejected(MessageType.ICRQ, PEER, 0));
    Cdn cdn = bench.sentCdn(ResultCodes.GENERAL_ERROR);
    assertEquals(PEER, cdn.remoteSessionId());
    assertNotEquals(0, cdn.localSessionId());
    assertEquals("attribute 99", cdn.result().text());
  }

  @Test
  void aWrongReplyClearsItsSession() {
    long id = bench.waitReply();
    bench.rejected(rejected(MessageType.ICRP, PEER, id));
    Cdn cdn = bench.sentCdn(ResultCodes.GENERAL_ERROR);
    assertEquals(PEER, cdn.remoteSessionId());
    assertEquals(id, cdn.localSessionId());
    assertEquals(State.RETRY, bench.report("a").state());
    assertEquals(Optional.of("attribute 99"), bench.report("a").lastError());
    assertEquals(Optional.of(cdn.result()), bench.report("a").lastResult());
  }

  @Test
  void aWrongCdnClearsItsSessionAndIsNotAnswered() {
    long id = bench.establishedSender();
    bench.rejected(rejected(MessageType.CDN, PEER, id));
    bench.sentNothing();
    assertEquals(State.RETRY, bench.report("a").state());
    bench.rejected(rejected(MessageType.CDN, PEER, 4711));
    bench.sentNothing();
  }

  @Test
  void aWrongMessageForNoSessionIsAnsweredIfItsSenderIsKnown() {
    bench.up().rejected(rejected(MessageType.SLI, PEER, 4711));
    assertEquals(PEER, bench.sentCdn(ResultCodes.GENERAL_ERROR).remoteSessionId());
    bench.rejected(rejected(MessageType.SLI, 0, 4711));
    bench.sentNothing();
  }
}
