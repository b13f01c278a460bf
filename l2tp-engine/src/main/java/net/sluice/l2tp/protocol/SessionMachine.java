package net.sluice.l2tp.protocol;

import static net.sluice.l2tp.protocol.SessionAction.*;
import static net.sluice.l2tp.protocol.SessionEvent.*;
import static net.sluice.l2tp.protocol.SessionState.*;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The state machines of sessions, one for each role (RFC 3931 sections 7.3 and 7.4). The state
 * "idle" of the RFC is three states here: a configured session waits for its tunnel, for the time
 * of its next attempt, or for the peer. Where the RFC has a call answered or placed, the data plane
 * installs the session here.
 *
 * <p>There is no sender of OCRQ: this end requests an Ethernet pseudowire by ICRQ (RFC 4719 section
 * 2.2). The peer may use either.
 */
final class SessionMachine {

  /** Messages that end a session in a state that does not expect them. */
  private static final Set<SessionEvent> OUT_OF_TURN =
      EnumSet.of(REQUEST_AGAIN, REPLY, BAD_REPLY, CONNECTED, CONNECTED_OTHERWISE, BAD_CONNECTED);

  private static final StateTable<SessionState, SessionEvent, SessionAction> ICRQ_SENDER =
      icrqSender();
  private static final StateTable<SessionState, SessionEvent, SessionAction> ICRQ_RECIPIENT =
      icrqRecipient();
  private static final StateTable<SessionState, SessionEvent, SessionAction> OCRQ_RECIPIENT =
      ocrqRecipient();

  private SessionMachine() {}

  /** Returns the state machine of a role. */
  static StateTable<SessionState, SessionEvent, SessionAction> table(SessionRole role) {
    return switch (role) {
      case ICRQ_SENDER -> ICRQ_SENDER;
      case ICRQ_RECIPIENT -> ICRQ_RECIPIENT;
      case OCRQ_RECIPIENT -> OCRQ_RECIPIENT;
    };
  }

  private static StateTable<SessionState, SessionEvent, SessionAction> icrqSender() {
    var table = table("7.3.1");
    for (SessionState state : List.of(IDLE, WAIT_CONTROL_CONN, RETRY)) {
      table.row(state, OPEN, SEND_REQUEST, WAIT_REPLY);
    }
    table
        .row(WAIT_REPLY, REPLY, INSTALL, WAIT_INSTALL)
        .row(WAIT_REPLY, BAD_REPLY, DISCONNECT, IDLE)
        .row(WAIT_REPLY, TIE_LOST, CLEAN_UP, IDLE)
        .row(WAIT_REPLY, TIE_WON, STAY, WAIT_REPLY)
        .row(WAIT_REPLY, TIE_EQUAL, DISCONNECT, IDLE, "5.4.4")
        .row(WAIT_REPLY, DISCONNECTED, CLEAN_UP, IDLE)
        .row(WAIT_REPLY, CONNECTED, CLEAN_UP, IDLE)
        .row(WAIT_REPLY, BAD_CONNECTED, CLEAN_UP, IDLE)
        .row(WAIT_REPLY, CLOSE, DISCONNECT, IDLE)
        .row(WAIT_REPLY, TIMEOUT, DISCONNECT, IDLE)
        .row(WAIT_INSTALL, INSTALLED, SEND_CONNECTED, ESTABLISHED);
    endings(table, WAIT_INSTALL, ESTABLISHED);
    return table;
  }

  private static StateTable<SessionState, SessionEvent, SessionAction> icrqRecipient() {
    var table =
        table("7.3.2")
            .row(IDLE, REQUEST, INSTALL, PREPARE)
            .row(PREPARE, INSTALLED, SEND_REPLY, WAIT_CONNECT)
            .row(WAIT_CONNECT, CONNECTED, CONNECT, ESTABLISHED)
            .row(WAIT_CONNECT, CONNECTED_OTHERWISE, INSTALL, WAIT_CHANGE)
            .row(WAIT_CHANGE, INSTALLED, CONNECT, ESTABLISHED);
    endings(table, PREPARE, WAIT_CONNECT, WAIT_CHANGE, ESTABLISHED);
    return table;
  }

  private static StateTable<SessionState, SessionEvent, SessionAction> ocrqRecipient() {
    var table =
        table("7.4.2")
            .row(IDLE, REQUEST, SEND_REPLY_AND_INSTALL, WAIT_CS_ANSWER)
            .row(WAIT_CS_ANSWER, INSTALLED, SEND_CONNECTED, ESTABLISHED)
            .row(WAIT_CS_ANSWER, CIRCUIT_DOWN, DISCONNECT, IDLE)
            .row(ESTABLISHED, CIRCUIT_DOWN, DISCONNECT, IDLE);
    endings(table, WAIT_CS_ANSWER, ESTABLISHED);
    return table;
  }

  private static StateTable<SessionState, SessionEvent, SessionAction> table(String section) {
    return new StateTable<>(SessionState.class, SessionEvent.class, section);
  }

  /**
   * Adds the rows that end a session in each of several states: a message out of turn, CDN, the
   * "local close request", and the timeout of one that is not established (RFC 3931 section 7.3).
   */
  private static void endings(
      StateTable<SessionState, SessionEvent, SessionAction> table, SessionState... states) {
    for (SessionState state : states) {
      table
          .others(state, OUT_OF_TURN, DISCONNECT, IDLE)
          .row(state, DISCONNECTED, CLEAN_UP, IDLE)
          .row(state, CLOSE, DISCONNECT, IDLE);
      if (state != ESTABLISHED) {
        table.row(state, TIMEOUT, DISCONNECT, IDLE);
      }
    }
  }
}
