package net.sluice.l2tp.protocol;

import static net.sluice.l2tp.wire.ResultCodes.CDN_ADMINISTRATIVE;
import static net.sluice.l2tp.wire.ResultCodes.CDN_FSM_ERROR;
import static net.sluice.l2tp.wire.ResultCodes.CDN_LOSS_OF_CARRIER;
import static net.sluice.l2tp.wire.ResultCodes.CDN_LOST_TIE;
import static net.sluice.l2tp.wire.ResultCodes.CDN_SEQUENCING_WITHOUT_SUBLAYER;
import static net.sluice.l2tp.wire.ResultCodes.CDN_TEMPORARY_LACK;
import static net.sluice.l2tp.wire.ResultCodes.CDN_UNSUPPORTED_TYPE;
import static net.sluice.l2tp.wire.ResultCodes.ERROR_RESOURCES;
import static net.sluice.l2tp.wire.ResultCodes.ERROR_SESSION_ID;

import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import net.sluice.l2tp.AcceptProfile;
import net.sluice.l2tp.CircuitStatus;
import net.sluice.l2tp.ControlParameters;
import net.sluice.l2tp.Quirk;
import net.sluice.l2tp.SessionParameters;
import net.sluice.l2tp.SignaledPseudowireProfile;
import net.sluice.l2tp.protocol.SessionMachine.Event;
import net.sluice.l2tp.protocol.SessionMachine.Role;
import net.sluice.l2tp.protocol.SessionMachine.Row;
import net.sluice.l2tp.protocol.SessionMachine.State;
import net.sluice.l2tp.signaling.SessionReport;
import net.sluice.l2tp.signaling.SignalingEvent;
import net.sluice.l2tp.signaling.SignalingUpdate;
import net.sluice.l2tp.wire.ControlMessage;
import net.sluice.l2tp.wire.ControlMessage.Call;
import net.sluice.l2tp.wire.ControlMessage.CallConnected;
import net.sluice.l2tp.wire.ControlMessage.CallReply;
import net.sluice.l2tp.wire.ControlMessage.CallRequest;
import net.sluice.l2tp.wire.ControlMessage.Cdn;
import net.sluice.l2tp.wire.ControlMessage.Circuit;
import net.sluice.l2tp.wire.ControlMessage.Sli;
import net.sluice.l2tp.wire.ControlMessage.Wen;
import net.sluice.l2tp.wire.Decoded;
import net.sluice.l2tp.wire.MessageType;
import net.sluice.l2tp.wire.Result;

/**
 * All sessions of an Lcce: those of configured pseudowires and those that peers open. It raises the
 * events of {@link SessionMachine} and carries out its actions.
 *
 * <p>WEN is never sent, as Linux counts no circuit errors of a pseudowire; one received means
 * nothing to a session.
 */
final class Sessions {
  /** Waits before a new attempt are up to a quarter shorter, so that sessions do not go in step. */
  private static final double JITTER = 0.25;

  /** Doublings of the wait after which it surely is at its cap. */
  private static final int MOST_DOUBLINGS = 30;

  /** Octets of the tunnel's name in a made name, which is to have 63 at most. */
  private static final int MADE_NAME_TUNNEL = 54;

  private final RandomGenerator random;
  private final Admission admission = new Admission();
  private final Deadlines deadlines = new Deadlines();
  private final Map<String, Session> byName = new HashMap<>();
  private final Map<Long, Session> byLocalId = new HashMap<>();
  private final Map<String, TunnelSessions> tunnels = new HashMap<>();
  private final IdentityHashMap<Carrier, CarrierSessions> carriers = new IdentityHashMap<>();
  private int serialNumber;

  // What holds for the length of a call.
  private long now;
  private Consumer<LcceAction> out;

  /**
   * None.
   *
   * @param random source of session ids, cookies, tie breakers and jitter
   */
  Sessions(RandomGenerator random) {
    this.random = random;
    serialNumber = random.nextInt();
  }

