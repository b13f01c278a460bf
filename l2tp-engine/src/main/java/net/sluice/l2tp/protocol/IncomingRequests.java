package net.sluice.l2tp.protocol;

import static net.sluice.l2tp.ResultCodes.CDN_FSM_ERROR;
import static net.sluice.l2tp.ResultCodes.CDN_LOST_TIE;
import static net.sluice.l2tp.ResultCodes.CDN_TEMPORARY_LACK;
import static net.sluice.l2tp.ResultCodes.CDN_UNSUPPORTED_TYPE;

import java.util.Optional;
import java.util.random.RandomGenerator;
import net.sluice.l2tp.AcceptProfile;
import net.sluice.l2tp.Result;
import net.sluice.l2tp.SessionParameters;
import net.sluice.l2tp.signaling.Cause;
import net.sluice.l2tp.signaling.Reason;
import net.sluice.l2tp.wire.ControlMessage.Call;
import net.sluice.l2tp.wire.ControlMessage.CallRequest;
import org.jspecify.annotations.Nullable;

/** Handles ICRQ and OCRQ: accepts or refuses them, and resolves ties with requests of this end. */
final class IncomingRequests {
  /** Most characters of the tunnel's name in a generated name, which may have 63 characters. */
  private static final int TUNNEL_IN_NAME = 54;

  private final SessionRunner runner;
  private final Admission admission;
  private final RandomGenerator random;

  IncomingRequests(SessionRunner runner, Admission admission, RandomGenerator random) {
    this.runner = runner;
    this.admission = admission;
    this.random = random;
  }

  /** Handles a request. */
  void received(CarrierSessions via, CallRequest request) {
    Session same = via.byPeerId(request.localSessionId());
    if (same != null) {
      Result result = Result.of(CDN_FSM_ERROR, "a second request for the session");
      runner.step(same, SessionEvent.REQUEST_AGAIN, Cause.of(Reason.OUT_OF_TURN, result));
      return;
    }
    Session session = via.tunnel().find(request.remoteEndId());
    if (session != null && session.state() == SessionState.WAIT_REPLY && session.isVia(via)) {
      if (peerWinsTie(session, request) && !acceptOrRefuse(via, request, session)) {
        runner.resume(session, false);
      }
    } else {
      acceptOrRefuse(via, request, session);
    }
  }

  /**
   * Resolves a tie: both ends have requested the session (RFC 3931 section 5.4.4). This end always
   * sends a tie breaker, so it wins if the peer sends none.
   *
   * @return true if the request of the peer is the valid one
   */
  private boolean peerWinsTie(Session session, CallRequest request) {
    int tie = session.tie(request.tieBreaker());
    if (tie > 0) {
      runner.fire(session, SessionEvent.TIE_LOST, null, null);
      return true;
    }
    String why = tie < 0 ? "the other request has the lower one" : "both are equal";
    Result result = Result.of(CDN_LOST_TIE, "tie breakers: " + why);
    Cause cause = Cause.of(Reason.LOST_TIE, result);
    refuse(session.via(), request, cause, session);
    if (tie < 0) {
      runner.fire(session, SessionEvent.TIE_WON, null, null);
    } else {
      runner.fire(session, SessionEvent.TIE_EQUAL, result, null);
      runner.resume(session, true);
    }
    return false;
  }

  /**
   * Accepts a request if possible, in place of the present session, or refuses it.
   *
   * @param present the session or the configured pseudowire of its Remote End ID; null for none
   * @return true if the request is accepted
   */
  private boolean acceptOrRefuse(
      CarrierSessions via, CallRequest request, @Nullable Session present) {
    Optional<Session> configured = Optional.ofNullable(present).filter(Session::configured);
    Optional<AcceptProfile> profile =
        configured.isPresent()
            ? Optional.empty()
            : admission.profile(request.remoteEndId(), via.carrier());
    Optional<SessionParameters> parameters =
        configured.map(Session::parameters).or(() -> profile.map(AcceptProfile::parameters));
    Optional<Cause> refusal =
        admission
            .refusalIfDraining()
            .or(() -> parameters.isEmpty() ? Optional.of(unknownEndId(request)) : Optional.empty())
            .or(() -> runner.refusalOfRequest(via, present))
            .or(() -> mismatch(parameters.orElseThrow(), request));
    Optional<Agreement> agreement = parameters.flatMap(ours -> agree(ours, request));
    if (refusal.isPresent() || agreement.isEmpty()) {
      refuse(via, request, refusal.orElse(Agreement.NONE_POSSIBLE), present);
      return false;
    }
    if (present != null) {
      runner.end(present, "the peer requested it again");
    }
    Session session = configured.orElseGet(() -> accept(via, request, profile.orElseThrow()));
    SessionRole role =
        request.call() == Call.INCOMING ? SessionRole.ICRQ_RECIPIENT : SessionRole.OCRQ_RECIPIENT;
    runner.begin(session, role, via);
    session.peerNamed(request.localSessionId());
    session.accept(request.cookie(), request.circuit(), agreement.orElseThrow());
    runner.step(session, SessionEvent.REQUEST);
    return true;
  }

  private static Optional<Agreement> agree(SessionParameters ours, CallRequest request) {
    Agreement.Wish wish = Agreement.Wish.NONE.changedBy(request.circuit());
    // After its OCRQ, the sender has no further message that could change its wish.
    return request.call() == Call.INCOMING
        ? Agreement.proposed(ours, wish)
        : Agreement.settled(ours, wish);
  }

  private Session accept(CarrierSessions via, CallRequest request, AcceptProfile profile) {
    String tunnel = via.tunnel().name();
    String prefix = tunnel.substring(0, Math.min(tunnel.length(), TUNNEL_IN_NAME));
    String name;
    do {
      name = "%s-%08x".formatted(prefix, random.nextInt());
    } while (runner.named(name) != null);
    Session session =
        Session.accepted(
            name, via.tunnel(), request.remoteEndId(), profile.parameters(), profile.name());
    runner.add(session);
    return session;
  }

  private static Cause unknownEndId(CallRequest request) {
    String text = "no pseudowire has the Remote End ID " + request.remoteEndId();
    return Cause.of(Reason.UNKNOWN_REMOTE_END_ID, Result.of(CDN_TEMPORARY_LACK, text));
  }

  private static Optional<Cause> mismatch(SessionParameters ours, CallRequest request) {
    int theirs = request.pseudowireType();
    String text = "pseudowire type %d is not this end's %d".formatted(theirs, ours.type().code());
    return theirs == ours.type().code()
        ? Optional.empty()
        : Optional.of(
            Cause.of(Reason.WRONG_PSEUDOWIRE_TYPE, Result.of(CDN_UNSUPPORTED_TYPE, text)));
  }

  /** Refuses a request. Its CDN needs an id of this end, which has no other use. */
  private void refuse(
      CarrierSessions via, CallRequest request, Cause cause, @Nullable Session present) {
    runner.refuse(via, runner.newId(), request.localSessionId(), cause, present);
  }
}
