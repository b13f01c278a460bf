package net.sluice.l2tp.protocol;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The state machines of sessions as tables (RFC 3931 sections 7.3 and 7.4). What the RFC calls idle
 * is three states here: a session that shall be waits for its tunnel, for the time of its next
 * attempt, or for the peer. And where the RFC has a call answered or placed, this has the session
 * installed by the data plane.
 *
 * <p>There is no sender of OCRQ: an Ethernet pseudowire is asked for by ICRQ (RFC 4719 section
 * 2.2). The peer may do as it likes.
 */
final class SessionMachine {

  /** A row: what an event in a state does, and the section of RFC 3931 that says so. */
  record Row(
      SessionRole role,
      SessionState state,
      SessionEvent event,
      SessionAction action,
      SessionState next,
      String section) {}

  private static final Map<SessionRole, Map<SessionState, Map<SessionEvent, Row>>> TABLES =
      new EnumMap<>(SessionRole.class);

  static {
    Table sender = new Table(SessionRole.ICRQ_SENDER, "7.3.1");
    for (SessionState state :
        List.of(SessionState.IDLE, SessionState.WAIT_CONTROL_CONN, SessionState.RETRY)) {
      sender.row(state, SessionEvent.OPEN, SessionAction.SEND_REQUEST, SessionState.WAIT_REPLY);
    }
    sender
        .row(
            SessionState.WAIT_REPLY,
            SessionEvent.REPLY,
            SessionAction.INSTALL,
            SessionState.WAIT_INSTALL)
        .row(
            SessionState.WAIT_REPLY,
            SessionEvent.BAD_REPLY,
            SessionAction.DISCONNECT,
            SessionState.IDLE)
        .row(
            SessionState.WAIT_REPLY,
            SessionEvent.TIE_LOST,
            SessionAction.CLEAN_UP,
            SessionState.IDLE)
        .row(
            SessionState.WAIT_REPLY,
            SessionEvent.TIE_WON,
            SessionAction.STAY,
            SessionState.WAIT_REPLY)
        .row(
            SessionState.WAIT_REPLY,
            SessionEvent.TIE_EQUAL,
            SessionAction.DISCONNECT,
            SessionState.IDLE,
            "5.4.4")
        .row(
            SessionState.WAIT_REPLY,
            SessionEvent.DISCONNECTED,
            SessionAction.CLEAN_UP,
            SessionState.IDLE)
        .row(
            SessionState.WAIT_REPLY,
            SessionEvent.CONNECTED,
            SessionAction.CLEAN_UP,
            SessionState.IDLE)
        .row(
            SessionState.WAIT_REPLY,
            SessionEvent.BAD_CONNECTED,
            SessionAction.CLEAN_UP,
            SessionState.IDLE)
        .local(SessionState.WAIT_REPLY)
        .row(
            SessionState.WAIT_INSTALL,
            SessionEvent.INSTALLED,
            SessionAction.SEND_CONNECTED,
            SessionState.ESTABLISHED)
        .peer(SessionState.WAIT_INSTALL)
        .local(SessionState.WAIT_INSTALL)
        .peer(SessionState.ESTABLISHED)
        .local(SessionState.ESTABLISHED);

    Table recipient = new Table(SessionRole.ICRQ_RECIPIENT, "7.3.2");
    recipient
        .row(SessionState.IDLE, SessionEvent.REQUEST, SessionAction.INSTALL, SessionState.PREPARE)
        .row(
            SessionState.PREPARE,
            SessionEvent.INSTALLED,
            SessionAction.SEND_REPLY,
            SessionState.WAIT_CONNECT)
        .peer(SessionState.PREPARE)
        .local(SessionState.PREPARE)
        .peer(SessionState.WAIT_CONNECT)
        .row(
            SessionState.WAIT_CONNECT,
            SessionEvent.CONNECTED,
            SessionAction.CONNECT,
            SessionState.ESTABLISHED)
        .row(
            SessionState.WAIT_CONNECT,
            SessionEvent.CONNECTED_OTHERWISE,
            SessionAction.INSTALL,
            SessionState.WAIT_CHANGE)
        .local(SessionState.WAIT_CONNECT)
        .row(
            SessionState.WAIT_CHANGE,
            SessionEvent.INSTALLED,
            SessionAction.CONNECT,
            SessionState.ESTABLISHED)
        .peer(SessionState.WAIT_CHANGE)
        .local(SessionState.WAIT_CHANGE)
        .peer(SessionState.ESTABLISHED)
        .local(SessionState.ESTABLISHED);

    Table outgoing = new Table(SessionRole.OCRQ_RECIPIENT, "7.4.2");
    outgoing
        .row(
            SessionState.IDLE,
            SessionEvent.REQUEST,
            SessionAction.SEND_REPLY_AND_INSTALL,
            SessionState.WAIT_CS_ANSWER)
        .row(
            SessionState.WAIT_CS_ANSWER,
            SessionEvent.INSTALLED,
            SessionAction.SEND_CONNECTED,
            SessionState.ESTABLISHED)
        .peer(SessionState.WAIT_CS_ANSWER)
        .local(SessionState.WAIT_CS_ANSWER)
        .row(
            SessionState.WAIT_CS_ANSWER,
            SessionEvent.CIRCUIT_DOWN,
            SessionAction.DISCONNECT,
            SessionState.IDLE)
        .peer(SessionState.ESTABLISHED)
        .local(SessionState.ESTABLISHED)
        .row(
            SessionState.ESTABLISHED,
            SessionEvent.CIRCUIT_DOWN,
            SessionAction.DISCONNECT,
            SessionState.IDLE);
  }

