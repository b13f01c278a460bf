package net.sluice.l2tp.protocol;

/** What a control connection does about an event. */
enum ConnectionAction {
  NOTHING,
  /** Send SCCRQ. */
  REQUEST,
  /** Send SCCRP. */
  REPLY,
  /** Take over what the SCCRP says, send SCCCN, open for sessions. */
  CONNECT,
  /** Open for sessions. */
  ESTABLISH,
  /** Hand the message to the sessions. */
  DISPATCH,
  /** Send StopCCN with the result that the event brings, clean up. */
  STOP,
  /** Send StopCCN since a message came in the wrong state, clean up. */
  STOP_UNEXPECTED,
  /** Take over what the SCCRP says, so that the StopCCN finds its way. */
  STOP_LATE,
  /** Clean up, saying nothing more than acknowledgements. */
  FALL_SILENT,
  /** Clean up, and keep nothing. */
  FORGET
}
