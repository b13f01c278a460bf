package net.sluice.funnel;

/** Rule that says which pseudowires of a funnel exchange frames. */
public enum Isolation {
  /** No pseudowires: each reaches the uplink only. */
  ISOLATED,
  /** All pseudowires: the funnel is one broadcast domain. */
  OPEN,
  /** Pseudowires of the same group; one without a group reaches the uplink only. */
  GROUPS
}
