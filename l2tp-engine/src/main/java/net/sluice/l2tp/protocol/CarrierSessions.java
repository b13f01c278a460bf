package net.sluice.l2tp.protocol;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The sessions of one control connection, by their ids at the peer. */
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

  /** Returns the number of sessions in the connection. */
  int size() {
    return size;
  }

  /** Counts a session that begins an attempt. */
  void entered() {
    size++;
  }

  /** Removes a session whose attempt has ended. */
  void left(Session session) {
    size--;
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