  private void begin(long time, Consumer<LcceAction> actions) {
    now = time;
    out = actions;
  }

  // --- what shall be

  /** Changes what shall be. A session whose parameters change is cleared and agreed on anew. */
  void update(SignalingUpdate update, long time, Consumer<LcceAction> actions) {
    begin(time, actions);
    update.lcce().ifPresent(admission::lcce);
    update.accepts().ifPresent(admission::accepts);
    Map<String, Session> changed = new HashMap<>();
    update.pseudowires().forEach((name, profile) -> clearOut(name, profile, changed));
    for (Optional<SignaledPseudowireProfile> profile : update.pseudowires().values()) {
      profile.ifPresent(p -> configure(p, changed.get(p.name())));
    }
  }

  /** Takes away what goes, and what has to make place for itself as it shall be. */
  private void clearOut(
      String name, Optional<SignaledPseudowireProfile> profile, Map<String, Session> changed) {
    Session session = byName.get(name);
    if (session == null || profile.filter(session::fits).isPresent()) {
      return;
    }
    long id = session.localId();
    String why = profile.isEmpty() ? "it is not configured any more" : "its configuration changed";
    fire(session, Event.CLOSE, Result.of(CDN_ADMINISTRATIVE, why), why);
    if (session.configured()) {
      forget(session);
      if (profile.isEmpty()) {
        out.accept(new LcceAction.Tell(new SignalingEvent.SessionGone(name, id)));
      } else {
        changed.put(name, session);
      }
    }
  }

  private void configure(SignaledPseudowireProfile profile, Session before) {
    Session session = byName.get(profile.name());
    if (session == null) {
      add(profile, before);
      return;
    }
    session.profile(profile);
    if (session.state().active()) {
      circuitChanged(session);
    } else {
      rest(session, true);
    }
  }

  private void add(SignaledPseudowireProfile profile, Session before) {
    TunnelSessions tunnel = tunnel(profile.tunnel());
    Session inTheWay = tunnel.get(profile.remoteEndId());
    if (inTheWay != null) {
      close(inTheWay, Result.of(CDN_ADMINISTRATIVE, "a pseudowire is configured for it now"));
    }
    Session session = Session.configured(profile, tunnel);
    if (before != null) {
      session.inherit(before);
    }
    byName.put(session.name(), session);
    tunnel.add(session);
    rest(session, true);
  }

  /** Clears a session, which is asked for again at once if it is this end that asks. */
  void reset(String name, long time, Consumer<LcceAction> actions) {
    begin(time, actions);
    Session session = byName.get(name);
    if (session == null) {
      return;
    }
    fire(session, Event.CLOSE, Result.of(CDN_ADMINISTRATIVE, "reset by the operator"), "reset");
    if (session.configured()) {
      session.forgive();
      rest(session, true);
    }
  }

  /** The circuit at this end of pseudowires or sessions changed. */
  void localStatus(Map<String, CircuitStatus> byName, long time, Consumer<LcceAction> actions) {
    begin(time, actions);
    byName.forEach(
        (name, status) -> {
          Session session = this.byName.get(name);
          if (session != null) {
            session.circuit(status);
            circuitChanged(session);
          }
        });
  }

  /**
   * Tells the peer of the circuit, if that is news (RFC 4719 section 2.3.2). Before ICRP or ICCN is
   * sent, that message does.
   */
  private void circuitChanged(Session session) {
    if (!session.untold()) {
      return;
    }
    if (session.role() == Role.OCRQ_RECIPIENT
        && !session.status().active()
        && SessionMachine.row(session.role(), session.state(), Event.CIRCUIT_DOWN) != null) {
      String why = "the circuit is down";
      step(session, Event.CIRCUIT_DOWN, Result.of(CDN_LOSS_OF_CARRIER, why), why);
      return;
    }
    switch (session.state()) {
      case WAIT_CONNECT, WAIT_CHANGE, WAIT_CS_ANSWER, ESTABLISHED -> {
        send(session, session.linkInfo());
        tell(session);
      }
      default -> {}
    }
  }

