package net.sluice.l2tp.protocol;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.sluice.l2tp.RemoteEndId;
import org.jspecify.annotations.Nullable;

/** The sessions of one tunnel in all its connections, and those that wait for a connection. */
final class TunnelSessions {
  private final String name;
  private final Map<RemoteEndId, Session> byEndId = new HashMap<>();

  /** The sessions to request as soon as the connection can send messages, in their order. */
  private final Set<Session> waiting = new LinkedHashSet<>();

  private @Nullable CarrierSessions up;
  private int established;
  private int serialNumber;

  /**
   * Creates an object without sessions.
   *
   * @param serialNumber Serial Number of the first call
   */
  TunnelSessions(String name, int serialNumber) {
    this.name = name;
    this.serialNumber = serialNumber;
  }

  String name() {
    return name;
  }

  /** Returns the connection for new sessions, the one established last; null if there is none. */
  @Nullable CarrierSessions up() {
    return up;
  }

  void up(@Nullable CarrierSessions carrier) {
    up = carrier;
  }

  /** Returns the Serial Number of the next call. The numbers increase (RFC 3931 section 5.4.4). */
  long nextSerialNumber() {
    return Integer.toUnsignedLong(serialNumber++);
  }

  /** Returns the number of established sessions. */
  int established() {
    return established;
  }

  /** Changes the number of established sessions. */
  void established(int change) {
    established += change;
  }

  /** Returns true if there are no sessions and no connection. */
  boolean empty() {
    return byEndId.isEmpty() && up == null;
  }

  void add(Session session) {
    byEndId.put(session.remoteEndId(), session);
  }

  /** Adds a session to those that wait to be requested, or removes it from them. */
  void waiting(Session session, boolean waits) {
    if (waits) {
      waiting.add(session);
    } else if (!waiting.isEmpty()) {
      waiting.remove(session);
    }
  }

  /** Returns the session that has waited longest; null for none. */
  @Nullable Session firstWaiting() {
    return waiting.isEmpty() ? null : waiting.iterator().next();
  }

  void remove(Session session) {
    byEndId.remove(session.remoteEndId(), session);
  }

  /** Returns the session with exactly this Remote End ID; null if there is none. */
  @Nullable Session get(RemoteEndId id) {
    return byEndId.get(id);
  }

  /** Returns a copy of all sessions, for a loop that changes them. */
  List<Session> sessions() {
    return new ArrayList<>(byEndId.values());
  }

  /**
   * Returns the session for a Remote End ID of a peer; null if there is none. A configured session
   * is also found by the other forms of its id.
   */
  @Nullable Session find(RemoteEndId id) {
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
