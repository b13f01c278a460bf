package net.sluice.l2tp.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import net.sluice.l2tp.AcceptProfile;
import net.sluice.l2tp.CircuitStatus;
import net.sluice.l2tp.ControlParameters;
import net.sluice.l2tp.Cookie;
import net.sluice.l2tp.LcceProfile;
import net.sluice.l2tp.PseudowireType;
import net.sluice.l2tp.Quirk;
import net.sluice.l2tp.RemoteEndId;
import net.sluice.l2tp.Result;
import net.sluice.l2tp.Sequencing;
import net.sluice.l2tp.SessionParameters;
import net.sluice.l2tp.SignaledPseudowireProfile;
import net.sluice.l2tp.Sublayer;
import net.sluice.l2tp.signaling.Cause;
import net.sluice.l2tp.signaling.Reason;
import net.sluice.l2tp.signaling.Refusal;
import net.sluice.l2tp.signaling.SessionReport;
import net.sluice.l2tp.signaling.SignalingEvent;
import net.sluice.l2tp.signaling.SignalingEvent.InstallSession;
import net.sluice.l2tp.signaling.SignalingEvent.SessionChanged;
import net.sluice.l2tp.signaling.SignalingEvent.SessionGone;
import net.sluice.l2tp.signaling.SignalingUpdate;
import net.sluice.l2tp.wire.ControlMessage;
import net.sluice.l2tp.wire.ControlMessage.Call;
import net.sluice.l2tp.wire.ControlMessage.CallConnected;
import net.sluice.l2tp.wire.ControlMessage.CallReply;
import net.sluice.l2tp.wire.ControlMessage.CallRequest;
import net.sluice.l2tp.wire.ControlMessage.Cdn;
import net.sluice.l2tp.wire.ControlMessage.Circuit;
import net.sluice.l2tp.wire.ControlMessage.Sli;
import net.sluice.l2tp.wire.Decoded;

/** Sessions on a bench: the test is the peer, the data plane and the clock. */
final class SessionsBench {
  static final String TUNNEL = "t";
  static final RemoteEndId ID = RemoteEndId.ofNumber(7);

  /** The id that the test assigns to a session as the peer. */
  static final long PEER = 0x9000_0001L;

  static final Cookie PEER_COOKIE = Cookie.parse("0011223344556677");
  static final SessionParameters PLAIN =
      new SessionParameters(
          PseudowireType.ETHERNET, 8, Optional.empty(), Sublayer.NONE, Sequencing.NONE);
  static final ControlParameters PARAMETERS = ControlParameters.of("here");
  static final Circuit ACTIVE = circuit(null, null, CircuitStatus.ACTIVE | CircuitStatus.NEW);

  final Round round = new Round();
  final Objections objections = new Objections(round);
  final Sessions sessions;
  FakeCarrier carrier = carrier(PARAMETERS);
  final List<SignalingEvent> events = new ArrayList<>();
  long now = Duration.ofHours(-1).toNanos();

  SessionsBench() {
    this(1);
  }

  SessionsBench(long seed) {
    sessions = new Sessions(new Random(seed), round, objections);
  }

  static FakeCarrier carrier(ControlParameters parameters) {
    return new FakeCarrier(TUNNEL, 1, parameters, null);
  }

  static Circuit circuit(Sublayer sublayer, Integer sequencing, Integer status) {
    return new Circuit(
        Optional.ofNullable(sublayer),
        sequencing == null ? OptionalInt.empty() : OptionalInt.of(sequencing),
        OptionalLong.empty(),
        OptionalLong.empty(),
        Optional.ofNullable(status).map(CircuitStatus::new));
  }

  static ControlParameters parameters(int maxSessions, Set<Quirk> quirks) {
    ControlParameters p = PARAMETERS;
    return new ControlParameters(
        p.hostName(),
        p.authentication(),
        p.delivery(),
        p.timing(),
        p.tieBreaker(),
        maxSessions,
        p.freshPort(),
        quirks);
  }