  // --- the connections

  /** A connection is established: what waits for it is asked for. */
  void connectionUp(Carrier carrier, long time, Consumer<LcceAction> actions) {
    begin(time, actions);
    TunnelSessions tunnel = tunnel(carrier.tunnel());
    CarrierSessions over = new CarrierSessions(carrier, tunnel);
    carriers.put(carrier, over);
    tunnel.up(over);
    for (Session session : tunnel.sessions()) {
      if (!session.state().active()) {
        session.forgive();
        rest(session, true);
      }
    }
  }

  /**
   * A connection is over, and with it its sessions. If another one of the same tunnel has taken its
   * place, they are asked for over that.
   */
  void connectionDown(
      Carrier carrier, Optional<String> reason, long time, Consumer<LcceAction> actions) {
    begin(time, actions);
    CarrierSessions gone = carriers.remove(carrier);
    if (gone == null) {
      return;
    }
    TunnelSessions tunnel = gone.tunnel();
    if (tunnel.up() == gone) {
      tunnel.up(null);
    }
    for (Session session : tunnel.sessions()) {
      boolean active = session.state().active();
      if (active && session.over() == gone) {
        enter(session, State.IDLE);
        release(session, reason.orElse("the control connection is closed"));
      }
      if (session.configured() && !session.state().active() && (active || tunnel.up() == null)) {
        rest(session, true);
      }
    }
    dropIfEmpty(tunnel);
  }

  // --- the data plane

  /** The data plane has these sessions. */
  void installed(Collection<Long> ids, long time, Consumer<LcceAction> actions) {
    begin(time, actions);
    for (long id : ids) {
      Session session = byLocalId.get(id);
      if (session != null) {
        step(session, Event.INSTALLED, null, null);
      }
    }
  }

  /** The data plane can't have a session. */
  void refused(long id, String reason, long time, Consumer<LcceAction> actions) {
    begin(time, actions);
    Session session = byLocalId.get(id);
    if (session != null) {
      close(session, Result.error(ERROR_RESOURCES, reason));
    }
  }

  // --- time

  /** When {@link #timer} is to be called next; {@link Long#MAX_VALUE} for never. */
  long deadline() {
    return deadlines.next();
  }

  /** Does what is due. */
  void timer(long time, Consumer<LcceAction> actions) {
    begin(time, actions);
    for (Session session = deadlines.due(now); session != null; session = deadlines.due(now)) {
      if (session.state().active()) {
        String why = "not established in time";
        step(session, Event.TIMEOUT, Result.of(CDN_FSM_ERROR, why), why);
      } else {
        rest(session, true);
      }
    }
  }

  // --- what is

  /** Number of sessions of a tunnel that are established. */
  int established(String tunnel) {
    TunnelSessions sessions = tunnels.get(tunnel);
    return sessions == null ? 0 : sessions.established();
  }

  /** Number of sessions that have an id: established or on the way. */
  int size() {
    return byLocalId.size();
  }

  // --- messages

  /** A message about a session came over an established connection. */
  void received(
      Carrier carrier, ControlMessage.OfSession message, long time, Consumer<LcceAction> actions) {
    begin(time, actions);
    CarrierSessions over = carriers.get(carrier);
    if (over == null) {
      return;
    }
    if (message instanceof CallRequest request) {
      requested(over, request);
      return;
    }
    Session session = find(over, message.localSessionId(), message.remoteSessionId());
    if (message instanceof Cdn cdn) {
      if (session != null) {
        step(session, Event.DISCONNECTED, null, Words.cleared(cdn.result()));
      }
    } else if (session == null || foreign(session, message)) {
      unknown(over, message, session != null);
    } else {
      received(session, message);
    }
  }

  private void received(Session session, ControlMessage.OfSession message) {
    switch (message) {
      case CallReply reply -> replied(session, reply);
      case CallConnected connected -> connected(session, connected);
      case Sli sli -> sli.circuitStatus().ifPresent(status -> linkInfo(session, status));
      case Wen wen -> {}
      case CallRequest request -> throw new AssertionError(request);
      case Cdn cdn -> throw new AssertionError(cdn);
    }
  }

