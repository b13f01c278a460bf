package net.sluice.l2tp.protocol;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import net.sluice.l2tp.Result;
import net.sluice.l2tp.ResultCodes;
import net.sluice.l2tp.ResultText;
import net.sluice.l2tp.signaling.Cause;
import net.sluice.l2tp.signaling.SessionReport;
import net.sluice.l2tp.signaling.SignalingEvent;
import net.sluice.l2tp.wire.ControlMessage;

/**
 * Runs {@link SessionMachine}: finds sessions, raises events, carries out actions, and decides what
 * a session does that is idle.
 */
final class SessionRunner {
  /** The part of the wait before a new attempt that is random. */
  private static final double JITTER = 0.25;

  private final RandomGenerator random;
  private final Round round;
  private final Admission admission;
  private final Backoff backoff;
  private final Alarms alarms = new Alarms();
  private final Map<String, Session> byName = new HashMap<>();
  private final Map<Long, Session> byLocalId = new HashMap<>();
  private final Map<String, TunnelSessions> tunnels = new HashMap<>();

  SessionRunner(RandomGenerator random, Round round, Admission admission) {
    this.random = random;
    this.round = round;
    this.admission = admission;
    this.backoff = new Backoff(JITTER, random);
  }

  // --- the sessions there are

  /** The session with a name, or null. */
  Session named(String name) {
    return byName.get(name);
  }

  /** The session with an id at this end, or null. */
  Session withId(long localId) {
    return byLocalId.get(localId);
  }

  /**
   * The session that a message over a connection is about: by the id at this end, else by the id at
   * the peer (RFC 3931 section 5.4.4). Null if there is none.
   */
  Session find(CarrierSessions via, long localId, long peerId) {
    if (localId == 0) {
      return via.byPeerId(peerId);
    }
    Session session = byLocalId.get(localId);
    return session != null && session.via() == via ? session : null;
  }

  /** Number of sessions that have an id. */
  int size() {
    return byLocalId.size();
  }

  /** The sessions of a tunnel, or null if it has none, not even to be. */
  TunnelSessions tunnelIfAny(String name) {
    return tunnels.get(name);
  }

  /** The sessions of a tunnel, of which there may be none yet. */
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

  /** An id that no session of this process has. */
  long newId() {
    long id;
    do {
      id = Integer.toUnsignedLong(random.nextInt());
    } while (id == 0 || byLocalId.containsKey(id));
    return id;
  }

  /** Why there can't be one more session over a connection; empty if there can. */
  Optional<Result> full(CarrierSessions via, Session replaced) {
    boolean freed = replaced != null && replaced.state().active();
    return admission.full(
        size() - (freed ? 1 : 0),
        via.size() - (freed && replaced.via() == via ? 1 : 0),
        via.carrier());
  }

  // --- events

  /** Raises an event that ends no session. */
  void step(Session session, SessionEvent event) {
    step(session, event, null, null);
  }

  /** Raises an event that ends a session by CDN, if it means anything in this state. */
  void step(Session session, SessionEvent event, Result cdn) {
    step(session, event, cdn, Cause.of(cdn));
  }

  /** The session shall go. */
  void close(Session session, Result cdn) {
    step(session, SessionEvent.CLOSE, cdn);
  }

  /** The session shall go, and the caller says what comes next. */
  void end(Session session, String why) {
    Result cdn = Result.of(ResultCodes.CDN_ADMINISTRATIVE, why);
    fire(session, SessionEvent.CLOSE, cdn, Cause.of(cdn));
  }

  /** CDN came. */
  void disconnected(Session session, Result result) {
    String text = "the peer cleared the session: " + ResultText.cdn(result);
    step(session, SessionEvent.DISCONNECTED, null, Cause.of(text, result));
  }

  /** Raises an event, tells what came of it, and has the session go on from there. */
  private void step(Session session, SessionEvent event, Result cdn, Cause cause) {
    SessionReport.State before = session.state().reported();
    if (!fire(session, event, cdn, cause)) {
      return;
    }
    if (!session.state().active()) {
      if (session.configured()) {
        rest(session, false);
      }
    } else if (session.state().reported() != before && !session.state().waitsForInstallation()) {
      report(session);
    }
  }

