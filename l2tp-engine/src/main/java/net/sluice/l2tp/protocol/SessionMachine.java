package net.sluice.l2tp.protocol;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import net.sluice.l2tp.signaling.SessionReport;

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

  /** Which of the tables holds. */
  enum Role {
    ICRQ_SENDER,
    ICRQ_RECIPIENT,
    OCRQ_RECIPIENT
  }

  /** States. */
  enum State {
    IDLE(SessionReport.State.IDLE),
    WAIT_CONTROL_CONN(SessionReport.State.WAIT_CONTROL_CONN),
    RETRY(SessionReport.State.RETRY),
    /** ICRQ sent. */
    WAIT_REPLY(SessionReport.State.WAIT_REPLY),
    /** ICRP received; ICCN waits for the data plane. */
    WAIT_INSTALL(SessionReport.State.WAIT_REPLY),
    /** ICRQ received; ICRP waits for the data plane. */
    PREPARE(SessionReport.State.WAIT_CONNECT),
    /** ICRP sent. */
    WAIT_CONNECT(SessionReport.State.WAIT_CONNECT),
    /** ICCN received, which changed what is agreed on: it waits for the data plane again. */
    WAIT_CHANGE(SessionReport.State.WAIT_CONNECT),
    /** OCRP sent; OCCN waits for the data plane. */
    WAIT_CS_ANSWER(SessionReport.State.WAIT_CONNECT),
    ESTABLISHED(SessionReport.State.ESTABLISHED);

    private final SessionReport.State reported;

    State(SessionReport.State reported) {
      this.reported = reported;
    }

    /** What it is to who looks from outside. */
    SessionReport.State reported() {
      return reported;
    }

    /** Whether the data plane was asked to install it, and told all that there is to tell. */
    boolean waitsForInstallation() {
      return switch (this) {
        case WAIT_INSTALL, PREPARE, WAIT_CHANGE, WAIT_CS_ANSWER -> true;
        default -> false;
      };
    }

    /** Whether a session in it has an id, and a connection. */
    boolean active() {
      return switch (this) {
        case IDLE, WAIT_CONTROL_CONN, RETRY -> false;
        default -> true;
      };
    }
  }

  /** Events. Messages are judged first: which of two events one is depends on its content. */
  enum Event {
    /** The control connection is there, and it is time. */
    OPEN,
    /** An acceptable ICRQ or OCRQ for a session that is idle. */
    REQUEST,
    /** An ICRQ or OCRQ that has the peer's id of this very session. */
    REQUEST_AGAIN,
    /** An ICRQ or OCRQ for what this end has asked for as well. */
    TIE_LOST,
    TIE_WON,
    TIE_EQUAL,
    /** An acceptable ICRP. */
    REPLY,
    /** ICRP that is not acceptable, or OCRP. */
    BAD_REPLY,
    /** An acceptable ICCN. */
    CONNECTED,
    /** An acceptable ICCN after which the data plane must change something. */
    CONNECTED_OTHERWISE,
    /** ICCN that is not acceptable, or OCCN. */
    BAD_CONNECTED,
    DISCONNECTED,
    INSTALLED,
    /** The session shall go: the operator, the configuration or the data plane wants it. */
    CLOSE,
    TIMEOUT,
    /** The circuit at this end is down. */
    CIRCUIT_DOWN
  }

  /** Actions. */
  enum Action {
    SEND_REQUEST,
    /** Have it installed. */
    INSTALL,
    /** OCRP, then have it installed. */
    SEND_REPLY_AND_INSTALL,
    SEND_REPLY,
    SEND_CONNECTED,
    /** Nothing but being established. */
    CONNECT,
    /** Nothing here: who raised the event refuses the peer's session. */
    STAY,
    /** CDN, then clean up. */
    DISCONNECT,
    CLEAN_UP
  }

  /** A row: what an event in a state does, and the section of RFC 3931 that says so. */
  record Row(Role role, State state, Event event, Action action, State next, String section) {}

  private static final Map<Role, Map<State, Map<Event, Row>>> TABLES = new EnumMap<>(Role.class);

  static {
    Table sender = new Table(Role.ICRQ_SENDER, "7.3.1");
    for (State state : List.of(State.IDLE, State.WAIT_CONTROL_CONN, State.RETRY)) {
      sender.row(state, Event.OPEN, Action.SEND_REQUEST, State.WAIT_REPLY);
    }
    sender
        .row(State.WAIT_REPLY, Event.REPLY, Action.INSTALL, State.WAIT_INSTALL)
        .row(State.WAIT_REPLY, Event.BAD_REPLY, Action.DISCONNECT, State.IDLE)
        .row(State.WAIT_REPLY, Event.TIE_LOST, Action.CLEAN_UP, State.IDLE)
        .row(State.WAIT_REPLY, Event.TIE_WON, Action.STAY, State.WAIT_REPLY)
        .row(State.WAIT_REPLY, Event.TIE_EQUAL, Action.DISCONNECT, State.IDLE, "5.4.4")
        .row(State.WAIT_REPLY, Event.DISCONNECTED, Action.CLEAN_UP, State.IDLE)
        .row(State.WAIT_REPLY, Event.CONNECTED, Action.CLEAN_UP, State.IDLE)
        .row(State.WAIT_REPLY, Event.BAD_CONNECTED, Action.CLEAN_UP, State.IDLE)
        .local(State.WAIT_REPLY)
        .row(State.WAIT_INSTALL, Event.INSTALLED, Action.SEND_CONNECTED, State.ESTABLISHED)
        .peer(State.WAIT_INSTALL)
        .local(State.WAIT_INSTALL)
        .peer(State.ESTABLISHED)
        .local(State.ESTABLISHED);

    Table recipient = new Table(Role.ICRQ_RECIPIENT, "7.3.2");
    recipient
        .row(State.IDLE, Event.REQUEST, Action.INSTALL, State.PREPARE)
        .row(State.PREPARE, Event.INSTALLED, Action.SEND_REPLY, State.WAIT_CONNECT)
        .peer(State.PREPARE)
        .local(State.PREPARE)
        .peer(State.WAIT_CONNECT)
        .row(State.WAIT_CONNECT, Event.CONNECTED, Action.CONNECT, State.ESTABLISHED)
        .row(State.WAIT_CONNECT, Event.CONNECTED_OTHERWISE, Action.INSTALL, State.WAIT_CHANGE)
        .local(State.WAIT_CONNECT)
        .row(State.WAIT_CHANGE, Event.INSTALLED, Action.CONNECT, State.ESTABLISHED)
        .peer(State.WAIT_CHANGE)
        .local(State.WAIT_CHANGE)
        .peer(State.ESTABLISHED)
        .local(State.ESTABLISHED);

    Table outgoing = new Table(Role.OCRQ_RECIPIENT, "7.4.2");
    outgoing
        .row(State.IDLE, Event.REQUEST, Action.SEND_REPLY_AND_INSTALL, State.WAIT_CS_ANSWER)
        .row(State.WAIT_CS_ANSWER, Event.INSTALLED, Action.SEND_CONNECTED, State.ESTABLISHED)
        .peer(State.WAIT_CS_ANSWER)
        .local(State.WAIT_CS_ANSWER)
        .row(State.WAIT_CS_ANSWER, Event.CIRCUIT_DOWN, Action.DISCONNECT, State.IDLE)
        .peer(State.ESTABLISHED)
        .local(State.ESTABLISHED)
        .row(State.ESTABLISHED, Event.CIRCUIT_DOWN, Action.DISCONNECT, State.IDLE);
  }

  private SessionMachine() {}

  /** The row for an event, or null if the event means nothing in that state. */
  static Row row(Role role, State state, Event event) {
    Map<Event, Row> rows = TABLES.get(role).get(state);
    return rows == null ? null : rows.get(event);
  }

  /** All rows. */
  static List<Row> rows() {
    return TABLES.values().stream()
        .flatMap(table -> table.values().stream())
        .flatMap(rows -> rows.values().stream())
        .toList();
  }

  private record Table(Role role, String section) {
    Table row(State state, Event event, Action action, State next) {
      return row(state, event, action, next, section);
    }

    Table row(State state, Event event, Action action, State next, String source) {
      TABLES
          .computeIfAbsent(role, r -> new EnumMap<>(State.class))
          .computeIfAbsent(state, s -> new EnumMap<>(Event.class))
          .put(event, new Row(role, state, event, action, next, source));
      return this;
    }

    /** A request, reply or connected out of turn ends the session, and so does CDN. */
    Table peer(State state) {
      for (Event event :
          List.of(
              Event.REQUEST_AGAIN,
              Event.REPLY,
              Event.BAD_REPLY,
              Event.CONNECTED,
              Event.CONNECTED_OTHERWISE,
              Event.BAD_CONNECTED)) {
        row(state, event, Action.DISCONNECT, State.IDLE);
      }
      return row(state, Event.DISCONNECTED, Action.CLEAN_UP, State.IDLE);
    }

    /** "Local close request"; a session not established in time is one (section 7.3). */
    Table local(State state) {
      if (state != State.ESTABLISHED) {
        row(state, Event.TIMEOUT, Action.DISCONNECT, State.IDLE);
      }
      return row(state, Event.CLOSE, Action.DISCONNECT, State.IDLE);
    }
  }
}