  static SessionParameters parameters(Sublayer sublayer, Sequencing sequencing) {
    return new SessionParameters(
        PseudowireType.ETHERNET, 8, Optional.empty(), sublayer, sequencing);
  }

  static SignaledPseudowireProfile pseudowire(String name, RemoteEndId id, boolean initiate) {
    return new SignaledPseudowireProfile(name, TUNNEL, id, initiate, true, PLAIN);
  }

  private final Map<String, SessionReport> reports = new HashMap<>();

  /** The refusals that were reported, in order. */
  final List<Refusal> refusals = new ArrayList<>();

  private void act(LcceAction action) {
    SignalingEvent event = assertInstanceOf(LcceAction.Emit.class, action).event();
    if (event instanceof SignalingEvent.Refused refused) {
      refusals.add(refused.refusal());
      return;
    }
    events.add(event);
    switch (event) {
      case InstallSession install -> reports.put(install.session().name(), install.session());
      case SessionChanged changed -> reports.put(changed.report().name(), changed.report());
      case SessionGone gone -> reports.remove(gone.name());
      default -> throw new AssertionError(event);
    }
  }

  /** Returns the last report of a session; null if it does not exist. */
  SessionReport report(String name) {
    return reports.get(name);
  }

  /** Returns the names of the reported sessions. */
  Set<String> names() {
    return reports.keySet();
  }

  // --- inputs

  /** Returns the sessions, in a round that begins now. */
  private Sessions round() {
    round.begin(now, this::act);
    return sessions;
  }

  SessionsBench configure(SignaledPseudowireProfile... profiles) {
    Map<String, Optional<SignaledPseudowireProfile>> byName = new LinkedHashMap<>();
    for (SignaledPseudowireProfile profile : profiles) {
      byName.put(profile.name(), Optional.of(profile));
    }
    return update(
        new SignalingUpdate(
            Optional.empty(), Map.of(), byName, Optional.empty(), Optional.empty()));
  }

  SessionsBench remove(String name) {
    return update(
        new SignalingUpdate(
            Optional.empty(),
            Map.of(),
            Map.of(name, Optional.empty()),
            Optional.empty(),
            Optional.empty()));
  }

  SessionsBench accept(AcceptProfile... profiles) {
    return update(
        new SignalingUpdate(
            Optional.empty(),
            Map.of(),
            Map.of(),
            Optional.empty(),
            Optional.of(List.of(profiles))));
  }

  SessionsBench lcce(int maxSessions, boolean drain) {
    LcceProfile profile = new LcceProfile("here", 1, "", List.of(), 0, maxSessions, 100, 0, drain);
    return update(
        new SignalingUpdate(
            Optional.of(profile), Map.of(), Map.of(), Optional.empty(), Optional.empty()));
  }

  SessionsBench update(SignalingUpdate update) {
    round().update(update);
    return this;
  }

  SessionsBench up() {
    round().connectionUp(carrier);
    return this;
  }

  SessionsBench up(FakeCarrier next) {
    carrier = next;
    return up();
  }

  /** Reports that the connection can send some messages. */
  SessionsBench room(int messages) {
    carrier.room = messages;
    round().ready(carrier);
    return this;
  }

  SessionsBench down(FakeCarrier which, String reason) {
    round()
        .connectionDown(
            which, Optional.ofNullable(reason).map(text -> Cause.of(Reason.NO_ANSWER, text)));
    return this;
  }

  SessionsBench receive(ControlMessage.OfSession message) {
    return receive(carrier, message);
  }

  SessionsBench receive(FakeCarrier via, ControlMessage.OfSession message) {
    round().received(via, message);
    return this;
  }

  SessionsBench rejected(Decoded.Rejected message) {
    round().rejected(carrier, message);
    return this;
  }

  SessionsBench installed(long... ids) {
    round().installed(Arrays.stream(ids).boxed().toList());
    return this;
  }

  SessionsBench refused(long id, String reason) {
    round().refused(id, reason);
    return this;
  }

  SessionsBench status(String name, CircuitStatus status) {
    round().localStatus(Map.of(name, status));
    return this;
  }

