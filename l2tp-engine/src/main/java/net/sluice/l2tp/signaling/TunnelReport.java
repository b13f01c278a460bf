package net.sluice.l2tp.signaling;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import net.sluice.l2tp.Result;

/**
 * The present state of a tunnel and its control connection.
 *
 * @param name name of the configured tunnel, or a generated name if a peer opened it
 * @param configured true for a configured tunnel
 * @param keepalive true if the ids are configured, and the control connection only checks that the
 *     peer is alive
 * @param peerProfile name of the peer profile that accepted it; empty for a configured tunnel
 * @param state state of its state machine
 * @param local this end
 * @param peer the other end, as far as known
 * @param sessions number of its established sessions when this was reported
 * @param last the reason why it last went down or could not come up; empty if it never did
 */
public record TunnelReport(
    String name,
    boolean configured,
    boolean keepalive,
    Optional<String> peerProfile,
    State state,
    Local local,
    Peer peer,
    int sessions,
    Optional<Cause> last) {

  /**
   * This end of a control connection.
   *
   * @param id Control Connection ID; 0 while there is none
   * @param address address and port; empty while there is no socket
   */
  public record Local(long id, Optional<InetSocketAddress> address) {
    /** No control connection. */
    public static final Local NONE = new Local(0, Optional.empty());
  }

  /**
   * The peer of a control connection.
   *
   * @param id Control Connection ID; 0 while it is not known
   * @param address address and port as last known
   * @param hostName Host Name; empty while it is not known
   * @param routerId Router ID; 0 while it is not known
   * @param vendor Vendor Name; empty if it is not known
   * @param capabilities numbers of the pseudowire types that it supports
   * @param window Receive Window Size, in messages; 0 while it is not known
   */
  public record Peer(
      long id,
      InetSocketAddress address,
      String hostName,
      long routerId,
      String vendor,
      List<Integer> capabilities,
      int window) {

    /** Returns a peer of which only the address is known. */
    public static Peer at(InetSocketAddress address) {
      return new Peer(0, address, "", 0, "", List.of(), 0);
    }
  }

  /** States of a control connection (RFC 3931 section 7.2), and the states around an attempt. */
  public enum State {
    /** This end waits for the peer, or is switched off. */
    IDLE,
    WAIT_CTL_REPLY,
    WAIT_CTL_CONN,
    ESTABLISHED,
    /** StopCCN was sent, and waits for its acknowledgement. */
    CLOSING,
    /** The connection failed, and waits for the time of the next attempt. */
    RETRY
  }

  /** Returns the reason in words why it last went down or could not come up. */
  public Optional<String> lastError() {
    return last.map(Cause::text);
  }

  /** Returns the result in the StopCCN that was sent or received then; empty if there was none. */
  public Optional<Result> lastResult() {
    return last.flatMap(Cause::result);
  }

  /** Returns this report with another number of established sessions. */
  public TunnelReport withSessions(int number) {
    return new TunnelReport(
        name, configured, keepalive, peerProfile, state, local, peer, number, last);
  }
}
