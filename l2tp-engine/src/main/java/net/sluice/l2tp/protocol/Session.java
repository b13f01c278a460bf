package net.sluice.l2tp.protocol;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import net.sluice.l2tp.CircuitStatus;
import net.sluice.l2tp.Cookie;
import net.sluice.l2tp.RemoteEndId;
import net.sluice.l2tp.Result;
import net.sluice.l2tp.Sequencing;
import net.sluice.l2tp.SessionParameters;
import net.sluice.l2tp.SignaledPseudowireProfile;
import net.sluice.l2tp.Sublayer;
import net.sluice.l2tp.protocol.Agreement.Wish;
import net.sluice.l2tp.signaling.Cause;
import net.sluice.l2tp.signaling.SessionReport;
import net.sluice.l2tp.wire.ControlMessage;
import net.sluice.l2tp.wire.ControlMessage.Call;
import net.sluice.l2tp.wire.ControlMessage.Circuit;

/**
 * A session: what it is and says. {@link Sessions} decides what happens to it. There may be many:
 * no field holds more than it must.
 *
 * <p>Tx and Rx Connect Speed and Physical Channel ID, which are optional, are never sent: a
 * pseudowire has none to tell.
 */
final class Session {
  private final String name;
  private final TunnelSessions tunnel;
  private final RemoteEndId remoteEndId;
  private final SessionParameters parameters;

  /** Name of the session profile that accepted it; null for a configured pseudowire. */
  private final String acceptProfile;

  private boolean initiate;
  private boolean up;
  private SessionState state = SessionState.IDLE;
  private SessionRole role = SessionRole.ICRQ_SENDER;

  /** Null, and both ids 0, while it is not active. */
  private CarrierSessions via;

  private long localId;
  private long peerId;
  private Cookie receiveCookie = Cookie.NONE;
  private Cookie transmitCookie = Cookie.NONE;
  private Wish wish = Wish.NONE;
  private Agreement agreement = NOTHING;
  private long tieBreaker;

  /** Bits of the circuit's status as the data plane tells, as told to the peer, and the peer's. */
  private int circuit = CircuitStatus.ACTIVE;

  private int told;
  private int peerStatus;

  private int failures;

  /** When it was established last; means nothing while it is not. */
  private long upSince;

  /** Null while it waits for no time: established ones, which are many, cost nothing. */
  private Alarms.Alarm alarm;

  /** Why it last went down or could not come up; null if it never did. */
  private Cause last;

  private static final Agreement NOTHING = new Agreement(Sublayer.NONE, Sequencing.NONE);

  private Session(
      String name,
      TunnelSessions tunnel,
      RemoteEndId remoteEndId,
      SessionParameters parameters,
      String acceptProfile) {
    this.name = name;
    this.tunnel = tunnel;
    this.remoteEndId = remoteEndId;
    this.parameters = parameters;
    this.acceptProfile = acceptProfile;
  }

  /** That of a configured pseudowire. */
  static Session configured(SignaledPseudowireProfile profile, TunnelSessions tunnel) {
    Session session =
        new Session(profile.name(), tunnel, profile.remoteEndId(), profile.parameters(), null);
    session.profile(profile);
    return session;
  }

  /** One that a peer opens and a session profile accepts. */
  static Session accepted(
      String name,
      TunnelSessions tunnel,
      RemoteEndId remoteEndId,
      SessionParameters parameters,
      String acceptProfile) {
    Session session = new Session(name, tunnel, remoteEndId, parameters, acceptProfile);
    session.up = true;
    return session;
  }

  /** Whether a profile differs in nothing that the peer would have to agree to again. */
  boolean fits(SignaledPseudowireProfile profile) {
    return configured()
        && tunnel.name().equals(profile.tunnel())
        && remoteEndId.equals(profile.remoteEndId())
        && parameters.equals(profile.parameters());
  }

  void profile(SignaledPseudowireProfile profile) {
    initiate = profile.initiate();
    up = profile.up();
  }

  /** Takes over what outlives a change of the configuration. */
  void inherit(Session before) {
    circuit = before.circuit;
    last = before.last;
  }

  String name() {
    return name;
  }

  TunnelSessions tunnel() {
    return tunnel;
  }

  RemoteEndId remoteEndId() {
    return remoteEndId;
  }

  SessionParameters parameters() {
    return parameters;
  }

  boolean configured() {
    return acceptProfile == null;
  }

  boolean initiate() {
    return initiate;
  }

  SessionState state() {
    return state;
  }

  void state(SessionState next) {
    state = next;
  }

  SessionRole role() {
    return role;
  }

  CarrierSessions via() {
    return via;
  }

  long localId() {
    return localId;
  }

  long peerId() {
    return peerId;
  }

  /** What wakes it; null for nothing. */
  Alarms.Alarm alarm() {
    return alarm;
  }

  void alarm(Alarms.Alarm next) {
    alarm = next;
  }

  void failed(Cause cause) {
    last = cause;
  }

  /** Number of attempts that failed since a session last lasted; counts this one. */
  int failure() {
    return failures++;
  }

  void forgive() {
    failures = 0;
  }

  void established(long now) {
    upSince = now;
  }

  void noLongerEstablished(long now) {
    if (Backoff.hasLasted(via.carrier().parameters(), upSince, now)) {
      forgive();
    }
  }

  /** Begins an attempt. */
  void enter(SessionRole as, CarrierSessions carrier, long id, RandomGenerator random) {
    role = as;
    via = carrier;
    localId = id;
    receiveCookie =
        parameters.receiveCookie().orElseGet(() -> cookie(parameters.cookieOctets(), random));
    tieBreaker = as == SessionRole.ICRQ_SENDER ? random.nextLong() : 0;
    carrier.entered();
  }

