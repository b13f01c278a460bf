package net.sluice.l2tp.protocol;

/**
 * Events of a session. A message is checked first: its content decides which of two events it is.
 */
enum SessionEvent {
  /** The control connection is established, and it is time for an attempt. */
  OPEN,
  /** An acceptable ICRQ or OCRQ for a session that is idle. */
  REQUEST,
  /** An ICRQ or OCRQ with the peer's id of this very session. */
  REQUEST_AGAIN,
  /** The peer's ICRQ or OCRQ for a session that this end has requested, too, won the tie. */
  TIE_LOST,
  /** The request of this end won the tie. */
  TIE_WON,
  /** Both tie breakers are equal. */
  TIE_EQUAL,
  /** An acceptable ICRP. */
  REPLY,
  /** An ICRP that is not acceptable, or an OCRP. */
  BAD_REPLY,
  /** An acceptable ICCN. */
  CONNECTED,
  /** An acceptable ICCN that changes the agreement, so that the data plane must change it, too. */
  CONNECTED_OTHERWISE,
  /** An ICCN that is not acceptable, or an OCCN. */
  BAD_CONNECTED,
  /** A CDN. */
  DISCONNECTED,
  /** The data plane has installed the session. */
  INSTALLED,
  /** The operator, the configuration or the data plane ends the session. */
  CLOSE,
  /** The session was not established in time. */
  TIMEOUT,
  /** The circuit at this end is down. */
  CIRCUIT_DOWN
}
