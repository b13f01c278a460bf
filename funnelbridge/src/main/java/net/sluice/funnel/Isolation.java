package net.sluice.funnel;

/** Which pseudowires of a funnel may talk to each other. */
public enum Isolation {
  /** None: each reaches the uplink only. */
  ISOLATED,
  /** All: the funnel is one broadcast domain. */
  OPEN,
  /** Those of the same group; one without a group reaches the uplink only. */
  GROUPS
}
