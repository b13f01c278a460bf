package net.sluice.l2tp.protocol;

import java.util.Objects;
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
import org.jspecify.annotations.Nullable;

/**
 * The state of a session and the messages about it. {@link Sessions} decides what it does. There
 * may be many sessions, so the fields are as small as possible.
 *
 * <p>Tx and Rx Connect Speed and Physical Channel ID are optional, and never sent: a pseudowire has
 * none.
 */
final class Session {
  private final String name;
  private final TunnelSessions tunnel;
  private final RemoteEndId remoteEndId;
  private final SessionParameters parameters;

  /** Name of the session profile that accepted it; null for a configured pseudowire. */
  private final @Nullable String acceptProfile;

  private boolean initiate;
  private boolean up;
  private SessionState state = SessionState.IDLE;
  private SessionRole role = SessionRole.ICRQ_SENDER;

  /** The connection; null, and both ids 0, while the session is not active. */
  private @Nullable CarrierSessions via;

  private long localId;
  private long peerId;
  private Cookie receiveCookie = Cookie.NONE;
  private Cookie transmitCookie = Cookie.NONE;
  private Wish wish = Wish.NONE;
  private Agreement agreement = NOTHING;
  private long tieBreaker;

  /** Bits of the circuit status that the data plane reported last. */
  private int circuit = CircuitStatus.ACTIVE;

  /** Bits of the circuit status that this end sent last. */
  private int sentStatus;

  /** Bits of the circuit status that the peer sent last. */
  private int peerStatus;

  private int failures;

  /** Time when it was established last; valid only while it is established. */
  private long upSince;

  /** Null while it waits for no time, so that the many established sessions need none. */
  private Alarms.@Nullable Alarm alarm;

  /** The reason why it last went down or could not come up; null if it never did. */
  private @Nullable Cause last;

  private static final Agreement NOTHING = new Agreement(Sublayer.NONE, Sequencing.NONE);

  private Session(
      String name,
      TunnelSessions tunnel,
      RemoteEndId remoteEndId,
      SessionParameters parameters,
      @Nullable String acceptProfile) {
    this.name = name;
    this.tunnel = tunnel;
    this.remoteEndId = remoteEndId;
    this.parameters = parameters;
    this.acceptProfile = acceptProfile;
  }

  /** Creates the session of a configured pseudowire. */
  static Session configured(SignaledPseudowireProfile profile, TunnelSessions tunnel) {
    Session session =
        new Session(profile.name(), tunnel, profile.remoteEndId(), profile.parameters(), null);
    session.profile(profile);
    return session;
  }

  /** Creates a session that a peer opens and a session profile accepts. */
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

  /** Returns true if the session can adopt a profile without a new negotiation. */
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

  /** Copies the state that a change of the configuration does not affect. */
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

  /** Returns the connection of an active session. */
  CarrierSessions via() {
    return Objects.requireNonNull(via, "the session is not active");
  }

  /** Returns true if the session is active in this connection. */
  boolean isVia(CarrierSessions connection) {
    return via == connection;
  }

  long localId() {
    return localId;
  }

  long peerId() {
    return peerId;
  }

  /** Returns the alarm that it waits for; null for none. */
  Alarms.@Nullable Alarm alarm() {
    return alarm;
  }

  void alarm(Alarms.@Nullable Alarm next) {
    alarm = next;
  }

  /** Sets the reason of the last failure. */
  void failed(Cause cause) {
    last = cause;
  }

  /** Counts a failed attempt, and returns the number of those before it. */
  int countFailure() {
    return failures++;
  }

  void resetFailures() {
    failures = 0;
  }

  void established(long now) {
    upSince = now;
  }