  /**
   * By the id at this end, else by the id at the peer (RFC 3931 section 5.4.4). Null if unknown.
   */
  private Session find(CarrierSessions over, long peerId, long localId) {
    if (localId == 0) {
      return over.byPeerId(peerId);
    }
    Session session = byLocalId.get(localId);
    return session != null && session.over() == over ? session : null;
  }

  /** Whether the peer means another session by the id at this end. */
  private static boolean foreign(Session session, ControlMessage.OfSession message) {
    Session named = session.over().byPeerId(message.localSessionId());
    return message.localSessionId() != 0
        && (session.peerId() == 0 ? named != null : session.peerId() != message.localSessionId());
  }

  /**
   * A message for a session that is not there, or is another's. In the state idle only ICRP and
   * OCRP are answered (RFC 3931 sections 7.3.2 and 7.4.2): the others may have crossed a CDN.
   */
  private void unknown(CarrierSessions over, ControlMessage.OfSession message, boolean another) {
    if (another || message instanceof CallReply) {
      Result result =
          Result.error(
              ERROR_SESSION_ID,
              "session id " + message.remoteSessionId() + " is not that of this session");
      over.carrier()
          .send(new Cdn(result, message.remoteSessionId(), message.localSessionId()), now);
    }
  }

  /** ICRQ or OCRQ. */
  private void requested(CarrierSessions over, CallRequest request) {
    Session same = over.byPeerId(request.localSessionId());
    if (same != null) {
      String why = "a second request for the session";
      step(same, Event.REQUEST_AGAIN, Result.of(CDN_FSM_ERROR, why), why);
      return;
    }
    Session session = over.tunnel().find(request.remoteEndId());
    boolean tie = session != null && session.state() == State.WAIT_REPLY && session.over() == over;
    if (!tie) {
      judge(over, request, session);
    } else if (lost(session, request) && !judge(over, request, session)) {
      rest(session, false);
    }
  }

  /**
   * Both ends have asked for the session (RFC 3931 section 5.4.4).
   *
   * @return whether the peer's request is the one that counts
   */
  private boolean lost(Session session, CallRequest request) {
    CarrierSessions over = session.over();
    int tie = session.tie(request.tieBreaker());
    if (tie > 0) {
      fire(session, Event.TIE_LOST, null, null);
      return true;
    }
    refuse(over, request, Result.of(CDN_LOST_TIE, "the other request has the lower tie breaker"));
    if (tie < 0) {
      fire(session, Event.TIE_WON, null, null);
    } else {
      Result result = Result.of(CDN_LOST_TIE, "the tie breakers are equal");
      fire(session, Event.TIE_EQUAL, result, null);
      rest(session, true);
    }
    return false;
  }

  /**
   * Takes a request if it is acceptable, in place of the session that is there, or refuses it.
   *
   * @return whether it is acceptable
   */
  private boolean judge(CarrierSessions over, CallRequest request, Session session) {
    Optional<AcceptProfile> profile =
        session != null && session.configured()
            ? Optional.empty()
            : admission.profile(request.remoteEndId(), over.carrier());
    Optional<SessionParameters> parameters =
        session != null && session.configured()
            ? Optional.of(session.parameters())
            : profile.map(AcceptProfile::parameters);
    Optional<Result> refusal =
        admission
            .closed()
            .or(() -> parameters.isEmpty() ? Optional.of(nobody(request)) : Optional.empty())
            .or(() -> full(over, session))
            .or(() -> mismatch(parameters.orElseThrow(), request));
    Optional<Agreement> agreement = parameters.flatMap(ours -> agree(ours, request));
    if (refusal.isPresent() || agreement.isEmpty()) {
      refuse(over, request, refusal.orElseGet(Sessions::unsequenced));
      return false;
    }
    if (session != null) {
      String why = "the peer asked for it anew";
      fire(session, Event.CLOSE, Result.of(CDN_ADMINISTRATIVE, why), why);
    }
    Session next =
        session != null && session.configured()
            ? session
            : accept(over, request, profile.orElseThrow());
    begin(next, request.call() == Call.INCOMING ? Role.ICRQ_RECIPIENT : Role.OCRQ_RECIPIENT, over);
    next.peerId(request.localSessionId());
    next.take(request.cookie(), request.circuit(), agreement.orElseThrow());
    step(next, Event.REQUEST, null, null);
    return true;
  }

