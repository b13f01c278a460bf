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
 * A session as it is.
 *
 * @param name name of the configured pseudowire, or a name made for a session that a peer opened
 *     and a session profile accepted
 * @param acceptProfile name of that session profile; empty for a configured pseudowire
 * @param tunnel name of its tunnel
 * @param remoteEndId Remote End ID
 * @param state state of its state machine
 * @param parameters what it offered and asked for
 * @param tunnelId id of its tunnel at this end; 0 without one
 * @param peerTunnelId id of its tunnel at the peer
 * @param localId session id at this end; 0 while there is none
 * @param peerId session id at the peer; 0 while it is not known
 * @param transmitCookie the cookie that the peer wants
 * @param receiveCookie the cookie that this end wants
 * @param sublayer the sublayer agreed on
 * @param sequencing the sequencing agreed on
 * @param localStatus circuit status that this end told
 * @param peerStatus circuit status that the peer told
 * @param lastError why it last went down or could not come up, with the peer's own words
 * @param lastResult what the CDN said that was sent or received then; empty if there was none
 */
public record SessionReport(
    String name,
    Optional<String> acceptProfile,
    String tunnel,
    RemoteEndId remoteEndId,
    State state,
    SessionParameters parameters,
    long tunnelId,
    long peerTunnelId,
    long localId,
    long peerId,
    Cookie transmitCookie,
    Cookie receiveCookie,
    Sublayer sublayer,
    Sequencing sequencing,
    CircuitStatus localStatus,
    CircuitStatus peerStatus,
    Optional<String> lastError,
    Optional<Result> lastResult) {

  /** States of a session (RFC 3931 sections 7.3 and 7.4), and what surrounds them. */
  public enum State {
    /** This end waits for the peer to ask. */
    IDLE,
    /** It waits for its tunnel. */
    WAIT_CONTROL_CONN,
    WAIT_REPLY,
    WAIT_CONNECT,
    ESTABLISHED,
    /** It failed, and waits for the time of the next attempt. */
    RETRY
  }
}
