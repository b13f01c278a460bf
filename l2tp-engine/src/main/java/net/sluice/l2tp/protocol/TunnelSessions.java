package net.sluice.l2tp.protocol;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.sluice.l2tp.RemoteEndId;

/** The sessions of one tunnel, over whichever connection, and those that wait for one. */
final class TunnelSessions {
  private final String name;
  private final Map<RemoteEndId, Session> byEndId = new HashMap<>();

  /** Those that are to be asked for as soon as the connection can take it, in order. */
  private final Set<Session> waiting = new LinkedHashSet<>();

  private CarrierSessions up;
  private int established;
  private int serialNumber;

  /**
   * None.
   *
   * @param serialNumber of the first call
   */
  TunnelSessions(String name, int serialNumber) {
    this.name = name;
    this.serialNumber = serialNumber;
  }

  String name() {
    return name;
  }

  /** The connection that new sessions go over: the one established last. Null while none is. */
  CarrierSessions up() {
    return up;
  }

  void up(CarrierSessions carrier) {
    up = carrier;
  }

  /** Serial Number of the next call: they increase (RFC 3931 section 5.4.4). */
  long nextSerialNumber() {
    return Integer.toUnsignedLong(serialNumber++);
  }

  int established() {
    return established;
  }

  void established(int change) {
    established += change;
  }

  boolean empty() {
    return byEndId.isEmpty() && up == null;
  }

  void add(Session session) {
    byEndId.put(session.remoteEndId(), session);
  }

  /** A session is to be asked for when the connection can take it, or is not any more. */
  void waiting(Session session, boolean waits) {
    if (waits) {
      waiting.add(session);
    } else if (!waiting.isEmpty()) {
      waiting.remove(session);
    }
  }

  /** The session that has waited longest; null for none. */
  Session firstWaiting() {
    return waiting.isEmpty() ? null : waiting.iterator().next();
  }

  void remove(Session session) {
    byEndId.remove(session.remoteEndId(), session);
  }

  /** The session with exactly this Remote End ID, or null. */
  Session get(RemoteEndId id) {
    return byEndId.get(id);
  }

  /** All of them now, for a loop that changes them. */
  List<Session> sessions() {
    return new ArrayList<>(byEndId.values());
  }

  /**
   * The session that a peer means by a Remote End ID, or null. A configured one goes by the other
   * forms of its id as well.
   */
  Session find(RemoteEndId id) {
    Session exact = byEndId.get(id);
    if (exact != null) {
      return exact;
    }
    for (RemoteEndId form : id.otherForms()) {
      Session session = byEndId.get(form);
      if (session != null && session.configured()) {
        return session;
      }
    }
    return null;
  }
}
