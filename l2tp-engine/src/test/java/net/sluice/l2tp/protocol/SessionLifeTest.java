package net.sluice.l2tp.protocol;

import static net.sluice.l2tp.protocol.SessionsBench.ACTIVE;
import static net.sluice.l2tp.protocol.SessionsBench.ID;
import static net.sluice.l2tp.protocol.SessionsBench.PARAMETERS;
import static net.sluice.l2tp.protocol.SessionsBench.PEER;
import static net.sluice.l2tp.protocol.SessionsBench.PLAIN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.sluice.l2tp.AcceptProfile;
import net.sluice.l2tp.CircuitStatus;
import net.sluice.l2tp.RemoteEndId;
import net.sluice.l2tp.Result;
import net.sluice.l2tp.ResultCodes;
import net.sluice.l2tp.Sequencing;
import net.sluice.l2tp.SignaledPseudowireProfile;
import net.sluice.l2tp.Sublayer;
import net.sluice.l2tp.signaling.SessionReport;
import net.sluice.l2tp.signaling.SessionReport.State;
import net.sluice.l2tp.signaling.SignalingEvent;
import net.sluice.l2tp.signaling.SignalingEvent.SessionChanged;
import net.sluice.l2tp.signaling.SignalingEvent.SessionGone;
import net.sluice.l2tp.wire.ControlMessage;
import net.sluice.l2tp.wire.ControlMessage.CallRequest;
import net.sluice.l2tp.wire.ControlMessage.Circuit;
import org.junit.jupiter.api.Test;

/** The effect of connections, the configuration and time on sessions. */
class SessionLifeTest {
  private final SessionsBench bench = new SessionsBench();

  private static SignaledPseudowireProfile on(String tunnel, RemoteEndId id) {
    return new SignaledPseudowireProfile("a", tunnel, id, true, true, PLAIN);
  }

  // --- time

  @Test
  void theWaitDoublesUpToTheCapWithJitterAndRestartsAfterALastingSession() {
    long id = bench.waitReply();
    long expected = PARAMETERS.timing().retryInterval().toNanos();
    for (int attempt = 0; attempt < 40; attempt++) {
      bench.receive(SessionsBench.cdn(id, ResultCodes.CDN_TEMPORARY_LACK));
      long wait = bench.sessions.deadline() - bench.now;
      assertTrue(wait <= expected && wait >= expected * 0.75, "attempt " + attempt + ": " + wait);
      bench.next();
      id = bench.sent(CallRequest.class).localSessionId();
      expected = Math.min(expected * 2, PARAMETERS.timing().retryCap().toNanos());
    }
    bench.receive(SessionsBench.icrp(id, ACTIVE)).installed(id);
    bench.now += PARAMETERS.timing().retryCap().toNanos();
    bench.receive(SessionsBench.cdn(id, 3));
    assertTrue(
        bench.sessions.deadline() - bench.now <= PARAMETERS.timing().retryInterval().toNanos());
  }

  @Test
  void aSessionThatIsClearedSoonIsRequestedLessAndLessOften() {
    long id = bench.waitReply();
    long expected = PARAMETERS.timing().retryInterval().toNanos();
    for (int attempt = 0; attempt < 10; attempt++) {
      bench.receive(SessionsBench.icrp(id, ACTIVE)).installed(id);
      assertEquals(State.ESTABLISHED, bench.report("a").state());
      bench.receive(SessionsBench.cdn(id, 3));
      long wait = bench.sessions.deadline() - bench.now;
      assertTrue(wait <= expected && wait >= expected * 0.75, "attempt " + attempt + ": " + wait);
      bench.next();
      bench.carrier.take();
      id = bench.report("a").local().sessionId();
      expected = Math.min(expected * 2, PARAMETERS.timing().retryCap().toNanos());
    }
  }

