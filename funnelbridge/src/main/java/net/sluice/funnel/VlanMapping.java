package net.sluice.funnel;

/** Treatment of VLAN tags by the bridges of a funnel. */
public enum VlanMapping {
  /** No mapping: frames keep their tags. */
  NONE,
  /**
   * Each pseudowire has an IEEE 802.1Q VLAN of the uplink; frames in the pseudowire have no tag.
   */
  DOT1Q,
  /**
   * Each pseudowire has an IEEE 802.1ad service VLAN of the uplink; frames in the pseudowire keep
   * the tags of customers.
   */
  DOT1AD
}
