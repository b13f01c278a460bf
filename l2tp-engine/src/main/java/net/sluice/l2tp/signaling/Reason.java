package net.sluice.l2tp.signaling;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The reasons to drop a datagram, to refuse a request, or to end a control connection or a session.
 * Each has a counter of its own. A path that drops, refuses or ends something needs one of them:
 * {@link Cause} and {@link Refusal} contain it.
 */
public enum Reason {
  // --- A datagram is dropped.
  BAD_HEADER(Effect.DROP, true),
  BAD_STRUCTURE(Effect.DROP, true),
  /** The Message Digest is missing or wrong: the ends have different secrets. */
  BAD_DIGEST(Effect.DROP, true),
  UNKNOWN_CONNECTION(Effect.DROP, true),
  WRONG_SOURCE(Effect.DROP, true),
  UNKNOWN_MESSAGE(Effect.DROP, true),
  INVALID_NR(Effect.DROP, true),
  BEYOND_WINDOW(Effect.DROP, true),
  /** The peer does not acknowledge the answers. */
  QUEUE_FULL(Effect.DROP, true),
  RATE_LIMIT(Effect.DROP, true),
  HALF_OPEN_LIMIT(Effect.DROP, true),
  HALF_OPEN_PREFIX_LIMIT(Effect.DROP, true),
  /** The answer would have more than three times the length of the request. */
  SHORT_REQUEST(Effect.DROP, true),
  /** The datagram arrived while its socket was being closed. */
  CLOSED_SOCKET(Effect.DROP, false),
  /** The message may have crossed the CDN that ended its session. */
  UNKNOWN_SESSION(Effect.DROP, false),
  EQUAL_TIE_BREAKER(Effect.DROP, false),

  // --- A control connection is refused or ended.
  UNKNOWN_PEER(Effect.REFUSE, true),
  /** The profile of the peer says so. */
  REFUSED_PEER(Effect.REFUSE, true),
  WRONG_ENCAPSULATION(Effect.REFUSE, true),
  WRONG_LOCAL_ADDRESS(Effect.REFUSE, true),
  WRONG_HOST_NAME(Effect.REFUSE, true),
  /** The peer requires authentication, and this end has no secret. */
  NO_SECRET(Effect.REFUSE, true),
  UNSUPPORTED_VERSION(Effect.REFUSE, true),
  TUNNEL_LIMIT(Effect.REFUSE, true),
  SOCKET_LIMIT(Effect.REFUSE, true),
  /** The socket could not be opened or connected. */
  NO_SOCKET(Effect.REFUSE, true),
  NO_ANSWER(Effect.REFUSE, true),
  SHUTTING_DOWN(Effect.REFUSE, false),

  // --- A session is refused or ended.
  UNKNOWN_REMOTE_END_ID(Effect.REFUSE, true),
  WRONG_PSEUDOWIRE_TYPE(Effect.REFUSE, true),
  WRONG_SUBLAYER(Effect.REFUSE, true),
  SESSION_LIMIT(Effect.REFUSE, true),
  SESSION_RATE_LIMIT(Effect.REFUSE, true),
  WRONG_SESSION_ID(Effect.REFUSE, true),
  /** The circuit of this end is down, which is shown there. */
  CIRCUIT_DOWN(Effect.REFUSE, false),
  /** The control connection ended, which is shown there. */
  CONNECTION_LOST(Effect.REFUSE, true),

  // --- Either is refused or ended.
  MALFORMED_MESSAGE(Effect.REFUSE, true),
  /** A valid message in a state that does not permit it. */
  OUT_OF_TURN(Effect.REFUSE, true),
  NOT_ESTABLISHED_IN_TIME(Effect.REFUSE, true),
  DRAINING(Effect.REFUSE, true),
  /** The data plane of this end can not carry it. */
  DATA_PLANE(Effect.REFUSE, true),
  /** The peer sent StopCCN or CDN. */
  CLEARED_BY_PEER(Effect.REFUSE, true),
  /** Both ends asked, and the request of the other end is the valid one. */
  LOST_TIE(Effect.REFUSE, false),
  /** The operator, a commit or a newer request of the peer ended it. */
  CLEARED(Effect.REFUSE, false);

  /** The effect on the peer. */
  public enum Effect {
    /** The peer gets no answer. */
    DROP,
    /** The peer gets StopCCN or CDN if there is a message to it. */
    REFUSE
  }

  private final Effect effect;
  private final boolean reported;

  Reason(Effect effect, boolean reported) {
    this.effect = effect;
    this.reported = reported;
  }

  public Effect effect() {
    return effect;
  }

  /**
   * Returns true if an occurrence is an event; false if it is normal, or if it is shown elsewhere,
   * so that it is only counted.
   */
  public boolean isReported() {
    return reported;
  }

  /** Returns the name in YANG and JSON. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Returns the reasons with an effect. */
  public static List<Reason> with(Effect effect) {
    return Arrays.stream(values()).filter(reason -> reason.effect == effect).toList();
  }
}
