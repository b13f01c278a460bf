package net.sluice.l2tp.protocol;

import static net.sluice.l2tp.protocol.SessionsBench.ID;
import static net.sluice.l2tp.protocol.SessionsBench.PEER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.sluice.l2tp.Cookie;
import net.sluice.l2tp.PseudowireType;
import net.sluice.l2tp.ResultCodes;
import net.sluice.l2tp.Sequencing;
import net.sluice.l2tp.SessionParameters;
import net.sluice.l2tp.SignaledPseudowireProfile;
import net.sluice.l2tp.Sublayer;
import net.sluice.l2tp.signaling.SessionReport;
import net.sluice.l2tp.signaling.SessionReport.State;
import net.sluice.l2tp.wire.ControlMessage;
import net.sluice.l2tp.wire.ControlMessage.CallConnected;
import net.sluice.l2tp.wire.ControlMessage.CallReply;
import net.sluice.l2tp.wire.ControlMessage.CallRequest;
import net.sluice.l2tp.wire.ControlMessage.Circuit;
import org.junit.jupiter.api.Test;

/** The agreement of both ends on sublayer, sequencing, cookies and types. */
class SessionAgreementTest {

  @Provide
  Arbitrary<SessionParameters> parameters() {
    return Combinators.combine(
            Arbitraries.of(Sublayer.values()),
            Arbitraries.of(Sequencing.values()),
            Arbitraries.of(0, 4, 8))
        .as(
            (sublayer, sequencing, octets) ->
                new SessionParameters(
                    PseudowireType.ETHERNET, octets, Optional.empty(), sublayer, sequencing));
  }

  private static SignaledPseudowireProfile profile(SessionParameters parameters, boolean initiate) {
    return new SignaledPseudowireProfile("a", SessionsBench.TUNNEL, ID, initiate, true, parameters);
  }

  /** Two sessions of this project. */
  @Property
  void bothEndsInstallTheSameAndEachGetsTheSequencingThatItNeeds(
      @ForAll("parameters") SessionParameters here, @ForAll("parameters") SessionParameters there) {
    SessionsBench near = new SessionsBench().configure(profile(here, true)).up();
    SessionsBench far = new SessionsBench().configure(profile(there, false)).up();
    CallRequest request = near.sent(CallRequest.class);
    far.receive(request).installed(far.toInstall().local().sessionId());
    CallReply reply = far.sent(CallReply.class);
    near.receive(reply).installed(near.toInstall().local().sessionId());
    far.receive(near.sent(CallConnected.class));
    SessionReport a = near.report("a");
    SessionReport b = far.report("a");
    assertEquals(State.ESTABLISHED, a.state());
    assertEquals(State.ESTABLISHED, b.state());

    boolean wanted = needsSublayer(here) || needsSublayer(there);
    assertEquals(wanted ? Sublayer.DEFAULT : Sublayer.NONE, a.sublayer());
    assertEquals(a.sublayer(), b.sublayer());
    assertEquals(here.sequencing().receives(), a.sequencing().receives());
    assertEquals(there.sequencing().receives(), b.sequencing().receives());
    assertEquals(here.sequencing().sends() || b.sequencing().receives(), a.sequencing().sends());
    assertEquals(there.sequencing().sends() || a.sequencing().receives(), b.sequencing().sends());

    assertEquals(here.cookieOctets(), a.local().cookie().octets());
    assertEquals(there.cookieOctets(), b.local().cookie().octets());
    assertEquals(a.local().cookie(), b.peer().cookie());
    assertEquals(b.local().cookie(), a.peer().cookie());
  }

  private static boolean needsSublayer(SessionParameters parameters) {
    return parameters.sublayer() == Sublayer.DEFAULT || parameters.sequencing() != Sequencing.NONE;
  }

