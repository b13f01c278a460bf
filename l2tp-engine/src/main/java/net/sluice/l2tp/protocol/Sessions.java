package net.sluice.l2tp.protocol;

import static net.sluice.l2tp.ResultCodes.CDN_ADMINISTRATIVE;
import static net.sluice.l2tp.ResultCodes.CDN_FSM_ERROR;
import static net.sluice.l2tp.ResultCodes.CDN_LOSS_OF_CARRIER;
import static net.sluice.l2tp.ResultCodes.ERROR_RESOURCES;
import static net.sluice.l2tp.ResultCodes.ERROR_SESSION_ID;

import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import net.sluice.l2tp.CircuitStatus;
import net.sluice.l2tp.MessageType;
import net.sluice.l2tp.Quirk;
import net.sluice.l2tp.Result;
import net.sluice.l2tp.SignaledPseudowireProfile;
import net.sluice.l2tp.signaling.Cause;
import net.sluice.l2tp.signaling.Reason;
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
import org.jspecify.annotations.Nullable;

/**
 * All sessions of an Lcce: those of configured pseudowires and those that peers open. It translates
 * inputs into events of {@link SessionMachine}.
 *
 * <p>WEN is never sent, because Linux counts no circuit errors of a pseudowire. The connection
 * counts a received WEN, and the session ignores it.
 */
final class Sessions {
  private final Admission admission = new Admission();
  private final IdentityHashMap<Carrier, CarrierSessions> carriers = new IdentityHashMap<>();
  private final SessionRunner runner;
  private final IncomingRequests requests;

  /**
   * Creates an object without sessions.
   *
   * @param random source of session ids, cookies, tie breakers and jitter
   */
  Sessions(RandomGenerator random, Round round, Objections objections) {
    runner = new SessionRunner(random, round, admission, objections);
    requests = new IncomingRequests(runner, admission, random);
  }

  // --- configuration

  /**
   * Changes the configuration. A session with changed parameters is cleared and negotiated again.
   */
  void update(SignalingUpdate update) {
    update.lcce().ifPresent(admission::lcce);
    update.accepts().ifPresent(admission::accepts);
    Map<String, Session> changed = new HashMap<>();
    update.pseudowires().forEach((name, profile) -> removeIfChanged(name, profile, changed));
    for (Optional<SignaledPseudowireProfile> profile : update.pseudowires().values()) {
      profile.ifPresent(p -> configure(p, changed.get(p.name())));
    }
  }

  /**
   * Removes a session whose pseudowire is removed or needs a new negotiation.
   *
   * @param changed receives the session that a new one replaces, by its name
   */
  private void removeIfChanged(
      String name, Optional<SignaledPseudowireProfile> profile, Map<String, Session> changed) {
    Session session = runner.named(name);
    if (session == null || profile.filter(session::fits).isPresent()) {
      return;
    }
    long id = session.localId();
    String why =
        profile.isEmpty() ? "the pseudowire is no longer configured" : "the configuration changed";
    runner.end(session, why);
    if (session.configured()) {
      runner.forget(session);
      if (profile.isEmpty()) {
        runner.emit(new SignalingEvent.SessionGone(name, id));
      } else {
        changed.put(name, session);
      }
    }
  }

  private void configure(SignaledPseudowireProfile profile, @Nullable Session before) {
    Session session = runner.named(profile.name());
    if (session == null) {
      add(profile, before);
      return;
    }
    session.profile(profile);
    if (session.state().active()) {
      circuitChanged(session);
    } else {
      runner.resume(session, true);
    }
  }

  private void add(SignaledPseudowireProfile profile, @Nullable Session before) {
    TunnelSessions tunnel = runner.tunnel(profile.tunnel());
    Session conflicting = tunnel.get(profile.remoteEndId());
    if (conflicting != null) {
      Result result = Result.of(CDN_ADMINISTRATIVE, "a pseudowire is configured for it now");
      runner.close(conflicting, Cause.of(Reason.CLEARED, result));
    }
    Session session = Session.configured(profile, tunnel);
    if (before != null) {
      session.inherit(before);
    }
    runner.add(session);
    runner.resume(session, true);
  }

  /** Clears a session. If this end initiates it, it requests the session again immediately. */
  void reset(String name) {
    Session session = runner.named(name);
    if (session == null) {
      return;
    }
    runner.end(session, "reset by the operator");
    if (session.configured()) {
      session.resetFailures();
      runner.resume(session, true);
    }
  }

  /** Handles changed circuit status at this end, by the name of the pseudowire or session. */
  void localStatus(Map<String, CircuitStatus> byName) {
    byName.forEach(
        (name, status) -> {
          Session session = runner.named(name);
          if (session != null) {
            session.circuit(status);
            circuitChanged(session);
          }
        });
  }