  private static Optional<Agreement> agree(SessionParameters ours, CallRequest request) {
    Agreement.Wish wish = Agreement.Wish.NONE.changedBy(request.circuit());
    // The sender of OCRQ says nothing after it that could change what it wants.
    return request.call() == Call.INCOMING
        ? Agreement.proposed(ours, wish)
        : Agreement.settled(ours, wish);
  }

  private Session accept(CarrierSessions over, CallRequest request, AcceptProfile profile) {
    String tunnel = over.tunnel().name();
    String prefix = tunnel.substring(0, Math.min(tunnel.length(), MADE_NAME_TUNNEL));
    String name;
    do {
      name = "%s-%08x".formatted(prefix, random.nextInt());
    } while (byName.containsKey(name));
    Session session =
        Session.accepted(
            name, over.tunnel(), request.remoteEndId(), profile.parameters(), profile.name());
    byName.put(name, session);
    over.tunnel().add(session);
    return session;
  }

  private Optional<Result> full(CarrierSessions over, Session replaced) {
    boolean freed = replaced != null && replaced.state().active();
    return admission.full(
        size() - (freed ? 1 : 0),
        over.size() - (freed && replaced.over() == over ? 1 : 0),
        over.carrier());
  }

  private static Result nobody(CallRequest request) {
    return Result.of(
        CDN_TEMPORARY_LACK, "no pseudowire has the Remote End ID " + request.remoteEndId());
  }

  private static Optional<Result> mismatch(SessionParameters ours, CallRequest request) {
    return request.pseudowireType() == ours.type().code()
        ? Optional.empty()
        : Optional.of(
            Result.of(
                CDN_UNSUPPORTED_TYPE,
                "pseudowire type %d is not this end's %d"
                    .formatted(request.pseudowireType(), ours.type().code())));
  }

  private static Result unsequenced() {
    return Result.of(
        CDN_SEQUENCING_WITHOUT_SUBLAYER, "sequencing needs the default L2-Specific Sublayer");
  }

  /** A request that is not accepted still gets an id of this end, which is good for nothing. */
  private void refuse(CarrierSessions over, CallRequest request, Result result) {
    over.carrier().send(new Cdn(result, newId(), request.localSessionId()), now);
  }

  /** ICRP or OCRP. */
  private void replied(Session session, CallReply reply) {
    Optional<Agreement> agreement =
        Agreement.settled(session.parameters(), session.wish(reply.circuit()));
    if (session.peerId() == 0 && reply.localSessionId() != 0) {
      session.peerId(reply.localSessionId());
    }
    if (session.state() != State.WAIT_REPLY || reply.call() == Call.OUTGOING) {
      String why = reply.type() + " in the wrong state";
      step(session, Event.BAD_REPLY, Result.of(CDN_FSM_ERROR, why), why);
    } else if (session.peerId() == 0) {
      String why = "the peer gave the session no id";
      step(session, Event.BAD_REPLY, Result.error(ERROR_SESSION_ID, why), why);
    } else if (agreement.isEmpty()) {
      step(session, Event.BAD_REPLY, unsequenced(), unsequenced().text());
    } else {
      session.take(reply.cookie(), reply.circuit(), agreement.get());
      step(session, Event.REPLY, null, null);
    }
  }

