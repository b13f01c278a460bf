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
import net.sluice.l2tp.wire.ControlMessage.Call;
import net.sluice.l2tp.wire.ControlMessage.CallRequest;
import net.sluice.l2tp.wire.ControlMessage.Cdn;

/** What becomes of ICRQ and OCRQ: they are taken, tied with a request of this end, or refused. */
final class IncomingRequests {
  /** Octets of the tunnel's name in a made name, which is to have 63 at most. */
  private static final int MADE_NAME_TUNNEL = 54;

  private final SessionRunner runner;
  private final Admission admission;
  private final RandomGenerator random;

  IncomingRequests(SessionRunner runner, Admission admission, RandomGenerator random) {
    this.runner = runner;
    this.admission = admission;
    this.random = random;
  }

  /** A request came. */
  void received(CarrierSessions via, CallRequest request) {
    Session same = via.byPeerId(request.localSessionId());
    if (same != null) {
      Result result = Result.of(CDN_FSM_ERROR, "a second request for the session");
      runner.step(same, SessionEvent.REQUEST_AGAIN, result);
      return;
    }
    Session session = via.tunnel().find(request.remoteEndId());
    boolean tie =
        session != null && session.state() == SessionState.WAIT_REPLY && session.via() == via;
    if (!tie) {
      judge(via, request, session);
    } else if (lost(session, request) && !judge(via, request, session)) {
      runner.rest(session, false);
    }
  }

  /**
   * Both ends have asked for the session (RFC 3931 section 5.4.4). This end always sends a tie
   * breaker: it wins if the peer sends none.
   *
   * @return whether the peer's request is the one that counts
   */
  private boolean lost(Session session, CallRequest request) {
    int tie = session.tie(request.tieBreaker());
    if (tie > 0) {
      runner.fire(session, SessionEvent.TIE_LOST, null, null);
      return true;
    }
    String why = tie < 0 ? "the other request has the lower one" : "both are equal";
    Result result = Result.of(CDN_LOST_TIE, "tie breakers: " + why);
    refuse(session.via(), request, result);
    if (tie < 0) {
      runner.fire(session, SessionEvent.TIE_WON, null, null);
    } else {
      runner.fire(session, SessionEvent.TIE_EQUAL, result, null);
      runner.rest(session, true);
    }
    return false;
  }

  /**
   * Takes a request if it is acceptable, in place of the session that is there, or refuses it.
   *
   * @param present the session or the configured pseudowire that it is for, or null
   * @return whether it is acceptable
   */
  private boolean judge(CarrierSessions via, CallRequest request, Session present) {
    boolean configured = present != null && present.configured();
    Optional<AcceptProfile> profile =
        configured ? Optional.empty() : admission.profile(request.remoteEndId(), via.carrier());
    Optional<SessionParameters> parameters =
        configured ? Optional.of(present.parameters()) : profile.map(AcceptProfile::parameters);
    Optional<Result> refusal =
        admission
            .closed()
            .or(() -> parameters.isEmpty() ? Optional.of(nobody(request)) : Optional.empty())
            .or(() -> runner.full(via, present))
            .or(() -> mismatch(parameters.orElseThrow(), request));
    Optional<Agreement> agreement = parameters.flatMap(ours -> agree(ours, request));
    if (refusal.isPresent() || agreement.isEmpty()) {
      refuse(via, request, refusal.orElse(Agreement.NONE_POSSIBLE));
      return false;
    }
    if (present != null) {
      runner.end(present, "the peer asked for it anew");
    }
    Session session = configured ? present : accept(via, request, profile.orElseThrow());
    SessionRole role =
        request.call() == Call.INCOMING ? SessionRole.ICRQ_RECIPIENT : SessionRole.OCRQ_RECIPIENT;
    runner.begin(session, role, via);
    session.peerNamed(request.localSessionId());
    session.take(request.cookie(), request.circuit(), agreement.orElseThrow());
    runner.step(session, SessionEvent.REQUEST);
    return true;
  }

  private static Optional<Agreement> agree(SessionParameters ours, CallRequest request) {
    Agreement.Wish wish = Agreement.Wish.NONE.changedBy(request.circuit());
    // The sender of OCRQ says nothing after it that could change what it wants.
    return request.call() == Call.INCOMING
        ? Agreement.proposed(ours, wish)
        : Agreement.settled(ours, wish);
  }

  private Session accept(CarrierSessions via, CallRequest request, AcceptProfile profile) {
    String tunnel = via.tunnel().name();
    String prefix = tunnel.substring(0, Math.min(tunnel.length(), MADE_NAME_TUNNEL));
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

  private static Result nobody(CallRequest request) {
    return Result.of(
        CDN_TEMPORARY_LACK, "no pseudowire has the Remote End ID " + request.remoteEndId());
  }

  private static Optional<Result> mismatch(SessionParameters ours, CallRequest request) {
    int theirs = request.pseudowireType();
    String text = "pseudowire type %d is not this end's %d".formatted(theirs, ours.type().code());
    return theirs == ours.type().code()
        ? Optional.empty()
        : Optional.of(Result.of(CDN_UNSUPPORTED_TYPE, text));
  }

  /** A request that is not accepted still gets an id of this end, which is good for nothing. */
  private void refuse(CarrierSessions via, CallRequest request, Result result) {
    runner.send(via, new Cdn(result, runner.newId(), request.localSessionId()));
  }
}
