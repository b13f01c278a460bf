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

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.sluice.l2tp.AcceptProfile;
import net.sluice.l2tp.ControlParameters;
import net.sluice.l2tp.RemoteEndId;
import net.sluice.l2tp.ResultCodes;
import net.sluice.l2tp.signaling.SessionReport;
import net.sluice.l2tp.signaling.SessionReport.State;
import net.sluice.l2tp.signaling.SignalingEvent;
import net.sluice.l2tp.signaling.SignalingEvent.SessionChanged;
import net.sluice.l2tp.signaling.SignalingEvent.SessionGone;
import net.sluice.l2tp.wire.ControlMessage.CallReply;
import net.sluice.l2tp.wire.ControlMessage.CallRequest;
import net.sluice.l2tp.wire.ControlMessage.Cdn;
import net.sluice.l2tp.wire.ControlMessage.Circuit;
import org.junit.jupiter.api.Test;

/** The answers to requests of a peer. */
class SessionRequestsTest {
  private static final AcceptProfile SEVEN = new AcceptProfile("seven", Optional.of(ID), PLAIN);
  private static final AcceptProfile ANY = new AcceptProfile("any", Optional.empty(), PLAIN);

  private final SessionsBench bench = new SessionsBench();

  private SessionsBench upWithProfile(String sessionProfile) {
    return bench.up(new FakeCarrier(SessionsBench.TUNNEL, 1, PARAMETERS, sessionProfile));
  }

  @Test
  void aConfiguredPseudowireComesBeforeASessionProfile() {
    bench.configure(SessionsBench.pseudowire("a", ID, false)).accept(SEVEN, ANY);
    upWithProfile("any").receive(SessionsBench.icrq());
    SessionReport session = bench.toInstall();
    assertEquals("a", session.name());
    assertEquals(Optional.empty(), session.acceptProfile());
  }

  @Test
  void aSessionProfileWithTheRemoteEndIdComesBeforeThatOfThePeerProfile() {
    bench.accept(ANY, SEVEN);
    upWithProfile("any").receive(SessionsBench.icrq());
    assertEquals(Optional.of("seven"), bench.toInstall().acceptProfile());
    bench.receive(SessionsBench.icrq(PEER + 1, RemoteEndId.ofText("x"), null, ACTIVE));
    SessionReport other = bench.toInstall();
    assertEquals(Optional.of("any"), other.acceptProfile());
    assertTrue(other.name().matches("t-[0-9a-f]{8}"), other::name);
    assertEquals(2, bench.sessions.size());
  }

  @Test
  void aSessionThatNothingIsConfiguredForIsRefusedWithItsRemoteEndIdInTheText() {
    bench.accept(ANY).up();
    bench.receive(SessionsBench.icrq(PEER, RemoteEndId.ofText("unknown"), null, ACTIVE));
    Cdn cdn = bench.sentCdn(ResultCodes.CDN_TEMPORARY_LACK);
    assertEquals(PEER, cdn.remoteSessionId());
    assertNotEquals(0, cdn.localSessionId(), "a Local Session ID is not 0");
    assertTrue(cdn.result().text().contains("unknown"), cdn::toString);
    assertEquals(0, bench.sessions.size());
    assertEquals(0, bench.events().size());
  }

  @Test
  void aPeersSessionProfileThatIsNotThereIsNone() {
    upWithProfile("any").receive(SessionsBench.icrq());
    bench.sentCdn(ResultCodes.CDN_TEMPORARY_LACK);
  }

  @Test
  void aConfiguredNumberIsFoundByItsDecimalTextAndTheReverse() {
    bench.configure(
        SessionsBench.pseudowire("number", RemoteEndId.ofNumber(100), false),
        SessionsBench.pseudowire("text", RemoteEndId.ofText("200"), false));
    bench.up();
    bench.receive(SessionsBench.icrq(PEER, RemoteEndId.ofText("100"), null, ACTIVE));
    assertEquals("number", bench.toInstall().name());
    bench.receive(SessionsBench.icrq(PEER + 1, RemoteEndId.ofNumber(200), null, ACTIVE));
    assertEquals("text", bench.toInstall().name());
  }

