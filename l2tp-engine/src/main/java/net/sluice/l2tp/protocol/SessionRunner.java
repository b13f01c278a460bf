package net.sluice.l2tp.protocol;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;
import net.sluice.l2tp.Result;
import net.sluice.l2tp.ResultCodes;
import net.sluice.l2tp.ResultText;
import net.sluice.l2tp.protocol.Objections.About;
import net.sluice.l2tp.signaling.Cause;
import net.sluice.l2tp.signaling.Reason;
import net.sluice.l2tp.signaling.SessionReport;
import net.sluice.l2tp.signaling.SignalingEvent;
import net.sluice.l2tp.wire.ControlMessage;
import org.jspecify.annotations.Nullable;

/**
 * Runs {@link SessionMachine}: finds sessions, fires events, carries out actions, and resumes idle
 * sessions.
 */
final class SessionRunner {
  /** The part of the wait before a new attempt that is random. */
  private static final double JITTER = 0.25;

  private final RandomGenerator random;
  private final Round round;
  private final Admission admission;
  private final Objections objections;
  private final Backoff backoff;
  private final Alarms alarms = new Alarms();
  private final Map<String, Session> byName = new HashMap<>();
  private final Map<Long, Session> byLocalId = new HashMap<>();
  private final Map<String, TunnelSessions> tunnels = new HashMap<>();

  SessionRunner(RandomGenerator random, Round round, Admission admission, Objections objections) {
    this.random = random;
    this.round = round;
    this.admission = admission;
    this.objections = objections;
    this.backoff = new Backoff(JITTER, random);
  }

  // --- sessions

  /** Returns the session with a name; null if there is none. */
  @Nullable Session named(String name) {
    return byName.get(name);
  }

  /** Returns the session with an id at this end; null if there is none. */
  @Nullable Session withId(long localId) {
    return byLocalId.get(localId);
  }

  /**
   * Returns the session of a message in a connection, by the id at this end, otherwise by the id at
   * the peer (RFC 3931 section 5.4.4); null if there is none.
   */
  @Nullable Session find(CarrierSessions via, long localId, long peerId) {
    if (localId == 0) {
      return via.byPeerId(peerId);
    }
    Session session = byLocalId.get(localId);
    return session != null && session.isVia(via) ? session : null;
  }

  /** Returns the number of sessions that have an id. */
  int size() {
    return byLocalId.size();
  }

  /** Returns the sessions of a tunnel; null if the tunnel has no sessions and no connection. */
  @Nullable TunnelSessions tunnelIfAny(String name) {
    return tunnels.get(name);
  }

  /** Returns the sessions of a tunnel, and creates the object if there is none. */
  TunnelSessions tunnel(String name) {
    return tunnels.computeIfAbsent(name, any -> new TunnelSessions(name, random.nextInt()));
  }

  void dropIfEmpty(TunnelSessions tunnel) {
    if (tunnel.empty()) {
      tunnels.remove(tunnel.name(), tunnel);
    }
  }

  void add(Session session) {
    byName.put(session.name(), session);
    session.tunnel().add(session);
  }

  void forget(Session session) {
    stopWaiting(session);
    byName.remove(session.name());
    session.tunnel().remove(session);
    dropIfEmpty(session.tunnel());
  }

  /** Draws a session id that no session of this end has. */
  long newId() {
    long id;
    do {
      id = Integer.toUnsignedLong(random.nextInt());
    } while (id == 0 || byLocalId.containsKey(id));
    return id;
  }

  /** Returns the refusal of a session that a peer requests; empty if no limit is reached. */
  Optional<Cause> refusalOfRequest(CarrierSessions via, @Nullable Session replaced) {
    boolean freedHere = replaced != null && replaced.isVia(via);
    Optional<Cause> refusal =
        refusalAtLimit(via, replaced)
            .or(() -> admission.refusalOfPeer(via, freedHere, round.now()));
    refusal.ifPresent(any -> admission.countRefusal());
    return refusal;
  }

  /**
   * Returns the refusal of one more session in a connection; empty if no limit is reached.
   *
   * @param replaced the session that the new one replaces; null for none
   */
  Optional<Cause> refusalAtLimit(CarrierSessions via, @Nullable Session replaced) {
    boolean freed = replaced != null && replaced.state().active();
    boolean freedHere = replaced != null && replaced.isVia(via);
    return admission.refusalAtLimit(
        size() - (freed ? 1 : 0), via.size() - (freedHere ? 1 : 0), via.carrier());
  }

  // --- events

  /** Fires an event that does not end a session. */
  void step(Session session, SessionEvent event) {
    step(session, event, null, null);
  }