  @Test
  void sessionsThatFailTogetherDoNotAskAgainTogether() {
    bench.configure(many(100)).up();
    for (ControlMessage message : bench.carrier.take()) {
      bench.receive(SessionsBench.cdn(((CallRequest) message).localSessionId(), 4));
    }
    Set<Long> times = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      times.add(bench.next().now);
    }
    assertEquals(100, times.size());
    assertEquals(100, bench.carrier.take().size());
  }

  @Test
  void aSessionThatIsNotEstablishedInTimeIsClearedAndRequestedAgain() {
    bench.waitReply();
    long begun = bench.now;
    bench.next();
    assertEquals(PARAMETERS.timing().establishTimeout(), Duration.ofNanos(bench.now - begun));
    Result result = bench.sentCdn(ResultCodes.CDN_FSM_ERROR).result();
    assertEquals(Optional.of("not established in time"), bench.report("a").lastError());
    assertEquals(Optional.of(result), bench.report("a").lastResult());
    assertEquals(State.RETRY, bench.report("a").state());
    bench.next().sent(CallRequest.class);
  }

  @Test
  void anEstablishedSessionHasNoTimer() {
    bench.establishedSender();
    assertEquals(Long.MAX_VALUE, bench.sessions.deadline());
  }

  // --- the connection

  private static SignaledPseudowireProfile[] many(int count) {
    SignaledPseudowireProfile[] profiles = new SignaledPseudowireProfile[count];
    for (int i = 0; i < count; i++) {
      profiles[i] = SessionsBench.pseudowire("p" + i, RemoteEndId.ofNumber(i), true);
    }
    return profiles;
  }

  @Test
  void sessionsWaitWhileTheConnectionIsBehind() {
    bench.carrier.room = 3;
    bench.configure(many(5)).up();
    assertEquals(3, bench.carrier.take().size());
    assertEquals(3, bench.sessions.size());
    bench.room(1);
    assertEquals(1, bench.carrier.take().size());
    bench.room(10);
    assertEquals(1, bench.carrier.take().size());
    bench.room(10);
    assertEquals(List.of(), bench.carrier.take());
  }

  @Test
  void aSessionThatWaitsForTheConnectionHasNoTimer() {
    bench.carrier.room = 0;
    bench.configure(many(1)).up();
    assertEquals(State.WAIT_CONTROL_CONN, bench.report("p0").state());
    assertEquals(Long.MAX_VALUE, bench.sessions.deadline());
  }

  @Test
  void aRemovedSessionThatWaitedIsNotRequested() {
    bench.carrier.room = 0;
    bench.configure(many(2)).up().remove("p0");
    bench.room(10);
    assertEquals(1, bench.carrier.take().size());
  }

  @Test
  void aWaitingSessionThatThePeerRequestsIsNotRequestedAgain() {
    bench.carrier.room = 0;
    bench.configure(many(1)).up();
    bench.receive(SessionsBench.icrq(PEER, RemoteEndId.ofNumber(0), null, ACTIVE));
    bench.carrier.take();
    bench.room(10);
    assertEquals(List.of(), bench.carrier.take());
  }

  @Test
  void theEndOfAConnectionEndsItsSessions() {
    bench.establishedSender();
    FakeCarrier old = bench.carrier;
    bench.down(old, "no answer");
    SessionReport report = bench.changed();
    assertEquals(State.WAIT_CONTROL_CONN, report.state());
    assertEquals(Optional.of("no answer"), report.lastError());
    assertEquals(Optional.empty(), report.lastResult(), "no CDN was sent");
    assertEquals(0, report.local().sessionId());
    assertEquals(0, report.local().tunnelId());
    assertEquals(new CircuitStatus(0), report.peer().circuit());
    assertEquals(0, bench.sessions.established("t"));
    assertEquals(0, bench.sessions.size());
    assertEquals(Long.MAX_VALUE, bench.sessions.deadline());
    assertEquals(List.of(), old.take());
    bench.up(SessionsBench.carrier(PARAMETERS)).sent(CallRequest.class);
  }

  @Test
  void aSessionInRetryIsRequestedImmediatelyWhenTheTunnelComesBack() {
    long id = bench.waitReply();
    bench.receive(SessionsBench.cdn(id, 4)).down(bench.carrier, "gone");
    assertEquals(State.WAIT_CONTROL_CONN, bench.report("a").state());
    assertEquals(Long.MAX_VALUE, bench.sessions.deadline());
    bench.up(SessionsBench.carrier(PARAMETERS)).sent(CallRequest.class);
  }

  @Test
  void aConnectionThatEndsDuringTheInstallationLeavesNothing() {
    long id = bench.prepare();
    bench.down(bench.carrier, "gone").installed(id).refused(id, "too late");
    assertEquals(State.WAIT_CONTROL_CONN, bench.changed().state());
    assertEquals(0, bench.sessions.size());
    assertEquals(Long.MAX_VALUE, bench.sessions.deadline());
    bench.sentNothing();
  }

  @Test
  void sessionsOfAPeerGoWithTheirConnection() {
    bench.accept(new AcceptProfile("any", Optional.empty(), PLAIN));
    bench.up(new FakeCarrier("peer", 1, PARAMETERS, "any")).receive(SessionsBench.icrq());
    SessionReport session = bench.toInstall();
    bench.down(bench.carrier, "gone");
    List<SignalingEvent> events = bench.events();
    SessionReport last = assertInstanceOf(SessionChanged.class, events.get(0)).report();
    assertEquals(Optional.of("gone"), last.lastError());
    assertEquals(new SessionGone(session.name(), session.local().sessionId()), events.get(1));
    assertEquals(0, bench.sessions.size());
    assertEquals(0, bench.sessions.established("peer"));
  }

  @Test
  void sessionsMoveToTheConnectionThatReplacesTheirs() {
    bench.establishedSender();
    FakeCarrier old = bench.carrier;
    bench.up(SessionsBench.carrier(PARAMETERS));
    bench.sentNothing();
    bench.down(old, "replaced");
    bench.sent(CallRequest.class);
    assertEquals(State.WAIT_REPLY, bench.report("a").state());
    assertEquals(Optional.of("replaced"), bench.report("a").lastError());
  }

  @Test
  void theEndOfAConnectionThatWasReplacedMeansNothingToTheSessionsOverTheNewOne() {
    FakeCarrier old = bench.carrier;
    bench.up();
    bench.up(SessionsBench.carrier(PARAMETERS));
    long id =
        bench.configure(SessionsBench.pseudowire("a", ID, true)).report("a").local().sessionId();
    bench.down(old, "replaced").down(old, "twice");
    assertEquals(id, bench.report("a").local().sessionId());
    assertEquals(State.WAIT_REPLY, bench.report("a").state());
  }

  @Test
  void aTunnelThatComesUpRequestsAllItsSessionsImmediately() {
    SignaledPseudowireProfile[] profiles = new SignaledPseudowireProfile[5000];
    for (int i = 0; i < profiles.length; i++) {
      profiles[i] = SessionsBench.pseudowire("p" + i, RemoteEndId.ofNumber(i), true);
    }
    bench.configure(profiles).up();
    assertEquals(5000, bench.carrier.take().size());
    assertEquals(5000, bench.sessions.size());
  }

  // --- the configuration

  @Test
  void aPseudowireThatIsRemovedIsClearedAndGone() {
    long id = bench.establishedSender();
    bench.remove("a");
    bench.sentCdn(ResultCodes.CDN_ADMINISTRATIVE);
    assertEquals(List.of(new SessionGone("a", id)), bench.events());
    assertEquals(0, bench.sessions.size());
    bench.down(bench.carrier, null).up(SessionsBench.carrier(PARAMETERS));
    bench.sentNothing();
  }

  @Test
  void aPseudowireThatIsRemovedWhileItWaitsIsGone() {
    long id = bench.waitReply();
    bench.receive(SessionsBench.cdn(id, 4)).remove("a");
    assertEquals(new SessionGone("a", 0), bench.gone());
    assertEquals(Long.MAX_VALUE, bench.sessions.deadline());
    bench.remove("a").sentNothing();
  }

  @Test
  void aSessionWithChangedParametersIsNegotiatedAgain() {
    long id = bench.establishedSender();
    SignaledPseudowireProfile changed =
        new SignaledPseudowireProfile(
            "a", "t", ID, true, true, SessionsBench.parameters(Sublayer.DEFAULT, Sequencing.NONE));
    bench.configure(changed);
    List<ControlMessage> sent = bench.carrier.take();
    assertEquals(
        List.of("CDN", "ICRQ"), sent.stream().map(message -> message.type().name()).toList());
    assertNotEquals(id, ((CallRequest) sent.get(1)).localSessionId());
    assertEquals(1, bench.sessions.size());
    assertTrue(bench.events().stream().noneMatch(SignalingEvent.SessionGone.class::isInstance));
  }

  @Test
  void aSessionWithAnUnchangedProfileStays() {
    long id = bench.establishedSender();
    bench.configure(SessionsBench.pseudowire("a", ID, true));
    bench.configure(SessionsBench.pseudowire("a", ID, false));
    bench.sentNothing();
    assertEquals(id, bench.report("a").local().sessionId());
    bench.receive(SessionsBench.cdn(id, 3));
    assertEquals(State.IDLE, bench.report("a").state());
  }

  @Test
  void aPseudowireThatIsConfiguredToInitiateInitiates() {
    bench.configure(SessionsBench.pseudowire("a", ID, false)).up();
    bench.sentNothing();
    bench.configure(SessionsBench.pseudowire("a", ID, true));
    bench.sent(CallRequest.class);
  }

  @Test
  void aPseudowireMovesToAnotherTunnel() {
    bench.establishedSender();
    FakeCarrier first = bench.carrier;
    FakeCarrier second = new FakeCarrier("u", 2, PARAMETERS, null);
    bench.up(second).configure(on("u", ID));
    assertEquals(1, first.take().size());
    bench.sent(CallRequest.class);
    assertEquals("u", bench.report("a").tunnel());
    assertEquals(0, bench.sessions.established("t"));
  }

  @Test
  void twoPseudowiresSwapTheirRemoteEndIds() {
    RemoteEndId other = RemoteEndId.ofNumber(8);
    bench.configure(
        SessionsBench.pseudowire("a", ID, false), SessionsBench.pseudowire("b", other, false));
    bench.up();
    bench.configure(
        SessionsBench.pseudowire("a", other, false), SessionsBench.pseudowire("b", ID, false));
    bench.receive(SessionsBench.icrq());
    assertEquals("b", bench.toInstall().name());
    bench.receive(SessionsBench.icrq(PEER + 1, other, null, ACTIVE));
    assertEquals("a", bench.toInstall().name());
  }

  // --- the operator and the data plane

  @Test
  void aResetClearsAndRequestsAgainImmediately() {
    long id = bench.establishedSender();
    bench.reset("a");
    List<ControlMessage> sent = bench.carrier.take();
    assertEquals(
        List.of("CDN", "ICRQ"), sent.stream().map(message -> message.type().name()).toList());
    bench.receive(SessionsBench.cdn(bench.report("a").local().sessionId(), 4));
    bench.reset("a").sent(CallRequest.class);
    assertNotEquals(id, bench.report("a").local().sessionId());
    bench.reset("unknown").sentNothing();
  }

  @Test
  void aResetOfAPeersSessionEndsIt() {
    bench.accept(new AcceptProfile("any", Optional.empty(), PLAIN));
    bench.up(new FakeCarrier("peer", 1, PARAMETERS, "any")).receive(SessionsBench.icrq());
    String name = bench.toInstall().name();
    bench.reset(name).sentCdn(ResultCodes.CDN_ADMINISTRATIVE);
    assertEquals(name, bench.gone().name());
  }

  @Test
  void aSessionThatTheDataPlaneRefusesIsClearedWithItsReasonAndTriedAgain() {
    long id = bench.waitReply();
    bench.receive(SessionsBench.icrp(id, ACTIVE)).refused(id, "File exists");
    Result result = bench.sentCdn(ResultCodes.GENERAL_ERROR).result();
    assertEquals("File exists", result.text());
    assertEquals(Optional.of("File exists"), bench.report("a").lastError());
    assertEquals(Optional.of(result), bench.report("a").lastResult());
    bench.next().sent(CallRequest.class);
  }

  @Test
  void aPeersSessionThatTheDataPlaneRefusesIsGone() {
    bench.accept(new AcceptProfile("any", Optional.empty(), PLAIN));
    bench.up(new FakeCarrier("peer", 1, PARAMETERS, "any")).receive(SessionsBench.icrq());
    long id = bench.toInstall().local().sessionId();
    bench.refused(id, "File exists").sentCdn(ResultCodes.GENERAL_ERROR);
    assertEquals(id, bench.gone().localId());
  }

  @Test
  void manySessionsAreInstalledInOneCall() {
    bench.configure(
        SessionsBench.pseudowire("a", ID, false),
        SessionsBench.pseudowire("b", RemoteEndId.ofNumber(8), false));
    bench.up().receive(SessionsBench.icrq());
    bench.receive(SessionsBench.icrq(PEER + 1, RemoteEndId.ofNumber(8), null, ACTIVE));
    bench.installed(
        bench.report("a").local().sessionId(), bench.report("b").local().sessionId(), 4711);
    assertEquals(2, bench.carrier.take().size());
    bench.receive(SessionsBench.iccn(bench.report("a").local().sessionId(), Circuit.NONE));
    assertEquals(1, bench.sessions.established("t"));
  }
}
