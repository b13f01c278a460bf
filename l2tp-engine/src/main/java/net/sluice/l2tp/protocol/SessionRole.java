package net.sluice.l2tp.protocol;

/** Roles of this end in the set-up of a session: each has a state machine of its own. */
enum SessionRole {
  ICRQ_SENDER,
  ICRQ_RECIPIENT,
  OCRQ_RECIPIENT
}