  /** Fires an event that ends a session by CDN, unless the event is ignored in this state. */
  void step(Session session, SessionEvent event, Cause cause) {
    step(session, event, cause.result().orElseThrow(), cause);
  }

  /** Ends a session. A configured pseudowire resumes after a wait. */
  void close(Session session, Cause cause) {
    step(session, SessionEvent.CLOSE, cause);
  }

  /** Ends a session, and leaves the next step to the caller. */
  void end(Session session, String why) {
    Result cdn = Result.of(ResultCodes.CDN_ADMINISTRATIVE, why);
    fire(session, SessionEvent.CLOSE, cdn, Cause.of(Reason.CLEARED, cdn));
  }

  /** Handles a CDN. */
  void disconnected(Session session, Result result) {
    String text = "the peer cleared the session: " + ResultText.cdn(result);
    // The initiator of the other session reports its tie by a CDN.
    Reason reason =
        result.code() == ResultCodes.CDN_LOST_TIE ? Reason.LOST_TIE : Reason.CLEARED_BY_PEER;
    step(session, SessionEvent.DISCONNECTED, null, Cause.of(reason, text, result));
  }

  /**
   * Fires an event, reports the new state, and resumes a configured pseudowire that is idle now.
   */
  private void step(
      Session session, SessionEvent event, @Nullable Result cdn, @Nullable Cause cause) {
    SessionReport.State before = session.state().reported();
    if (!fire(session, event, cdn, cause)) {
      return;
    }
    if (!session.state().active()) {
      if (session.configured()) {
        resume(session, false);
      }
    } else if (session.state().reported() != before && !session.state().waitsForInstallation()) {
      report(session);
    }
  }

  /**
   * Fires an event, and leaves the next step to the caller.
   *
   * @param cdn the result for the CDN, if the event leads to one; null for other events
   * @param cause the reason to remember, if the event ends the session; null for none
   * @return false if the event is ignored in this state
   */
  boolean fire(Session session, SessionEvent event, @Nullable Result cdn, @Nullable Cause cause) {
    var row = SessionMachine.table(session.role()).find(session.state(), event);
    if (row == null) {
      return false;
    }
    enter(session, row.next());
    switch (row.action()) {
      case SEND_REQUEST -> send(session, session.request(session.tunnel().nextSerialNumber()));
      case INSTALL -> install(session);
      case SEND_REPLY_AND_INSTALL -> {
        send(session, session.reply());
        install(session);
      }
      case SEND_REPLY -> send(session, session.reply());
      case SEND_CONNECTED -> send(session, session.connected());
      case CONNECT, STAY -> {}
      case DISCONNECT -> {
        // Each event that leads here has a result.
        send(session, session.disconnect(Objects.requireNonNull(cdn)));
        release(session, cause);
      }
      case CLEAN_UP -> release(session, cause);
    }
    return true;
  }

  private void enter(Session session, SessionState next) {
    if (session.state() == SessionState.ESTABLISHED) {
      session.tunnel().established(-1);
      session.noLongerEstablished(round.now());
    }
    session.state(next);
    if (next == SessionState.ESTABLISHED) {
      session.tunnel().established(1);
      session.established(round.now());
      cancel(session);
    }
  }

  private void send(Session session, ControlMessage message) {
    send(session.via(), message);
  }

  private static void send(CarrierSessions via, ControlMessage message) {
    via.carrier().send(message);
  }

  /**
   * Refuses a message of a peer with a CDN that ends no session of this end.
   *
   * @param localId session id at this end for the CDN
   * @param session the session that the message concerns; null for none
   */
  void refuse(
      CarrierSessions via, long localId, long peerId, Cause cause, @Nullable Session session) {
    send(via, new ControlMessage.Cdn(cause.result().orElseThrow(), localId, peerId));
    objections.refuse(
        cause, About.session(via.tunnel().name(), session == null ? null : session.name()));
  }

  /** Counts and reports a message about a session that is dropped. */
  void drop(CarrierSessions via, Reason reason, String text) {
    objections.object(reason, About.tunnel(via.tunnel().name(), null), text);
  }

  private void failed(Session session, Cause cause) {
    session.failed(cause);
    objections.ended(cause, session.tunnel().name());
  }

  private void install(Session session) {
    emit(new SignalingEvent.InstallSession(session.report()));
  }

  /** Emits a report of a session. */
  void report(Session session) {
    emit(new SignalingEvent.SessionChanged(session.report()));
  }

  void emit(SignalingEvent event) {
    round.emit(event);
  }