  private SessionMachine() {}

  /** The row for an event, or null if the event means nothing in that state. */
  static Row row(SessionRole role, SessionState state, SessionEvent event) {
    Map<SessionEvent, Row> rows = TABLES.get(role).get(state);
    return rows == null ? null : rows.get(event);
  }

  /** All rows. */
  static List<Row> rows() {
    return TABLES.values().stream()
        .flatMap(table -> table.values().stream())
        .flatMap(rows -> rows.values().stream())
        .toList();
  }

  private record Table(SessionRole role, String section) {
    Table row(SessionState state, SessionEvent event, SessionAction action, SessionState next) {
      return row(state, event, action, next, section);
    }

    Table row(
        SessionState state,
        SessionEvent event,
        SessionAction action,
        SessionState next,
        String source) {
      TABLES
          .computeIfAbsent(role, r -> new EnumMap<>(SessionState.class))
          .computeIfAbsent(state, s -> new EnumMap<>(SessionEvent.class))
          .put(event, new Row(role, state, event, action, next, source));
      return this;
    }

    /** A request, reply or connected out of turn ends the session, and so does CDN. */
    Table peer(SessionState state) {
      for (SessionEvent event :
          List.of(
              SessionEvent.REQUEST_AGAIN,
              SessionEvent.REPLY,
              SessionEvent.BAD_REPLY,
              SessionEvent.CONNECTED,
              SessionEvent.CONNECTED_OTHERWISE,
              SessionEvent.BAD_CONNECTED)) {
        row(state, event, SessionAction.DISCONNECT, SessionState.IDLE);
      }
      return row(state, SessionEvent.DISCONNECTED, SessionAction.CLEAN_UP, SessionState.IDLE);
    }

    /** "Local close request"; a session not established in time is one (section 7.3). */
    Table local(SessionState state) {
      if (state != SessionState.ESTABLISHED) {
        row(state, SessionEvent.TIMEOUT, SessionAction.DISCONNECT, SessionState.IDLE);
      }
      return row(state, SessionEvent.CLOSE, SessionAction.DISCONNECT, SessionState.IDLE);
    }
  }
}
