package net.sluice.l2tp.protocol;

import static net.sluice.l2tp.protocol.ConnectionAction.*;
import static net.sluice.l2tp.protocol.ConnectionEvent.*;
import static net.sluice.l2tp.signaling.TunnelReport.State.*;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.sluice.l2tp.signaling.TunnelReport.State;

/**
 * The state machine of a control connection, for both roles. What the table has no row for is a
 * message in the wrong state: it clears the connection (RFC 3931 section 7.1).
 */
final class ConnectionStates {

  /**
   * A row.
   *
   * @param from state in which the event happens
   * @param to state afterwards
   * @param section where RFC 3931 says so
   */
  record Row(
      State from, ConnectionEvent event, ConnectionAction action, State to, String section) {}

  private static final Set<State> LIVE = EnumSet.of(WAIT_CTL_REPLY, WAIT_CTL_CONN, ESTABLISHED);

  /** All rows. */
  static final List<Row> ROWS =
      List.of(
          row(IDLE, OPEN, REQUEST, WAIT_CTL_REPLY, "7.2"),
          row(IDLE, REQUESTED, REPLY, WAIT_CTL_CONN, "7.2"),
          row(IDLE, CLOSE, FORGET, IDLE, "7.2"),
          row(IDLE, STOPCCN, FORGET, IDLE, "7.2"),
          row(IDLE, TIE_LOST, FORGET, IDLE, "5.4.3"),
          row(IDLE, TIMEOUT, FORGET, IDLE, "7.2"),
          row(IDLE, LOST, FORGET, IDLE, "4.2"),
          row(WAIT_CTL_REPLY, SCCRP, CONNECT, ESTABLISHED, "7.2"),
          row(WAIT_CTL_REPLY, SCCRP_UNACCEPTABLE, STOP, CLOSING, "7.2"),
          row(WAIT_CTL_REPLY, TIE_LOST, FALL_SILENT, CLOSING, "5.4.3"),
          row(WAIT_CTL_CONN, SCCCN, ESTABLISH, ESTABLISHED, "7.2"),
          row(ESTABLISHED, HELLO, NOTHING, ESTABLISHED, "6.5"),
          row(ESTABLISHED, SESSION, DISPATCH, ESTABLISHED, "7.3"),
          row(CLOSING, SCCRP, STOP_LATE, CLOSING, "7.2"),
          row(CLOSING, SCCRP_UNACCEPTABLE, STOP_LATE, CLOSING, "7.2"),
          row(CLOSING, ACKNOWLEDGED, FORGET, IDLE, "4.2"),
          row(CLOSING, CYCLE_OVER, FORGET, IDLE, "3.3.2"),
          row(CLOSING, LOST, FORGET, IDLE, "4.2"));

  private static final Map<State, Map<ConnectionEvent, Row>> TABLE = table();

  private ConnectionStates() {}

  /** What an event does in a state. */
  static Row find(State state, ConnectionEvent event) {
    return TABLE.get(state).get(event);
  }

  private static Row row(
      State from, ConnectionEvent event, ConnectionAction action, State to, String section) {
    return new Row(from, event, action, to, section);
  }

  private static Map<State, Map<ConnectionEvent, Row>> table() {
    Map<State, Map<ConnectionEvent, Row>> table = new EnumMap<>(State.class);
    for (State state : State.values()) {
      Map<ConnectionEvent, Row> rows = new EnumMap<>(ConnectionEvent.class);
      for (ConnectionEvent event : ConnectionEvent.values()) {
        rows.put(event, usual(state, event));
      }
      table.put(state, rows);
    }
    for (Row row : ROWS) {
      table.get(row.from).put(row.event, row);
    }
    return table;
  }

  /** The rows that are the same in many states. */
  private static Row usual(State state, ConnectionEvent event) {
    if (!LIVE.contains(state)) {
      // 3.3.2: what comes after a StopCCN is acknowledged, and means nothing.
      return row(state, event, NOTHING, state, "3.3.2");
    }
    return switch (event) {
      case STOPCCN -> row(state, event, FALL_SILENT, CLOSING, "7.2");
      case CLOSE -> row(state, event, STOP, CLOSING, "7.2");
      case TIMEOUT -> row(state, event, STOP, CLOSING, "5.4.2");
      case LOST -> row(state, event, FORGET, IDLE, "4.2");
      case OPEN, REQUESTED, TIE_LOST, ACKNOWLEDGED, CYCLE_OVER ->
          row(state, event, NOTHING, state, "7.2");
      case MALFORMED -> row(state, event, STOP, CLOSING, "7.1");
      default -> row(state, event, STOP_UNEXPECTED, CLOSING, "7.1");
    };
  }
}
