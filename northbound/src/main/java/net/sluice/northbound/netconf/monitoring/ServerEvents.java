package net.sluice.northbound.netconf.monitoring;

import net.sluice.northbound.netconf.data.Xml;
import net.sluice.northbound.netconf.data.XmlElement;

/** Notifications about the server itself (RFC 6470). */
public final class ServerEvents {
  private ServerEvents() {}

  /** Returns the notification that a session has begun. */
  public static XmlElement sessionStart(SessionInfo session) {
    return withSession(event("netconf-session-start"), session);
  }

  /** Returns the notification that a session has ended. */
  public static XmlElement sessionEnd(SessionInfo session, SessionEnd ending) {
    var event = withSession(event("netconf-session-end"), session);
    ending.killedBy().ifPresent(killer -> event.leaf("killed-by", killer));
    return event.leaf("termination-reason", ending.reason());
  }

  /**
   * Returns the notification that a session has changed running. It has no list of edits, which
   * would be as long as the commit; clients read running.
   */
  public static XmlElement configChange(SessionInfo session) {
    var event = event("netconf-config-change");
    withSession(event.child("changed-by"), session);
    return event.leaf("datastore", "running");
  }

  private static XmlElement event(String name) {
    return new XmlElement(Xml.SERVER_EVENTS, name);
  }

  private static XmlElement withSession(XmlElement element, SessionInfo session) {
    element.leaf("username", session.user()).leaf("session-id", session.id());
    return session.sourceHost().isEmpty()
        ? element
        : element.leaf("source-host", session.sourceHost());
  }
}