  @Test
  void theVeryOctetsComeBeforeOtherFormsOfARemoteEndId() {
    bench.configure(
        SessionsBench.pseudowire("text", RemoteEndId.ofText("1234"), false),
        SessionsBench.pseudowire("number", RemoteEndId.ofNumber(1234), false));
    bench.up();
    bench.receive(SessionsBench.icrq(PEER, RemoteEndId.ofText("1234"), null, ACTIVE));
    assertEquals("text", bench.toInstall().name());
    bench.receive(SessionsBench.icrq(PEER + 1, RemoteEndId.ofNumber(1234), null, ACTIVE));
    assertEquals("number", bench.toInstall().name());
  }

  @Test
  void aSessionProfileIsFoundByOtherFormsOfItsRemoteEndId() {
    bench.accept(SEVEN).up();
    bench.receive(SessionsBench.icrq(PEER, RemoteEndId.ofText("7"), null, ACTIVE));
    assertEquals(Optional.of("seven"), bench.toInstall().acceptProfile());
  }

  @Test
  void newSessionsFromPeersAreRefusedWhileDrainingAndThoseThatAreThereStay() {
    long id = bench.establishedRecipient();
    bench.lcce(0, true).receive(SessionsBench.icrq(PEER + 1, ID, null, ACTIVE));
    Cdn cdn = bench.sentCdn(ResultCodes.CDN_TEMPORARY_LACK);
    assertTrue(cdn.result().text().contains("drain"), cdn::toString);
    assertEquals(State.ESTABLISHED, bench.report("a").state());
    assertEquals(id, bench.report("a").local().sessionId());
    bench.configure(SessionsBench.pseudowire("b", RemoteEndId.ofNumber(8), true));
    bench.sent(CallRequest.class);
  }

  @Test
  void theLimitOfTheHostHoldsForBothEnds() {
    bench.lcce(1, false).configure(SessionsBench.pseudowire("a", ID, false)).up();
    bench.receive(SessionsBench.icrq());
    bench.configure(
        SessionsBench.pseudowire("b", RemoteEndId.ofNumber(8), false),
        SessionsBench.pseudowire("c", RemoteEndId.ofNumber(9), true));
    bench.sentNothing();
    assertEquals(State.RETRY, bench.report("c").state());
    assertEquals(Optional.of("the limit of 1 sessions is reached"), bench.report("c").lastError());
    bench.receive(SessionsBench.icrq(PEER + 1, RemoteEndId.ofNumber(8), null, ACTIVE));
    bench.sentCdn(ResultCodes.CDN_TEMPORARY_LACK);
    bench.reset("a").carrier.take();
    bench.next();
    assertEquals(RemoteEndId.ofNumber(9), bench.sent(CallRequest.class).remoteEndId());
  }

  private static FakeCarrier stranger(String tunnel, long id, String address, int limit)
      throws UnknownHostException {
    FakeCarrier carrier = new FakeCarrier(tunnel, id, PARAMETERS, "any");
    carrier.peerLimits = new Carrier.PeerLimits(InetAddress.getByName(address), limit);
    return carrier;
  }

  private void request(long number) {
    bench.receive(
        SessionsBench.icrq(PEER + number, RemoteEndId.ofNumber(100 + number), null, ACTIVE));
  }

  @Test
  void aPeerWithoutATunnelHasOneLimitForAllItsConnections() throws UnknownHostException {
    bench.accept(ANY).up(stranger("p1", 1, "192.0.2.7", 2));
    request(1);
    assertEquals("p1", bench.toInstall().tunnel());
    bench.up(stranger("p2", 2, "192.0.2.7", 2));
    request(2);
    assertEquals("p2", bench.toInstall().tunnel());
    request(3);
    String text = bench.sentCdn(ResultCodes.CDN_TEMPORARY_LACK).result().text();
    assertEquals("the limit of 2 sessions of a peer without a tunnel is reached", text);
    assertEquals(1, bench.sessions.refusals());
    bench.up(stranger("p3", 3, "192.0.2.8", 2));
    request(3);
    assertEquals("p3", bench.toInstall().tunnel());
  }

