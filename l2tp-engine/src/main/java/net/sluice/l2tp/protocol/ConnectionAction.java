package net.sluice.l2tp.protocol;

/** Actions of a control connection on an event. */
enum ConnectionAction {
  /** Do nothing. */
  NOTHING,
  /** Send SCCRQ. */
  REQUEST,
  /** Send SCCRP. */
  REPLY,
  /** Send SCCCN, open the connection for sessions. */
  CONNECT,
  /** Open the connection for sessions. */
  ESTABLISH,
  /** Pass the message to the sessions. */
  DISPATCH,
  /** Send StopCCN with the result of the event, clean up. */
  STOP,
  /** Send StopCCN because of a message in the wrong state, clean up. */
  STOP_UNEXPECTED,
  /** Send the StopCCN if it was not sent: the SCCRP contains the id that it needs. */
  STOP_LATE,
  /** Clean up, send only acknowledgements. */
  FALL_SILENT,
  /** Clean up, keep nothing. */
  FORGET
}