  /** Any peer, which may change its wish in ICCN. */
  @Property
  void anEstablishedSessionNeverNumbersPacketsWithoutSublayer(
      @ForAll("parameters") SessionParameters ours,
      @ForAll("circuits") Circuit first,
      @ForAll("circuits") Circuit then) {
    SessionsBench bench = new SessionsBench().configure(profile(ours, false)).up();
    bench.receive(SessionsBench.icrq(PEER, ID, null, first));
    if (needsWithout(first, Sublayer.NONE)) {
      bench.sentCdn(ResultCodes.CDN_SEQUENCING_WITHOUT_SUBLAYER);
      return;
    }
    long id = bench.toInstall().local().sessionId();
    bench.installed(id).carrier.take();
    bench.receive(SessionsBench.iccn(id, then));
    Sublayer last = then.sublayer().orElse(first.sublayer().orElse(Sublayer.NONE));
    int level = then.dataSequencing().orElse(first.dataSequencing().orElse(0));
    if (last == Sublayer.NONE && (level != 0 || ours.sequencing() != Sequencing.NONE)) {
      bench.sentCdn(ResultCodes.CDN_SEQUENCING_WITHOUT_SUBLAYER);
      assertEquals(State.IDLE, bench.report("a").state());
      return;
    }
    bench.installed(id);
    SessionReport session = bench.report("a");
    assertEquals(State.ESTABLISHED, session.state());
    assertEquals(last, session.sublayer());
    assertEquals(ours.sequencing().sends() || level != 0, session.sequencing().sends());
    assertTrue(session.sublayer() == Sublayer.DEFAULT || session.sequencing() == Sequencing.NONE);
  }

  @Provide
  Arbitrary<Circuit> circuits() {
    return Combinators.combine(
            Arbitraries.of(Sublayer.NONE, Sublayer.DEFAULT).injectNull(0.3),
            Arbitraries.of(0, 1, 2).injectNull(0.3))
        .as((sublayer, level) -> SessionsBench.circuit(sublayer, level, 1));
  }

  private static boolean needsWithout(Circuit circuit, Sublayer sublayer) {
    return circuit.sublayer().orElse(Sublayer.NONE) == sublayer
        && circuit.dataSequencing().orElse(0) != 0;
  }

  @Test
  void theEndThatDidNotRequestTheSublayerSendsItInItsReply() {
    SessionsBench bench = new SessionsBench();
    bench.configure(SessionsBench.pseudowire("a", ID, false)).up();
    bench.receive(
        SessionsBench.icrq(PEER, ID, null, SessionsBench.circuit(Sublayer.DEFAULT, null, 1)));
    bench.installed(bench.toInstall().local().sessionId());
    assertEquals(Optional.of(Sublayer.DEFAULT), bench.sent(CallReply.class).circuit().sublayer());
  }

  @Test
  void theEndThatDidNotRequestTheSublayerSendsItWhenConnected() {
    SessionsBench bench = new SessionsBench();
    long id = bench.waitReply();
    bench.receive(SessionsBench.icrp(id, SessionsBench.circuit(Sublayer.DEFAULT, 2, 1)));
    SessionReport session = bench.toInstall();
    assertEquals(Sublayer.DEFAULT, session.sublayer());
    assertEquals(Sequencing.SEND, session.sequencing());
    bench.installed(id);
    Circuit sent = bench.sent(CallConnected.class).circuit();
    assertEquals(Optional.of(Sublayer.DEFAULT), sent.sublayer());
    assertEquals(OptionalInt.empty(), sent.dataSequencing());
  }

  @Test
  void aSublayerThatThePeerDoesNotTakeUpIsWithdrawn() {
    SessionsBench bench = new SessionsBench();
    bench
        .configure(profile(SessionsBench.parameters(Sublayer.DEFAULT, Sequencing.NONE), true))
        .up();
    CallRequest request = bench.sent(CallRequest.class);
    assertEquals(Optional.of(Sublayer.DEFAULT), request.circuit().sublayer());
    bench.receive(SessionsBench.icrp(request.localSessionId(), SessionsBench.ACTIVE));
    assertEquals(Sublayer.NONE, bench.toInstall().sublayer());
    bench.installed(request.localSessionId());
    assertEquals(Optional.of(Sublayer.NONE), bench.sent(CallConnected.class).circuit().sublayer());
  }

