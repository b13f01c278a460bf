package net.sluice.l2tp.protocol;

/** Events of a control connection. */
enum ConnectionEvent {
  /** "Local open request": the socket is open. */
  OPEN,
  /** The SCCRQ that begins the connection is acceptable, and the socket is open. */
  REQUESTED,
  /** An SCCRQ within the sequence of messages. */
  SCCRQ,
  SCCRP,
  /** An SCCRP of a peer that this end does not accept. */
  SCCRP_UNACCEPTABLE,
  SCCCN,
  HELLO,
  STOPCCN,
  /** A message of a session. */
  SESSION,
  /** A message with an error that clears the connection. */
  MALFORMED,
  /** The SCCRQ of the peer won the tie, or both tie breakers are equal. */
  TIE_LOST,
  /** A newer connection of the same tunnel is established. */
  REPLACED,
  /** "Local close request". */
  CLOSE,
  /** The connection was not established in time. */
  TIMEOUT,
  /** The peer does not answer, or the socket has failed. */
  LOST,
  /** The peer has acknowledged all messages. */
  ACKNOWLEDGED,
  /** A full cycle of retransmissions has passed since the StopCCN. */
  CYCLE_ENDED
}