  /** Sends the present circuit status to the peer. */
  void sendStatus(Session session) {
    send(session, session.linkInfo());
    report(session);
  }

  // --- attempts

  /** Begins an attempt. */
  void begin(Session session, SessionRole role, CarrierSessions via) {
    stopWaiting(session);
    session.state(SessionState.IDLE);
    session.enter(role, via, newId(), random);
    byLocalId.put(session.localId(), session);
    wake(session, round.now() + via.carrier().parameters().timing().establishTimeout().toNanos());
  }

  /** Ends an attempt. This removes a session that a peer opened. */
  private void release(Session session, @Nullable Cause cause) {
    long id = session.localId();
    byLocalId.remove(id);
    cancel(session);
    session.leave();
    if (cause != null) {
      failed(session, cause);
    }
    if (!session.configured()) {
      forget(session);
      report(session);
      emit(new SignalingEvent.SessionGone(session.name(), id));
    }
  }

  /** Ends a session without a message, because its connection has ended. */
  void lost(Session session, Cause cause) {
    enter(session, SessionState.IDLE);
    release(session, cause);
  }

  /**
   * Resumes a configured pseudowire without a session: it waits for its tunnel, for the peer or for
   * the time of the next attempt, or requests a session.
   *
   * @param immediately true if an initiator requests a session now, false if it waits first
   */
  void resume(Session session, boolean immediately) {
    stopWaiting(session);
    CarrierSessions up = session.tunnel().up();
    if (up == null) {
      session.state(SessionState.WAIT_CONTROL_CONN);
    } else if (!session.initiate()) {
      session.state(SessionState.IDLE);
    } else if (immediately) {
      open(session, up);
      return;
    } else {
      retry(session, up);
    }
    report(session);
  }

  private void open(Session session, CarrierSessions up) {
    Optional<Cause> refusal = refusalAtLimit(up, null);
    int type = session.parameters().type().code();
    if (!up.carrier().peerCapabilities().contains(type)) {
      // RFC 3931 section 5.4.4 forbids the request, and the capabilities of the peer do not change
      // during the connection.
      String text = "the peer does not support pseudowire type " + type;
      failed(session, Cause.of(Reason.WRONG_PSEUDOWIRE_TYPE, text));
      session.state(SessionState.WAIT_CONTROL_CONN);
      report(session);
    } else if (refusal.isPresent()) {
      failed(session, Cause.of(refusal.get().reason(), refusal.get().text()));
      retry(session, up);
      report(session);
    } else if (!up.carrier().ready()) {
      // The time of an attempt must not be spent in the queue of a slow connection.
      session.tunnel().waiting(session, true);
      if (session.state() != SessionState.WAIT_CONTROL_CONN) {
        session.state(SessionState.WAIT_CONTROL_CONN);
        report(session);
      }
    } else {
      begin(session, SessionRole.ICRQ_SENDER, up);
      step(session, SessionEvent.OPEN);
    }
  }

  /** Requests waiting sessions, as long as the connection can send messages immediately. */
  void openWaiting(CarrierSessions up) {
    Session session = up.tunnel().firstWaiting();
    while (session != null && up.carrier().ready()) {
      resume(session, true);
      session = up.tunnel().firstWaiting();
    }
  }

  private void stopWaiting(Session session) {
    cancel(session);
    session.tunnel().waiting(session, false);
  }

  /** Waits for the next attempt. */
  private void retry(Session session, CarrierSessions up) {
    session.state(SessionState.RETRY);
    wake(session, round.now() + backoff.delay(up.carrier().parameters(), session.countFailure()));
  }

  // --- time

  private void wake(Session session, long at) {
    Alarms.Alarm alarm = session.alarm();
    if (alarm == null) {
      alarm = alarms.alarm(() -> due(session));
      session.alarm(alarm);
    }
    alarm.set(at);
  }

  private static void cancel(Session session) {
    Alarms.Alarm alarm = session.alarm();
    if (alarm != null) {
      alarm.cancel();
      session.alarm(null);
    }
  }

  private void due(Session session) {
    if (session.state().active()) {
      step(
          session,
          SessionEvent.TIMEOUT,
          Cause.of(
              Reason.NOT_ESTABLISHED_IN_TIME,
              Result.of(ResultCodes.CDN_FSM_ERROR, "not established in time")));
    } else {
      resume(session, true);
    }
  }

  /** Returns the time when something is due; {@link Alarms#NEVER} for none. */
  long deadline() {
    return alarms.next();
  }

  /** Handles everything that is due. */
  void timer() {
    alarms.run(round.now());
  }
}
