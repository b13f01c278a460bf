package net.sluice.funnel;

/** What the bridges of a funnel do with VLAN tags. */
public enum VlanMapping {
  /** Nothing: frames pass with the tags that they have. */
  NONE,
  /** Each pseudowire has an IEEE 802.1Q VLAN of the uplink; frames of customers have no tag. */
  DOT1Q,
  /**
   * Each pseudowire has an IEEE 802.1ad service VLAN of the uplink; tags of customers stay inside.
   */
  DOT1AD
}