  /**
   * Sends the circuit status to the peer, if it has changed (RFC 4719 section 2.3.2). Before ICRP
   * or ICCN is sent, that message contains it.
   */
  private void circuitChanged(Session session) {
    if (!session.statusChanged()) {
      return;
    }
    if (session.role() == SessionRole.OCRQ_RECIPIENT
        && !session.status().active()
        && SessionMachine.table(session.role()).find(session.state(), SessionEvent.CIRCUIT_DOWN)
            != null) {
      Result result = Result.of(CDN_LOSS_OF_CARRIER, "the circuit is down");
      runner.step(session, SessionEvent.CIRCUIT_DOWN, Cause.of(Reason.CIRCUIT_DOWN, result));
      return;
    }
    switch (session.state()) {
      case WAIT_CONNECT, WAIT_CHANGE, WAIT_CS_ANSWER, ESTABLISHED -> runner.sendStatus(session);
      default -> {}
    }
  }

  // --- connections

  /** Handles an established connection: requests the sessions that wait for it. */
  void connectionUp(Carrier carrier) {
    TunnelSessions tunnel = runner.tunnel(carrier.tunnel());
    CarrierSessions via = new CarrierSessions(carrier, tunnel, admission.join(carrier));
    carriers.put(carrier, via);
    tunnel.up(via);
    for (Session session : tunnel.sessions()) {
      if (!session.state().active()) {
        session.resetFailures();
        runner.resume(session, true);
      }
    }
  }

  /**
   * Handles the end of a connection, which ends its sessions. If another connection of the tunnel
   * has replaced it, they are requested there.
   */
  void connectionDown(Carrier carrier, Optional<Cause> reason) {
    CarrierSessions gone = carriers.remove(carrier);
    if (gone == null) {
      return;
    }
    TunnelSessions tunnel = gone.tunnel();
    admission.leave(gone.share());
    Cause cause =
        Cause.of(
            Reason.CONNECTION_LOST,
            reason.map(Cause::text).orElse("the control connection is closed"));
    if (tunnel.up() == gone) {
      tunnel.up(null);
    }
    for (Session session : tunnel.sessions()) {
      boolean active = session.state().active();
      if (active && session.isVia(gone)) {
        runner.lost(session, cause);
      }
      if (session.configured() && !session.state().active() && (active || tunnel.up() == null)) {
        runner.resume(session, true);
      }
    }
    runner.dropIfEmpty(tunnel);
  }

  /** Requests waiting sessions, because a connection can send messages immediately again. */
  void ready(Carrier carrier) {
    CarrierSessions via = carriers.get(carrier);
    if (via != null && via == via.tunnel().up()) {
      runner.openWaiting(via);
    }
  }

  // --- data plane

  /** Handles that the data plane has installed sessions, given by their local ids. */
  void installed(Collection<Long> ids) {
    for (long id : ids) {
      Session session = runner.withId(id);
      if (session != null) {
        runner.step(session, SessionEvent.INSTALLED);
      }
    }
  }

  /** Handles that the data plane can not install a session. */
  void refused(long id, String reason) {
    Session session = runner.withId(id);
    if (session != null) {
      runner.close(session, Cause.of(Reason.DATA_PLANE, Result.error(ERROR_RESOURCES, reason)));
    }
  }

  // --- time

  /** Returns the time of the next call of {@link #timer}; {@link Alarms#NEVER} for none. */
  long deadline() {
    return runner.deadline();
  }

  /** Handles everything that is due. */
  void timer() {
    runner.timer();
  }

  // --- state

  /** Returns the number of established sessions of a tunnel. */
  int established(String tunnel) {
    TunnelSessions sessions = runner.tunnelIfAny(tunnel);
    return sessions == null ? 0 : sessions.established();
  }

  /** Returns the number of sessions that have an id, established or not yet. */
  int size() {
    return runner.size();
  }

  /** Returns the number of requests of peers that were refused because of a limit. */
  long refusals() {
    return admission.refusals();
  }

  // --- messages

  /** Handles a message about a session in an established connection. */
  void received(Carrier carrier, ControlMessage.OfSession message) {
    CarrierSessions via = carriers.get(carrier);
    if (via == null) {
      return;
    }
    if (message instanceof CallRequest request) {
      requests.received(via, request);
      return;
    }
    Session found = runner.find(via, message.remoteSessionId(), message.localSessionId());
    Session session = message instanceof Cdn ? found : ownerOf(via, found, message);
    if (session != null) {
      received(session, message);
    } else if (message instanceof Cdn) {
      runner.drop(via, Reason.UNKNOWN_SESSION, "a CDN for no session");
    }
  }

  private void received(Session session, ControlMessage.OfSession message) {
    switch (message) {
      case CallRequest request -> throw new IllegalArgumentException(request.toString());
      case Cdn cdn -> runner.disconnected(session, cdn.result());
      case CallReply reply -> replied(session, reply);
      case CallConnected connected -> connected(session, connected);
      case Sli sli -> sli.circuitStatus().ifPresent(status -> linkInfo(session, status));
      case Wen wen -> {}
    }
  }