  void noLongerEstablished(long now) {
    if (Backoff.hasLasted(via().carrier().parameters(), upSince, now)) {
      resetFailures();
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

  /** Ends an attempt, and clears its state. */
  void leave() {
    via().left(this);
    via = null;
    localId = 0;
    peerId = 0;
    receiveCookie = Cookie.NONE;
    transmitCookie = Cookie.NONE;
    wish = Wish.NONE;
    agreement = NOTHING;
    sentStatus = 0;
    peerStatus = 0;
  }

  // --- messages of the peer

  /** Returns the wish of the peer after a message. */
  Wish wish(Circuit received) {
    return wish.changedBy(received);
  }

  /**
   * Sets the id of the session at the peer, which all later messages must contain.
   *
   * @return true if this is its id now; false for 0, the id of another session, or a second id
   */
  boolean peerNamed(long id) {
    if (peerId == 0 && id != 0 && via().byPeerId(id) == null) {
      peerId = id;
      via().named(this);
    }
    return peerId == id && id != 0;
  }

  /** Applies an acceptable request or reply. */
  void accept(Cookie cookie, Circuit received, Agreement agreed) {
    transmitCookie = cookie;
    accept(received, agreed);
  }

  /** Applies an acceptable message. */
  void accept(Circuit received, Agreement agreed) {
    wish = wish(received);
    agreement = agreed;
    received.circuitStatus().ifPresent(this::peerStatus);
  }

  Agreement agreement() {
    return agreement;
  }

  /**
   * Sets the circuit status that the peer sent.
   *
   * @return true if it has changed
   */
  boolean peerStatus(CircuitStatus status) {
    int before = peerStatus;
    peerStatus = status.received().bits();
    return peerStatus != before;
  }

  /** Returns the winner of a tie: below 0 for this end, above 0 for the peer, 0 for neither. */
  int tie(OptionalLong theirs) {
    return theirs.isEmpty() ? -1 : Long.compareUnsigned(tieBreaker, theirs.getAsLong());
  }

  // --- messages of this end

  void circuit(CircuitStatus status) {
    circuit = status.bits();
  }

  /** Returns the circuit status of this end: down if the pseudowire is disabled. */
  CircuitStatus status() {
    return up ? new CircuitStatus(circuit).toSend() : CircuitStatus.DOWN;
  }

  /** Returns true if the present status was not sent to the peer. */
  boolean statusChanged() {
    return status().bits() != sentStatus;
  }

  private CircuitStatus statusToSend() {
    CircuitStatus status = status();
    sentStatus = status.bits();
    return status;
  }

  /** In requests and replies the circuit is new (RFC 4719 section 2.2, optional by RFC 5641). */
  private Optional<CircuitStatus> newStatusToSend() {
    return Optional.of(new CircuitStatus(statusToSend().bits() | CircuitStatus.NEW));
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
        circuit(avp(Agreement.wanted(parameters)), newStatusToSend()));
  }

  ControlMessage reply() {
    return new ControlMessage.CallReply(
        call(),
        localId,
        peerId,
        receiveCookie,
        OptionalLong.empty(),
        circuit(avp(agreement.sublayer()), newStatusToSend()));
  }

  private Circuit circuit(Optional<Sublayer> sublayer, Optional<CircuitStatus> status) {
    return new Circuit(
        sublayer, Agreement.level(parameters), OptionalLong.empty(), OptionalLong.empty(), status);
  }

  /** Returns the L2-Specific Sublayer AVP, which is omitted for none (RFC 3931 section 5.4.4). */
  private static Optional<Sublayer> avp(Sublayer sublayer) {
    return sublayer == Sublayer.NONE ? Optional.empty() : Optional.of(sublayer);
  }

  /** Returns ICCN or OCCN, with the values that this end has changed since its first message. */
  ControlMessage connected() {
    Sublayer before =
        role == SessionRole.ICRQ_SENDER ? Agreement.wanted(parameters) : agreement.sublayer();
    Optional<Sublayer> sublayer =
        agreement.sublayer() == before ? Optional.empty() : Optional.of(agreement.sublayer());
    Optional<CircuitStatus> status =
        statusChanged() ? Optional.of(statusToSend()) : Optional.empty();
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
    return new ControlMessage.Sli(localId, peerId, Optional.of(statusToSend()));
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
            new CircuitStatus(sentStatus)),
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