  @Test
  void theSessionsOfAPeerWhoseConnectionEndedCountNoMore() throws UnknownHostException {
    FakeCarrier first = stranger("p1", 1, "2001:db8::7", 1);
    bench.accept(ANY).up(first);
    request(1);
    bench.down(first, "gone");
    bench.now += Duration.ofSeconds(1).toNanos();
    bench.up(stranger("p2", 2, "2001:db8::8", 1)); // in the same network of 64 bits
    request(2);
    assertEquals("p2", bench.toInstall().tunnel());
  }

  /** Otherwise it could open and close sessions faster than the data plane follows. */
  @Test
  void aPeerWithoutATunnelHasALimitOfRequestsInASecond() throws UnknownHostException {
    bench.accept(ANY).up(stranger("p1", 1, "192.0.2.7", 2));
    for (int i = 1; i <= 2; i++) {
      request(i);
      long id = bench.toInstall().local().sessionId();
      bench.receive(SessionsBench.cdn(id, ResultCodes.CDN_ADMINISTRATIVE));
    }
    request(3);
    String text = bench.sentCdn(ResultCodes.CDN_TEMPORARY_LACK).result().text();
    assertEquals("the limit of 2 requests for sessions in a second is reached", text);
    bench.now += Duration.ofSeconds(1).toNanos();
    request(4);
    assertEquals("p1", bench.toInstall().tunnel());
  }

  @Test
  void aLimitOfZeroIsNone() throws UnknownHostException {
    bench.accept(ANY).up(stranger("p1", 1, "192.0.2.7", 0));
    for (int i = 0; i < 500; i++) {
      request(i);
    }
    bench.sentNothing();
    assertEquals(500, bench.sessions.size());
  }

  @Test
  void theLimitOfAConnectionDoesNotHoldForOthersNorForASessionThatReplacesOne() {
    ControlParameters one = SessionsBench.parameters(1, Set.of());
    bench.configure(
        SessionsBench.pseudowire("a", ID, false),
        SessionsBench.pseudowire("b", RemoteEndId.ofNumber(8), false));
    bench.up(SessionsBench.carrier(one)).receive(SessionsBench.icrq());
    bench.receive(SessionsBench.icrq(PEER + 1, RemoteEndId.ofNumber(8), null, ACTIVE));
    bench.sentCdn(ResultCodes.CDN_TEMPORARY_LACK);
    bench.receive(SessionsBench.icrq(PEER + 2, ID, null, ACTIVE));
    bench.sentCdn(ResultCodes.CDN_ADMINISTRATIVE);
    assertEquals(PEER + 2, bench.toInstall().peer().sessionId());
    FakeCarrier other = new FakeCarrier("u", 2, one, "any");
    bench.accept(ANY).up(other).receive(SessionsBench.icrq());
    assertEquals("u", bench.toInstall().tunnel());
  }

  @Test
  void aNewerRequestReplacesThePresentSession() {
    long before = bench.establishedRecipient();
    bench.receive(SessionsBench.icrq(PEER + 1, ID, null, ACTIVE));
    Cdn cdn = bench.sentCdn(ResultCodes.CDN_ADMINISTRATIVE);
    assertEquals(before, cdn.localSessionId());
    assertEquals(PEER, cdn.remoteSessionId());
    SessionReport session = bench.toInstall();
    assertEquals("a", session.name());
    assertNotEquals(before, session.local().sessionId());
    assertEquals(0, bench.sessions.established("t"));
    assertEquals(1, bench.sessions.size());
  }

