package net.sluice.l2tp.signaling;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import net.sluice.l2tp.Result;

/**
 * A control connection as it is.
 *
 * @param name name of the configured tunnel, or a name made for one that a peer opened
 * @param configured whether it is a configured tunnel
 * @param keepalive whether its ids are set by hand, and it only asks whether the peer is alive
 * @param peerProfile name of the peer profile that let it in, if one did
 * @param state state of its state machine
 * @param localId Control Connection ID at this end; 0 while there is none
 * @param peerId Control Connection ID at the peer; 0 while it is not known
 * @param local address and port of this end, once there is a socket
 * @param peer address and port of the peer as last known
 * @param peerHostName Host Name of the peer; empty while not known
 * @param peerRouterId Router ID of the peer; 0 while not known
 * @param peerVendor Vendor Name of the peer; empty where not known
 * @param peerCapabilities pseudowire types that the peer can do, by number
 * @param peerWindow Receive Window Size of the peer
 * @param sessions number of sessions in it that were established when this was reported
 * @param lastError why it last went down or could not come up, with the peer's own words
 * @param lastResult what the StopCCN said that was sent or received then; empty if there was none
 */
public record TunnelReport(
    String name,
    boolean configured,
    boolean keepalive,
    Optional<String> peerProfile,
    State state,
    long localId,
    long peerId,
    Optional<InetSocketAddress> local,
    InetSocketAddress peer,
    String peerHostName,
    long peerRouterId,
    String peerVendor,
    List<Integer> peerCapabilities,
    int peerWindow,
    int sessions,
    Optional<String> lastError,
    Optional<Result> lastResult) {

  /** States of a control connection (RFC 3931 section 7.2), and what surrounds them. */
  public enum State {
    /** Nothing goes on: this end waits for the peer, or is switched off. */
    IDLE,
    WAIT_CTL_REPLY,
    WAIT_CTL_CONN,
    ESTABLISHED,
    /** StopCCN was sent; it waits for its acknowledgement. */
    CLOSING,
    /** It failed, and waits for the time of the next attempt. */
    RETRY
  }

  /** The same with another number of established sessions. */
  public TunnelReport withSessions(int number) {
    return new TunnelReport(
        name,
        configured,
        keepalive,
        peerProfile,
        state,
        localId,
        peerId,
        local,
        peer,
        peerHostName,
        peerRouterId,
        peerVendor,
        peerCapabilities,
        peerWindow,
        number,
        lastError,
        lastResult);
  }
}