  private static Cookie cookie(int octets, RandomGenerator random) {
    return octets == 0
        ? Cookie.NONE
        : new Cookie(octets, random.nextLong() >>> (Long.SIZE - octets * Byte.SIZE));
  }

  /** Ends an attempt: nothing is left of it. */
  void leave() {
    via.left(this);
    via = null;
    localId = 0;
    peerId = 0;
    receiveCookie = Cookie.NONE;
    transmitCookie = Cookie.NONE;
    wish = Wish.NONE;
    agreement = NOTHING;
    told = 0;
    peerStatus = 0;
  }

  // --- what the peer says

  /** What the peer would want after a message. */
  Wish wish(Circuit said) {
    return wish.changedBy(said);
  }

  /**
   * The peer gave the session an id, which all that is sent from now on must echo.
   *
   * @return whether that is its id now: it may not be 0, that of another session, or a second one
   */
  boolean peerNamed(long id) {
    if (peerId == 0 && id != 0 && via.byPeerId(id) == null) {
      peerId = id;
      via.named(this);
    }
    return peerId == id && id != 0;
  }

  /** Takes over a request or a reply that was found acceptable. */
  void take(Cookie cookie, Circuit said, Agreement agreed) {
    transmitCookie = cookie;
    take(said, agreed);
  }

  /** Takes over a message that was found acceptable. */
  void take(Circuit said, Agreement agreed) {
    wish = wish(said);
    agreement = agreed;
    said.circuitStatus().ifPresent(this::peerStatus);
  }

  Agreement agreement() {
    return agreement;
  }

  /**
   * What the peer says of its circuit.
   *
   * @return whether that is new
   */
  boolean peerStatus(CircuitStatus status) {
    int before = peerStatus;
    peerStatus = status.received().bits();
    return peerStatus != before;
  }

  /** Who wins a tie: below 0 this end, above 0 the peer, 0 neither. */
  int tie(OptionalLong theirs) {
    return theirs.isEmpty() ? -1 : Long.compareUnsigned(tieBreaker, theirs.getAsLong());
  }

  // --- what this end says

  void circuit(CircuitStatus status) {
    circuit = status.bits();
  }

  /** Status of the circuit: down if it is switched off. */
  CircuitStatus status() {
    return up ? new CircuitStatus(circuit).toSend() : CircuitStatus.DOWN;
  }

  /** Whether the peer has not been told of the status as it is. */
  boolean untold() {
    return status().bits() != told;
  }

  private CircuitStatus tell() {
    CircuitStatus status = status();
    told = status.bits();
    return status;
  }

  /** In requests and replies the circuit is new (RFC 4719 section 2.2, optional by RFC 5641). */
  private Optional<CircuitStatus> tellNew() {
    return Optional.of(new CircuitStatus(tell().bits() | CircuitStatus.NEW));
  }

  ControlMessage request(long serialNumber) {
    return new ControlMessage.CallRequest(
        Call.INCOMING,
        localId,
        0,
        OptionalLong.of(serialNumber),
        parameters.type().code(),
        remoteEndId,
        receiveCookie,
        OptionalLong.of(tieBreaker),
        OptionalLong.empty(),
        circuit(said(Agreement.wanted(parameters)), tellNew()));
  }

  ControlMessage reply() {
    return new ControlMessage.CallReply(
        call(),
        localId,
        peerId,
        receiveCookie,
        OptionalLong.empty(),
        circuit(said(agreement.sublayer()), tellNew()));
  }

  private Circuit circuit(Optional<Sublayer> sublayer, Optional<CircuitStatus> status) {
    return new Circuit(
        sublayer, Agreement.level(parameters), OptionalLong.empty(), OptionalLong.empty(), status);
  }

  /** A missing L2-Specific Sublayer is none (RFC 3931 section 5.4.4). */
  private static Optional<Sublayer> said(Sublayer sublayer) {
    return sublayer == Sublayer.NONE ? Optional.empty() : Optional.of(sublayer);
  }

  /** ICCN or OCCN, with what is different from what this end said before. */
  ControlMessage connected() {
    Sublayer before =
        role == SessionRole.ICRQ_SENDER ? Agreement.wanted(parameters) : agreement.sublayer();
    Optional<Sublayer> sublayer =
        agreement.sublayer() == before ? Optional.empty() : Optional.of(agreement.sublayer());
    Optional<CircuitStatus> status = untold() ? Optional.of(tell()) : Optional.empty();
    return new ControlMessage.CallConnected(
        call(),
        localId,
        peerId,
        new Circuit(
            sublayer, OptionalInt.empty(), OptionalLong.empty(), OptionalLong.empty(), status));
  }

  private Call call() {
    return role == SessionRole.OCRQ_RECIPIENT ? Call.OUTGOING : Call.INCOMING;
  }

  ControlMessage linkInfo() {
    return new ControlMessage.Sli(localId, peerId, Optional.of(tell()));
  }

  ControlMessage disconnect(Result result) {
    return new ControlMessage.Cdn(result, localId, peerId);
  }

  SessionReport report() {
    Carrier carrier = via == null ? null : via.carrier();
    return new SessionReport(
        name,
        Optional.ofNullable(acceptProfile),
        tunnel.name(),
        remoteEndId,
        state.reported(),
        parameters,
        new SessionReport.End(
            carrier == null ? 0 : carrier.localId(),
            localId,
            receiveCookie,
            new CircuitStatus(told)),
        new SessionReport.End(
            carrier == null ? 0 : carrier.peerId(),
            peerId,
            transmitCookie,
            new CircuitStatus(peerStatus)),
        agreement.sublayer(),
        agreement.sequencing(),
        Optional.ofNullable(last));
  }
}