  @Test
  void aRequestInANewConnectionReplacesTheSessionInTheOldOne() {
    bench.establishedRecipient();
    FakeCarrier old = bench.carrier;
    bench.up(new FakeCarrier(SessionsBench.TUNNEL, 2, PARAMETERS, null));
    bench.receive(SessionsBench.icrq());
    bench.sentNothing();
    assertEquals(1, old.take().size());
    assertEquals(2, bench.toInstall().local().tunnelId());
    bench.down(old, "gone");
    assertEquals(State.WAIT_CONNECT, bench.report("a").state());
  }

  @Test
  void aRequestThatIsRefusedLeavesTheSessionThatIsThere() {
    bench.establishedRecipient();
    Circuit bad = SessionsBench.circuit(null, 2, 1);
    bench.receive(SessionsBench.icrq(PEER + 1, ID, null, bad));
    assertEquals(
        PEER + 1, bench.sentCdn(ResultCodes.CDN_SEQUENCING_WITHOUT_SUBLAYER).remoteSessionId());
    assertEquals(State.ESTABLISHED, bench.report("a").state());
  }

  @Test
  void aNewerRequestForASessionOfAPeerCreatesANewOne() {
    bench.accept(ANY);
    upWithProfile("any").receive(SessionsBench.icrq());
    SessionReport first = bench.toInstall();
    bench.receive(SessionsBench.icrq(PEER + 1, ID, null, ACTIVE));
    assertEquals(new SessionGone(first.name(), first.local().sessionId()), bench.events().get(1));
    assertEquals(1, bench.names().size());
    assertEquals(1, bench.sessions.size());
  }

  @Test
  void aPeerRequestsASessionThatThisEndWaitsToRequest() {
    long id = bench.waitReply();
    bench.receive(SessionsBench.cdn(id, ResultCodes.CDN_TEMPORARY_LACK));
    assertEquals(State.RETRY, bench.report("a").state());
    bench.receive(SessionsBench.icrq());
    bench.installed(bench.toInstall().local().sessionId());
    bench.sent(CallReply.class);
  }

  @Test
  void aPeersSessionIsRemovedWhenCleared() {
    bench.accept(ANY);
    upWithProfile("any").receive(SessionsBench.icrq());
    SessionReport session = bench.toInstall();
    bench
        .installed(session.local().sessionId())
        .receive(SessionsBench.iccn(session.local().sessionId(), Circuit.NONE));
    assertEquals(1, bench.sessions.established("t"));
    bench.events();
    bench.receive(SessionsBench.cdn(session.local().sessionId(), ResultCodes.CDN_ADMINISTRATIVE));
    List<SignalingEvent> events = bench.events();
    SessionReport last = assertInstanceOf(SessionChanged.class, events.get(0)).report();
    assertEquals(State.IDLE, last.state());
    assertEquals(ResultCodes.CDN_ADMINISTRATIVE, last.lastResult().orElseThrow().code());
    assertEquals(new SessionGone(session.name(), session.local().sessionId()), events.get(1));
    assertEquals(0, bench.sessions.size());
    assertEquals(0, bench.sessions.established("t"));
    assertEquals(Long.MAX_VALUE, bench.sessions.deadline());
  }

  @Test
  void aPseudowireThatIsConfiguredNowTakesThePlaceOfAPeersSession() {
    bench.accept(ANY);
    upWithProfile("any").receive(SessionsBench.icrq());
    SessionReport session = bench.toInstall();
    bench.configure(SessionsBench.pseudowire("a", ID, false));
    bench.sentCdn(ResultCodes.CDN_ADMINISTRATIVE);
    assertEquals(
        new SessionGone(session.name(), session.local().sessionId()), bench.events().get(1));
    bench.receive(SessionsBench.icrq(PEER + 1, ID, null, ACTIVE));
    assertEquals("a", bench.toInstall().name());
  }

  @Test
  void aLongTunnelNameLeavesAMadeNameOf63Characters() {
    bench.accept(ANY);
    bench.up(new FakeCarrier("t".repeat(63), 1, PARAMETERS, "any")).receive(SessionsBench.icrq());
    assertEquals(63, bench.toInstall().name().length());
  }
}
