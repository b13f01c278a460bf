package net.sluice.l2tp.protocol;

import static net.sluice.l2tp.protocol.SessionsBench.ACTIVE;
import static net.sluice.l2tp.protocol.SessionsBench.ID;
import static net.sluice.l2tp.protocol.SessionsBench.PEER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.List;
import net.sluice.l2tp.RemoteEndId;
import net.sluice.l2tp.ResultCodes;
import net.sluice.l2tp.signaling.SessionReport;
import net.sluice.l2tp.signaling.SessionReport.State;
import net.sluice.l2tp.wire.ControlMessage;
import net.sluice.l2tp.wire.ControlMessage.Call;
import net.sluice.l2tp.wire.ControlMessage.CallReply;
import net.sluice.l2tp.wire.ControlMessage.CallRequest;
import net.sluice.l2tp.wire.ControlMessage.Cdn;
import org.junit.jupiter.api.Test;

/** Both ends request the same session (RFC 3931 section 5.4.4, Session Tie Breaker). */
class SessionTiesTest {
  private final SessionsBench bench = new SessionsBench();

  private CallRequest asked() {
    bench.configure(SessionsBench.pseudowire("a", ID, true)).up();
    return bench.sent(CallRequest.class);
  }

  private void requested(Long tieBreaker) {
    bench.receive(SessionsBench.icrq(PEER, ID, tieBreaker, ACTIVE));
  }

  private void won(CallRequest ours) {
    Cdn cdn = bench.sentCdn(ResultCodes.CDN_LOST_TIE);
    assertEquals(PEER, cdn.remoteSessionId());
    assertNotEquals(0, cdn.localSessionId());
    assertEquals(State.WAIT_REPLY, bench.report("a").state());
    assertEquals(ours.localSessionId(), bench.report("a").local().sessionId());
  }

  private void lost(CallRequest ours) {
    SessionReport session = bench.toInstall();
    assertNotEquals(ours.localSessionId(), session.local().sessionId());
    bench.sentNothing();
    assertEquals(1, bench.sessions.size());
    bench.receive(new Cdn(SessionsBench.cdn(0, 13).result(), 99, ours.localSessionId()));
    bench.installed(session.local().sessionId());
    assertEquals(PEER, bench.sent(CallReply.class).remoteSessionId());
  }

  @Test
  void theLowerTieBreakerWinsAndClearsTheOtherRequest() {
    CallRequest ours = asked();
    requested(ours.tieBreaker().getAsLong() + 1);
    won(ours);
  }

  @Test
  void theHigherTieBreakerLosesAndAnswersTheOtherRequest() {
    CallRequest ours = asked();
    requested(ours.tieBreaker().getAsLong() - 1);
    lost(ours);
  }

  @Test
  void tieBreakersAreComparedAsUnsignedNumbers() {
    CallRequest ours = asked();
    long mine = ours.tieBreaker().getAsLong();
    requested(mine < 0 ? mine & Long.MAX_VALUE : mine | Long.MIN_VALUE);
    if (mine < 0) {
      lost(ours);
    } else {
      won(ours);
    }
  }

  @Test
  void theOnlyTieBreakerWins() {
    CallRequest ours = asked();
    requested(null);
    won(ours);
  }

  @Test
  void equalTieBreakersClearBothAndBothStartAgainWithOthers() {
    CallRequest ours = asked();
    long mine = ours.tieBreaker().getAsLong();
    requested(mine);
    List<ControlMessage> sent = bench.carrier.take();
    assertEquals(3, sent.size(), sent::toString);
    Cdn theirs = assertInstanceOf(Cdn.class, sent.get(0));
    assertEquals(PEER, theirs.remoteSessionId());
    Cdn own = assertInstanceOf(Cdn.class, sent.get(1));
    assertEquals(0, own.remoteSessionId());
    assertEquals(ours.localSessionId(), own.localSessionId());
    CallRequest next = assertInstanceOf(CallRequest.class, sent.get(2));
    assertNotEquals(mine, next.tieBreaker().getAsLong());
    assertNotEquals(ours.localSessionId(), next.localSessionId());
    assertEquals(1, bench.sessions.size());
  }

  @Test
  void anOcrqTiesAsWell() {
    CallRequest ours = asked();
    bench.receive(SessionsBench.request(Call.OUTGOING, PEER, ID, 0L, ACTIVE));
    assertEquals(PEER, bench.sent(CallReply.class).remoteSessionId());
    assertNotEquals(ours.localSessionId(), bench.toInstall().local().sessionId());
  }

  @Test
  void otherFormsOfTheRemoteEndIdTie() {
    CallRequest ours = asked();
    bench.receive(SessionsBench.icrq(PEER, RemoteEndId.ofText("7"), null, ACTIVE));
    won(ours);
  }

  @Test
  void aRequestForAnotherSessionIsNoTie() {
    asked();
    bench.receive(SessionsBench.icrq(PEER, RemoteEndId.ofNumber(8), 0L, ACTIVE));
    bench.sentCdn(ResultCodes.CDN_TEMPORARY_LACK);
    assertEquals(State.WAIT_REPLY, bench.report("a").state());
  }

  @Test
  void theTieIsResolvedBeforeTheRequestIsCheckedAndANewAttemptFollowsARefusedWinner() {
    asked();
    bench.receive(SessionsBench.icrq(PEER, ID, 0L, SessionsBench.circuit(null, 2, 1)));
    bench.sentCdn(ResultCodes.CDN_SEQUENCING_WITHOUT_SUBLAYER);
    assertEquals(State.RETRY, bench.report("a").state());
    assertEquals(0, bench.sessions.size());
    bench.next();
    bench.sent(CallRequest.class);
  }

  @Test
  void aNewAttemptFollowsTheCdnOfALostTie() {
    CallRequest ours = asked();
    bench.receive(SessionsBench.cdn(ours.localSessionId(), ResultCodes.CDN_LOST_TIE));
    assertEquals(State.RETRY, bench.report("a").state());
    bench.next();
    assertNotEquals(
        ours.tieBreaker().getAsLong(), bench.sent(CallRequest.class).tieBreaker().getAsLong());
  }

  @Test
  void afterTheReplyANewerRequestIsNoTieAndReplacesTheSession() {
    long id = asked().localSessionId();
    bench.receive(SessionsBench.icrp(id, ACTIVE));
    bench.receive(SessionsBench.icrq(PEER + 1, ID, null, ACTIVE));
    Cdn cdn = bench.sentCdn(ResultCodes.CDN_ADMINISTRATIVE);
    assertEquals(PEER, cdn.remoteSessionId());
    assertEquals(PEER + 1, bench.toInstall().peer().sessionId());
  }
}
