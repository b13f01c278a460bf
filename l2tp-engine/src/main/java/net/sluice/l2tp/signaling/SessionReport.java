package net.sluice.l2tp.signaling;

import java.util.Optional;
import net.sluice.l2tp.CircuitStatus;
import net.sluice.l2tp.Cookie;
import net.sluice.l2tp.RemoteEndId;
import net.sluice.l2tp.Result;
import net.sluice.l2tp.Sequencing;
import net.sluice.l2tp.SessionParameters;
import net.sluice.l2tp.Sublayer;

/**
 * The present state of a session.
 *
 * @param name name of the configured pseudowire, or a generated name if a peer opened the session
 *     and a session profile accepted it
 * @param acceptProfile name of that session profile; empty for a configured pseudowire
 * @param tunnel name of its tunnel
 * @param remoteEndId Remote End ID
 * @param state state of its state machine
 * @param parameters parameters that this end offers and requests
 * @param local this end
 * @param peer the other end
 * @param sublayer negotiated L2-Specific Sublayer
 * @param sequencing negotiated sequencing
 * @param last the reason why it last went down or could not come up; empty if it never did
 */
public record SessionReport(
    String name,
    Optional<String> acceptProfile,
    String tunnel,
    RemoteEndId remoteEndId,
    State state,
    SessionParameters parameters,
    End local,
    End peer,
    Sublayer sublayer,
    Sequencing sequencing,
    Optional<Cause> last) {

  /**
   * One end of a session.
   *
   * @param tunnelId Control Connection ID of its tunnel at this end; 0 if there is no tunnel
   * @param sessionId session id that this end has assigned; 0 while it has not
   * @param cookie cookie that this end expects in the data packets that it receives
   * @param circuit circuit status that this end reported last
   */
  public record End(long tunnelId, long sessionId, Cookie cookie, CircuitStatus circuit) {
    /** An end that has assigned and reported nothing. */
    public static final End NONE = new End(0, 0, Cookie.NONE, new CircuitStatus(0));
  }

  /** States of a session (RFC 3931 sections 7.3 and 7.4), and the states before an attempt. */
  public enum State {
    /** This end waits for a request of the peer. */
    IDLE,
    /** The session waits for its tunnel. */
    WAIT_CONTROL_CONN,
    WAIT_REPLY,
    WAIT_CONNECT,
    ESTABLISHED,
    /** The session failed, and waits for the time of the next attempt. */
    RETRY
  }

  /** Returns the reason in words why it last went down or could not come up. */
  public Optional<String> lastError() {
    return last.map(Cause::text);
  }

  /** Returns the result in the CDN that was sent or received then; empty if there was none. */
  public Optional<Result> lastResult() {
    return last.flatMap(Cause::result);
  }
}