  /**
   * Returns the session if the two ids of a message belong to it; null if the message belongs to no
   * session, or its ids belong to two. In these cases it sends a CDN, unless the peer's id is that
   * of an intact session. Of the messages without a session only ICRP and OCRP are answered (state
   * idle of RFC 3931 sections 7.3.2 and 7.4.2): the others may have crossed a CDN.
   */
  private @Nullable Session ownerOf(
      CarrierSessions via, @Nullable Session session, ControlMessage.OfSession message) {
    long peerId = message.localSessionId();
    if (session != null && (session.peerId() == 0 || peerId == 0 || session.peerId() == peerId)) {
      return session;
    }
    boolean answered = session != null || message instanceof CallReply;
    if (answered && peerId != 0 && via.byPeerId(peerId) == null) {
      Result result = Result.error(ERROR_SESSION_ID, "the Remote Session ID is another session's");
      Cause cause = Cause.of(Reason.WRONG_SESSION_ID, result);
      runner.refuse(via, message.remoteSessionId(), peerId, cause, session);
    } else {
      runner.drop(via, Reason.UNKNOWN_SESSION, message.type() + " for no session");
    }
    return null;
  }

  /** Handles ICRP or OCRP. */
  private void replied(Session session, CallReply reply) {
    boolean named = session.peerNamed(reply.localSessionId());
    if (session.state() != SessionState.WAIT_REPLY || reply.call() == Call.OUTGOING) {
      runner.step(session, SessionEvent.BAD_REPLY, unexpected(reply));
      return;
    }
    if (!named) {
      String why = "the Local Session ID is another session's";
      Result result = Result.error(ERROR_SESSION_ID, why);
      runner.step(session, SessionEvent.BAD_REPLY, Cause.of(Reason.WRONG_SESSION_ID, result));
      return;
    }
    Optional<Agreement> agreement =
        Agreement.settled(session.parameters(), session.wish(reply.circuit()));
    if (agreement.isEmpty()) {
      runner.step(session, SessionEvent.BAD_REPLY, Agreement.NONE_POSSIBLE);
    } else {
      session.accept(reply.cookie(), reply.circuit(), agreement.get());
      runner.step(session, SessionEvent.REPLY);
    }
  }

  /** Handles ICCN or OCCN. */
  private void connected(Session session, CallConnected connected) {
    if (session.state() == SessionState.WAIT_CONNECT && connected.call() == Call.INCOMING) {
      connect(session, connected.circuit());
    } else if (connectedEarly(session)) {
      connected.circuit().circuitStatus().ifPresent(status -> peerStatus(session, status));
    } else {
      runner.step(session, SessionEvent.BAD_CONNECTED, unexpected(connected));
    }
  }

  private static Cause unexpected(ControlMessage message) {
    return Cause.of(
        Reason.OUT_OF_TURN, Result.of(CDN_FSM_ERROR, message.type() + " in the wrong state"));
  }

  private void connect(Session session, Circuit circuit) {
    Optional<Agreement> agreement = Agreement.settled(session.parameters(), session.wish(circuit));
    if (agreement.isEmpty()) {
      runner.step(session, SessionEvent.BAD_CONNECTED, Agreement.NONE_POSSIBLE);
      return;
    }
    boolean same = agreement.get().equals(session.agreement());
    session.accept(circuit, agreement.get());
    runner.step(session, same ? SessionEvent.CONNECTED : SessionEvent.CONNECTED_OTHERWISE);
  }

  /** Returns true if an SLI counted as the ICCN, which may still come. */
  private static boolean connectedEarly(Session session) {
    return mayConnectEarly(session)
        && session.role() == SessionRole.ICRQ_RECIPIENT
        && (session.state() == SessionState.ESTABLISHED
            || session.state() == SessionState.WAIT_CHANGE);
  }

  private static boolean mayConnectEarly(Session session) {
    return session.via().carrier().parameters().quirks().contains(Quirk.SLI_BEFORE_ICCN);
  }

  /** Handles SLI, which may come before ICRP or ICCN (RFC 4719 section 2.3.2). */
  private void linkInfo(Session session, CircuitStatus status) {
    peerStatus(session, status);
    if (session.state() == SessionState.WAIT_CONNECT && mayConnectEarly(session)) {
      connect(session, Circuit.NONE);
    }
  }

  private void peerStatus(Session session, CircuitStatus status) {
    if (session.peerStatus(status)) {
      runner.report(session);
    }
  }

  /** Handles a message with an error that clears its session. */
  void rejected(Carrier carrier, Decoded.Rejected message) {
    CarrierSessions via = carriers.get(carrier);
    if (via == null) {
      return;
    }
    long peerId = message.localSessionId();
    Session session = runner.find(via, message.remoteSessionId(), peerId);
    if (message.type() == MessageType.CDN) {
      if (session != null) {
        runner.disconnected(session, message.result());
      }
    } else if (session != null) {
      session.peerNamed(peerId);
      runner.close(session, Cause.of(Reason.MALFORMED_MESSAGE, message.result()));
    } else if (peerId != 0) {
      Cause cause = Cause.of(Reason.MALFORMED_MESSAGE, message.result());
      runner.refuse(via, runner.newId(), peerId, cause, null);
    } else {
      runner.drop(via, Reason.UNKNOWN_SESSION, message.type() + " for no session");
    }
  }
}