  /** ICCN or OCCN. */
  private void connected(Session session, CallConnected connected) {
    if (session.state() == State.WAIT_CONNECT && connected.call() == Call.INCOMING) {
      connect(session, connected.circuit());
    } else if (connectedEarly(session)) {
      connected.circuit().circuitStatus().ifPresent(status -> peerStatus(session, status));
    } else {
      String why = connected.type() + " in the wrong state";
      step(session, Event.BAD_CONNECTED, Result.of(CDN_FSM_ERROR, why), why);
    }
  }

  private void connect(Session session, Circuit circuit) {
    Optional<Agreement> agreement = Agreement.settled(session.parameters(), session.wish(circuit));
    if (agreement.isEmpty()) {
      step(session, Event.BAD_CONNECTED, unsequenced(), unsequenced().text());
      return;
    }
    boolean same = agreement.get().equals(session.agreement());
    session.take(circuit, agreement.get());
    step(session, same ? Event.CONNECTED : Event.CONNECTED_OTHERWISE, null, null);
  }

  /** Whether the quirk had an SLI stand for the ICCN, which may still come. */
  private static boolean connectedEarly(Session session) {
    return session.role() == Role.ICRQ_RECIPIENT
        && session.over().carrier().parameters().quirks().contains(Quirk.SLI_BEFORE_ICCN)
        && (session.state() == State.ESTABLISHED || session.state() == State.WAIT_CHANGE);
  }

  private void linkInfo(Session session, CircuitStatus status) {
    peerStatus(session, status);
    if (session.state() == State.WAIT_CONNECT
        && session.over().carrier().parameters().quirks().contains(Quirk.SLI_BEFORE_ICCN)) {
      connect(session, Circuit.NONE);
    }
  }

  private void peerStatus(Session session, CircuitStatus status) {
    if (session.peerStatus(status)) {
      tell(session);
    }
  }

  /** A message about a session that is an error: the session is cleared. */
  void rejected(
      Carrier carrier, Decoded.Rejected message, long time, Consumer<LcceAction> actions) {
    begin(time, actions);
    CarrierSessions over = carriers.get(carrier);
    if (over == null) {
      return;
    }
    Session session = find(over, message.localSessionId(), message.remoteSessionId());
    if (message.type() == MessageType.CDN) {
      if (session != null) {
        step(session, Event.DISCONNECTED, null, Words.cleared(message.result()));
      }
    } else if (session != null) {
      close(session, message.result());
    } else if (message.localSessionId() != 0) {
      over.carrier().send(new Cdn(message.result(), newId(), message.localSessionId()), now);
    }
  }

  // --- the machine

  /** Raises an event, tells what came of it, and has the session go on from there. */
  private void step(Session session, Event event, Result cdn, String reason) {
    SessionReport.State before = session.state().reported();
    if (!fire(session, event, cdn, reason)) {
      return;
    }
    if (!session.state().active()) {
      if (session.configured()) {
        rest(session, false);
      }
    } else if (session.state().reported() != before && !session.state().waitsForInstallation()) {
      tell(session);
    }
  }

  private void close(Session session, Result why) {
    step(session, Event.CLOSE, why, why.text());
  }

  /**
   * Raises an event.
   *
   * @param cdn what a CDN says, if the event leads to one
   * @param reason what is remembered of it, if the event ends the session; null for nothing
   * @return whether it means anything in this state
   */
  private boolean fire(Session session, Event event, Result cdn, String reason) {
    Row row = SessionMachine.row(session.role(), session.state(), event);
    if (row == null) {
      return false;
    }
    enter(session, row.next());
    switch (row.action()) {
      case SEND_REQUEST -> send(session, session.request(serialNumber++ & 0xFFFF_FFFFL));
      case INSTALL -> install(session);
      case SEND_REPLY_AND_INSTALL -> {
        send(session, session.reply());
        install(session);
      }
      case SEND_REPLY -> send(session, session.reply());
      case SEND_CONNECTED -> send(session, session.connected());
      case CONNECT, STAY -> {}
      case DISCONNECT -> {
        send(session, session.disconnect(cdn));
        release(session, reason);
      }
      case CLEAN_UP -> release(session, reason);
    }
    return true;
  }