  SessionsBench reset(String name) {
    round().reset(name);
    return this;
  }

  /** Lets time pass up to the next deadline, and runs the timer. */
  SessionsBench next() {
    now = sessions.deadline();
    round().timer();
    return this;
  }

  // --- messages of the peer

  static CallRequest icrq(long peerId, RemoteEndId id, Long tieBreaker, Circuit circuit) {
    return request(Call.INCOMING, peerId, id, tieBreaker, circuit);
  }

  static CallRequest icrq() {
    return icrq(PEER, ID, null, ACTIVE);
  }

  static CallRequest request(
      Call call, long peerId, RemoteEndId id, Long tieBreaker, Circuit circuit) {
    return new CallRequest(
        call,
        peerId,
        0,
        OptionalLong.of(1),
        PseudowireType.ETHERNET.code(),
        id,
        PEER_COOKIE,
        tieBreaker == null ? OptionalLong.empty() : OptionalLong.of(tieBreaker),
        OptionalLong.empty(),
        circuit);
  }

  static CallReply icrp(long id, Circuit circuit) {
    return new CallReply(Call.INCOMING, PEER, id, PEER_COOKIE, OptionalLong.empty(), circuit);
  }

  static CallConnected iccn(long id, Circuit circuit) {
    return new CallConnected(Call.INCOMING, PEER, id, circuit);
  }

  static Cdn cdn(long id, int result) {
    return new Cdn(Result.of(result, ""), PEER, id);
  }

  static Sli sli(long id, int status) {
    return new Sli(PEER, id, Optional.of(new CircuitStatus(status)));
  }

  // --- results

  /** Returns the one message sent since the last call. */
  <T extends ControlMessage> T sent(Class<T> type) {
    List<ControlMessage> messages = carrier.take();
    assertEquals(1, messages.size(), messages::toString);
    return assertInstanceOf(type, messages.get(0));
  }

  void sentNothing() {
    assertEquals(List.of(), carrier.take());
  }

  /** Returns the one CDN sent since the last call, which must have this result. */
  Cdn sentCdn(int result) {
    Cdn cdn = sent(Cdn.class);
    assertEquals(result, cdn.result().code(), cdn::toString);
    return cdn;
  }

  /** Returns the events since the last call. */
  List<SignalingEvent> events() {
    List<SignalingEvent> emitted = List.copyOf(events);
    events.clear();
    return emitted;
  }

  /** Returns the report in the last event, which must request an installation. */
  SessionReport toInstall() {
    return assertInstanceOf(InstallSession.class, events().getLast()).session();
  }

  /** Returns the report in the last event, which must be a change. */
  SessionReport changed() {
    return assertInstanceOf(SessionChanged.class, events().getLast()).report();
  }

  /** Returns the last event, which must report the end of a session. */
  SessionGone gone() {
    return assertInstanceOf(SessionGone.class, events().getLast());
  }

  // --- set-up of states

  /** Sets up a pseudowire "a" that initiates and has sent its ICRQ. */
  long waitReply() {
    configure(pseudowire("a", ID, true)).up();
    return sent(CallRequest.class).localSessionId();
  }

  /** Sets up a pseudowire "a" that initiates and is established. */
  long establishedSender() {
    long id = waitReply();
    receive(icrp(id, ACTIVE)).installed(id);
    sent(CallConnected.class);
    events();
    return id;
  }

  /** Sets up a pseudowire "a" that waits and that the peer has requested. */
  long prepare() {
    configure(pseudowire("a", ID, false)).up().receive(icrq());
    return toInstall().local().sessionId();
  }

  /** Sets up a pseudowire "a" that waits and has sent its ICRP. */
  long waitConnect() {
    long id = prepare();
    installed(id);
    sent(CallReply.class);
    return id;
  }

  /** Sets up a pseudowire "a" that waits and is established. */
  long establishedRecipient() {
    long id = waitConnect();
    receive(iccn(id, Circuit.NONE));
    events();
    return id;
  }
}
