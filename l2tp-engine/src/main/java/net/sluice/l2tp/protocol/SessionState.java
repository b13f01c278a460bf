package net.sluice.l2tp.protocol;

import net.sluice.l2tp.signaling.SessionReport;

/** States of a session, each with the state that reports show. */
enum SessionState {
  IDLE(SessionReport.State.IDLE),
  WAIT_CONTROL_CONN(SessionReport.State.WAIT_CONTROL_CONN),
  RETRY(SessionReport.State.RETRY),
  /** ICRQ was sent. */
  WAIT_REPLY(SessionReport.State.WAIT_REPLY),
  /** ICRP was received; ICCN waits for the data plane. */
  WAIT_INSTALL(SessionReport.State.WAIT_REPLY),
  /** ICRQ was received; ICRP waits for the data plane. */
  PREPARE(SessionReport.State.WAIT_CONNECT),
  /** ICRP was sent. */
  WAIT_CONNECT(SessionReport.State.WAIT_CONNECT),
  /** ICCN was received and changed the agreement; the session waits for the data plane again. */
  WAIT_CHANGE(SessionReport.State.WAIT_CONNECT),
  /** OCRP was sent; OCCN waits for the data plane. */
  WAIT_CS_ANSWER(SessionReport.State.WAIT_CONNECT),
  ESTABLISHED(SessionReport.State.ESTABLISHED);

  private final SessionReport.State reported;

  SessionState(SessionReport.State reported) {
    this.reported = reported;
  }

  /** Returns the state that reports show. */
  SessionReport.State reported() {
    return reported;
  }

  /** Returns true if the data plane was asked to install the session, which reported it already. */
  boolean waitsForInstallation() {
    return switch (this) {
      case WAIT_INSTALL, PREPARE, WAIT_CHANGE, WAIT_CS_ANSWER -> true;
      default -> false;
    };
  }

  /** Returns true if a session in this state has an id and a connection. */
  boolean active() {
    return switch (this) {
      case IDLE, WAIT_CONTROL_CONN, RETRY -> false;
      default -> true;
    };
  }
}