  /**
   * Raises an event, and leaves what comes next to the caller.
   *
   * @param cdn what a CDN says, if the event leads to one
   * @param cause what is remembered of it, if the event ends the session; null for nothing
   * @return whether it means anything in this state
   */
  boolean fire(Session session, SessionEvent event, Result cdn, Cause cause) {
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
        send(session, session.disconnect(cdn));
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

  void send(CarrierSessions via, ControlMessage message) {
    via.carrier().send(message);
  }

  private void install(Session session) {
    emit(new SignalingEvent.InstallSession(session.report()));
  }

  void report(Session session) {
    emit(new SignalingEvent.SessionChanged(session.report()));
  }

  void emit(SignalingEvent event) {
    round.emit(event);
  }

  /** Tells the peer of the circuit as it is now. */
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

  /** Ends an attempt. Of a session that a peer opened nothing is left. */
  private void release(Session session, Cause cause) {
    long id = session.localId();
    byLocalId.remove(id);
    cancel(session);
    session.leave();
    if (cause != null) {
      session.failed(cause);
    }
    if (!session.configured()) {
      forget(session);
      report(session);
      emit(new SignalingEvent.SessionGone(session.name(), id));
    }
  }

  /** The connection of a session is over: there is nobody to be told. */
  void lost(Session session, Cause cause) {
    enter(session, SessionState.IDLE);
    release(session, cause);
  }

  /**
   * What a configured pseudowire does that has no session.
   *
   * @param atOnce whether it asks for one now, if it is this end that asks; else after a wait
   */
  void rest(Session session, boolean atOnce) {
    stopWaiting(session);
    CarrierSessions up = session.tunnel().up();
    if (up == null) {
      session.state(SessionState.WAIT_CONTROL_CONN);
    } else if (!session.initiate()) {
      session.state(SessionState.IDLE);
    } else if (atOnce) {
      open(session, up);
      return;
    } else {
      retry(session, up);
    }
    report(session);
  }

  private void open(Session session, CarrierSessions up) {
    Optional<Result> full = full(up, null);
    int type = session.parameters().type().code();
    if (!up.carrier().peerCapabilities().contains(type)) {
      // Asking for it is forbidden (RFC 3931 section 5.4.4), and what the peer can do is certain
      // for as long as the connection lives.
      session.failed(Cause.of("the peer can't do pseudowire type " + type));
      session.state(SessionState.WAIT_CONTROL_CONN);
      report(session);
    } else if (full.isPresent()) {
      session.failed(Cause.of(full.get().text()));
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

  /** Asks for sessions that wait, as many as a connection can take. */
  void openWaiting(CarrierSessions up) {
    Session session = up.tunnel().firstWaiting();
    while (session != null && up.carrier().ready()) {
      rest(session, true);
      session = up.tunnel().firstWaiting();
    }
  }

  private void stopWaiting(Session session) {
    cancel(session);
    session.tunnel().waiting(session, false);
  }

  /** Waits for the next attempt: twice as long with each that failed, up to the cap. */
  private void retry(Session session, CarrierSessions up) {
    session.state(SessionState.RETRY);
    wake(session, round.now() + backoff.delay(up.carrier().parameters(), session.failure()));
  }

  // --- time

  private void wake(Session session, long at) {
    if (session.alarm() == null) {
      session.alarm(alarms.alarm(() -> due(session)));
    }
    session.alarm().set(at);
  }

  private static void cancel(Session session) {
    if (session.alarm() != null) {
      session.alarm().cancel();
      session.alarm(null);
    }
  }

  private void due(Session session) {
    if (session.state().active()) {
      step(
          session,
          SessionEvent.TIMEOUT,
          Result.of(ResultCodes.CDN_FSM_ERROR, "not established in time"));
    } else {
      rest(session, true);
    }
  }

  /** When something is due; {@link Alarms#NEVER} for never. */
  long deadline() {
    return alarms.next();
  }

  /** Does what is due. */
  void timer() {
    alarms.run(round.now());
  }
}
