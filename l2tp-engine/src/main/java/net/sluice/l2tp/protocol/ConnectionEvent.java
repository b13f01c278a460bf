package net.sluice.l2tp.protocol;

/** What happens to a control connection. */
enum ConnectionEvent {
  /** Local open request; the socket is open. */
  OPEN,
  /** The SCCRQ that it begins with is acceptable; the socket is open. */
  REQUESTED,
  /** A further SCCRQ came in the sequence of its messages. */
  SCCRQ,
  SCCRP,
  /** An SCCRP came from somebody who is not to be connected with. */
  SCCRP_UNACCEPTABLE,
  SCCCN,
  HELLO,
  STOPCCN,
  /** A message of a session. */
  SESSION,
  /** A message with an error that clears the connection. */
  MALFORMED,
  /** The peer's SCCRQ won the tie, or both are equal. */
  TIE_LOST,
  /** It is to be cleared. */
  CLOSE,
  /** It is not established in time. */
  TIMEOUT,
  /** The peer does not answer, or the socket does not work. */
  LOST,
  /** All that this end sent is acknowledged. */
  ACKNOWLEDGED,
  /** A full cycle of retransmissions has passed since the StopCCN. */
  CYCLE_ENDED
}
