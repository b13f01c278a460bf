package net.sluice.l2tp.protocol;

import java.util.HashMap;
import java.util.Map;

/** The sessions over one control connection, by what the peer calls them. */
final class CarrierSessions {
  private final Carrier carrier;
  private final TunnelSessions tunnel;
  private final Map<Long, Session> byPeerId = new HashMap<>();
  private int size;

  CarrierSessions(Carrier carrier, TunnelSessions tunnel) {
    this.carrier = carrier;
    this.tunnel = tunnel;
  }

  Carrier carrier() {
    return carrier;
  }

  TunnelSessions tunnel() {
    return tunnel;
  }

  /** Number of sessions in it. */
  int size() {
    return size;
  }

  void entered() {
    size++;
  }

  void left(Session session) {
    size--;
    byPeerId.remove(session.peerId(), session);
  }

  /** The session with an id at the peer, or null. */
  Session byPeerId(long peerId) {
    return byPeerId.get(peerId);
  }

  /** A session's id at the peer is known now. */
  void named(Session session) {
    byPeerId.put(session.peerId(), session);
  }
}
