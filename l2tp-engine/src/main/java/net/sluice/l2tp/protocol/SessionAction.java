package net.sluice.l2tp.protocol;

/** Actions of a session on an event. */
enum SessionAction {
  /** Send ICRQ. */
  SEND_REQUEST,
  /** Ask the data plane to install the session. */
  INSTALL,
  /** Send OCRP, then ask the data plane to install the session. */
  SEND_REPLY_AND_INSTALL,
  /** Send ICRP. */
  SEND_REPLY,
  /** Send ICCN or OCCN. */
  SEND_CONNECTED,
  /** Nothing: the session is established by the change of its state. */
  CONNECT,
  /** Nothing: the source of the event refuses the peer's session. */
  STAY,
  /** Send CDN, then clean up. */
  DISCONNECT,
  /** Clean up without a message. */
  CLEAN_UP
}
