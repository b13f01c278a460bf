package net.sluice.l2tp.protocol;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The sessions of one control connection, by their ids at the peer. */
final class CarrierSessions {
  private final Carrier carrier;
  private final TunnelSessions tunnel;
  private final Map<Long, Session> byPeerId = new HashMap<>();
  private final Admission.Share share;
  private int size;

  /**
   * Creates an object without sessions.
   *
   * @param share counts the sessions of the peer in all its connections
   */
  CarrierSessions(Carrier carrier, TunnelSessions tunnel, Admission.Share share) {
    this.carrier = carrier;
    this.tunnel = tunnel;
    this.share = share;
  }

  Carrier carrier() {
    return carrier;
  }

  TunnelSessions tunnel() {
    return tunnel;
  }

  /** Returns the number of sessions in the connection. */
  int size() {
    return size;
  }

  /** Returns the count of sessions that the peer has in all its connections. */
  Admission.Share share() {
    return share;
  }

  /** Counts a session that begins an attempt. */
  void entered() {
    size++;
    share.sessions++;
  }

  /** Removes a session whose attempt has ended. */
  void left(Session session) {
    size--;
    share.sessions--;
    byPeerId.remove(session.peerId(), session);
  }

  /** Returns the session with an id at the peer; null if there is none. */
  @Nullable Session byPeerId(long peerId) {
    return byPeerId.get(peerId);
  }

  /** Adds a session whose id at the peer has become known. */
  void named(Session session) {
    byPeerId.put(session.peerId(), session);
  }
}