  @Test
  void sequencingIsRequestedWithTheSublayerThatItNeeds() {
    SessionsBench bench = new SessionsBench();
    bench
        .configure(profile(SessionsBench.parameters(Sublayer.NONE, Sequencing.RECEIVE), true))
        .up();
    Circuit sent = bench.sent(CallRequest.class).circuit();
    assertEquals(Optional.of(Sublayer.DEFAULT), sent.sublayer());
    assertEquals(OptionalInt.of(2), sent.dataSequencing());
  }

  @Test
  void aSessionIsInstalledAgainIfTheConnectedMessageChangesTheAgreement() {
    SessionsBench bench = new SessionsBench();
    bench
        .configure(profile(SessionsBench.parameters(Sublayer.DEFAULT, Sequencing.NONE), false))
        .up()
        .receive(SessionsBench.icrq());
    SessionReport first = bench.toInstall();
    assertEquals(Sublayer.DEFAULT, first.sublayer());
    bench
        .installed(first.local().sessionId())
        .receive(SessionsBench.iccn(first.local().sessionId(), Circuit.NONE));
    SessionReport again = bench.toInstall();
    assertEquals(Sublayer.NONE, again.sublayer());
    assertEquals(first.local().sessionId(), again.local().sessionId());
    bench.installed(first.local().sessionId());
    assertEquals(State.ESTABLISHED, bench.changed().state());
  }

  @Test
  void anOutgoingCallIsAgreedOnImmediately() {
    SessionsBench bench = new SessionsBench();
    bench
        .configure(profile(SessionsBench.parameters(Sublayer.DEFAULT, Sequencing.NONE), false))
        .up()
        .receive(
            SessionsBench.request(
                ControlMessage.Call.OUTGOING, PEER, ID, null, SessionsBench.ACTIVE));
    assertEquals(Optional.empty(), bench.sent(CallReply.class).circuit().sublayer());
    assertEquals(Sublayer.NONE, bench.toInstall().sublayer());
  }

  @Test
  void aConfiguredCookieIsAssignedInsteadOfARandomOne() {
    Cookie cookie = Cookie.parse("cafebabe");
    SessionParameters parameters =
        new SessionParameters(
            PseudowireType.ETHERNET, 8, Optional.of(cookie), Sublayer.NONE, Sequencing.NONE);
    SessionsBench bench = new SessionsBench().configure(profile(parameters, true)).up();
    assertEquals(cookie, bench.sent(CallRequest.class).cookie());
  }

  @Test
  void aTypeThatIsNotThisEndsIsRefused() {
    SessionParameters vlan =
        new SessionParameters(
            PseudowireType.ETHERNET_VLAN, 0, Optional.empty(), Sublayer.NONE, Sequencing.NONE);
    SessionsBench bench = new SessionsBench().configure(profile(vlan, false)).up();
    bench.receive(SessionsBench.icrq());
    assertEquals(PEER, bench.sentCdn(ResultCodes.CDN_UNSUPPORTED_TYPE).remoteSessionId());
  }

  @Test
  void aTypeThatThePeerDoesNotSupportIsNotRequested() {
    SessionParameters vlan =
        new SessionParameters(
            PseudowireType.ETHERNET_VLAN, 0, Optional.empty(), Sublayer.NONE, Sequencing.NONE);
    SessionsBench bench = new SessionsBench();
    bench.carrier.capabilities = List.of(5, 7);
    bench.configure(profile(vlan, true)).up();
    bench.sentNothing();
    SessionReport report = bench.changed();
    assertEquals(State.WAIT_CONTROL_CONN, report.state());
    assertEquals(Optional.of("the peer does not support pseudowire type 4"), report.lastError());
    assertEquals(Long.MAX_VALUE, bench.sessions.deadline());
    bench.down(bench.carrier, null).up(SessionsBench.carrier(SessionsBench.PARAMETERS));
    assertEquals(4, bench.sent(CallRequest.class).pseudowireType());
  }
}