  private void enter(Session session, State next) {
    if (session.state() == State.ESTABLISHED) {
      session.tunnel().established(-1);
    }
    session.state(next);
    if (next == State.ESTABLISHED) {
      session.tunnel().established(1);
      session.forgive();
      deadlines.clear(session);
    }
  }

  private void send(Session session, ControlMessage message) {
    session.over().carrier().send(message, now);
  }

  private void install(Session session) {
    out.accept(new LcceAction.Tell(new SignalingEvent.InstallSession(session.report())));
  }

  private void tell(Session session) {
    out.accept(new LcceAction.Tell(new SignalingEvent.SessionChanged(session.report())));
  }

  /** Begins an attempt. */
  private void begin(Session session, Role role, CarrierSessions over) {
    session.state(State.IDLE);
    session.enter(role, over, newId(), random);
    byLocalId.put(session.localId(), session);
    deadlines.set(session, now + over.carrier().parameters().establishTimeout().toNanos());
  }

  /** Ends an attempt. Of a session that a peer opened nothing is left. */
  private void release(Session session, String reason) {
    long id = session.localId();
    byLocalId.remove(id);
    deadlines.clear(session);
    session.leave();
    if (reason != null) {
      session.failed(reason);
    }
    if (!session.configured()) {
      forget(session);
      out.accept(new LcceAction.Tell(new SignalingEvent.SessionGone(session.name(), id)));
    }
  }

  private void forget(Session session) {
    deadlines.clear(session);
    byName.remove(session.name());
    session.tunnel().remove(session);
    dropIfEmpty(session.tunnel());
  }

  /**
   * What a configured pseudowire does that has no session.
   *
   * @param atOnce whether it asks for one now, if it is this end that asks; else after a wait
   */
  private void rest(Session session, boolean atOnce) {
    deadlines.clear(session);
    CarrierSessions up = session.tunnel().up();
    if (up == null) {
      session.state(State.WAIT_CONTROL_CONN);
    } else if (!session.initiate()) {
      session.state(State.IDLE);
    } else if (atOnce) {
      open(session, up);
      return;
    } else {
      retry(session, up);
    }
    tell(session);
  }

  private void open(Session session, CarrierSessions up) {
    Optional<Result> full = full(up, null);
    int type = session.parameters().type().code();
    if (!up.carrier().peerCapabilities().contains(type)) {
      // Asking for it is forbidden (RFC 3931 section 5.4.4), and what the peer can do is certain
      // for as long as the connection lives.
      session.failed("the peer can't do pseudowire type " + type);
      session.state(State.WAIT_CONTROL_CONN);
      tell(session);
    } else if (full.isPresent()) {
      session.failed(full.get().text());
      retry(session, up);
      tell(session);
    } else {
      begin(session, Role.ICRQ_SENDER, up);
      step(session, Event.OPEN, null, null);
    }
  }

  /** Waits for the next attempt: twice as long with each that failed, up to the cap. */
  private void retry(Session session, CarrierSessions up) {
    ControlParameters parameters = up.carrier().parameters();
    double cap = parameters.retryCap().toNanos();
    int doublings = Math.min(session.failure(), MOST_DOUBLINGS);
    double wait = Math.min(cap, (double) parameters.retryInterval().toNanos() * (1L << doublings));
    session.state(State.RETRY);
    deadlines.set(session, now + (long) (wait * (1 - JITTER * random.nextDouble())));
  }

  /** An id that no session of this process has. */
  private long newId() {
    long id;
    do {
      id = Integer.toUnsignedLong(random.nextInt());
    } while (id == 0 || byLocalId.containsKey(id));
    return id;
  }

  private TunnelSessions tunnel(String name) {
    return tunnels.computeIfAbsent(name, TunnelSessions::new);
  }

  private void dropIfEmpty(TunnelSessions tunnel) {
    if (tunnel.empty()) {
      tunnels.remove(tunnel.name(), tunnel);
    }
  }
}
