package net.sluice.l2tp.protocol;

import static net.sluice.l2tp.protocol.ConnectionAction.*;
import static net.sluice.l2tp.protocol.ConnectionEvent.*;
import static net.sluice.l2tp.signaling.TunnelReport.State.*;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import net.sluice.l2tp.signaling.TunnelReport.State;

/**
 * The state machine of a control connection, the same for both roles (RFC 3931 section 7.2).
 * Messages after a StopCCN are acknowledged and have no other effect (section 3.3.2), so the state
 * "closing" has few rows.
 */
final class ConnectionStates {

  /** Messages that clear the connection in a state that does not expect them. */
  private static final Set<ConnectionEvent> OUT_OF_TURN =
      EnumSet.of(SCCRQ, SCCRP, SCCRP_UNACCEPTABLE, SCCCN, HELLO, SESSION);

  private static final StateTable<State, ConnectionEvent, ConnectionAction> TABLE = create();

  private ConnectionStates() {}

  /** Returns the state machine. */
  static StateTable<State, ConnectionEvent, ConnectionAction> table() {
    return TABLE;
  }

  private static StateTable<State, ConnectionEvent, ConnectionAction> create() {
    var table =
        new StateTable<State, ConnectionEvent, ConnectionAction>(
                State.class, ConnectionEvent.class, "7.2")
            .row(IDLE, OPEN, REQUEST, WAIT_CTL_REPLY)
            .row(IDLE, REQUESTED, REPLY, WAIT_CTL_CONN)
            .row(IDLE, CLOSE, FORGET, IDLE)
            .row(IDLE, STOPCCN, FORGET, IDLE)
            .row(IDLE, TIE_LOST, FORGET, IDLE, "5.4.3")
            .row(IDLE, REPLACED, FORGET, IDLE)
            .row(IDLE, TIMEOUT, FORGET, IDLE)
            .row(IDLE, LOST, FORGET, IDLE, "4.2")
            .row(WAIT_CTL_REPLY, SCCRP, CONNECT, ESTABLISHED)
            .row(WAIT_CTL_REPLY, SCCRP_UNACCEPTABLE, STOP, CLOSING)
            .row(WAIT_CTL_REPLY, TIE_LOST, FALL_SILENT, CLOSING, "5.4.3")
            .row(WAIT_CTL_CONN, SCCCN, ESTABLISH, ESTABLISHED)
            .row(ESTABLISHED, HELLO, NOTHING, ESTABLISHED, "6.5")
            .row(ESTABLISHED, SESSION, DISPATCH, ESTABLISHED, "7.3")
            .row(CLOSING, SCCRP, STOP_LATE, CLOSING)
            .row(CLOSING, SCCRP_UNACCEPTABLE, STOP_LATE, CLOSING)
            .row(CLOSING, REPLACED, FALL_SILENT, CLOSING)
            .row(CLOSING, ACKNOWLEDGED, FORGET, IDLE, "4.2")
            .row(CLOSING, CYCLE_ENDED, FORGET, IDLE, "3.3.2")
            .row(CLOSING, LOST, FORGET, IDLE, "4.2");
    for (State state : List.of(WAIT_CTL_REPLY, WAIT_CTL_CONN, ESTABLISHED)) {
      table
          .row(state, STOPCCN, FALL_SILENT, CLOSING)
          .row(state, CLOSE, STOP, CLOSING)
          .row(state, REPLACED, FALL_SILENT, CLOSING)
          .row(state, TIMEOUT, STOP, CLOSING, "5.4.2")
          .row(state, LOST, FORGET, IDLE, "4.2")
          .row(state, MALFORMED, STOP, CLOSING, "7.1")
          .others(state, OUT_OF_TURN, STOP_UNEXPECTED, CLOSING, "7.1");
    }
    return table;
  }
}
