package net.sluice.funnel.nft;

/**
 * An entry of the table that concerns one funnel or one of its members: the key of an element of a
 * set or map, or the name of a limit.
 *
 * @param key in nft's notation
 */
record PolicyElement(Kind kind, String key) implements Comparable<PolicyElement> {

  /** The set, map or limit that an entry is in, in an order in which entries can be added. */
  enum Kind {
    /** A limit of frames per second; the last four kinds refer to it. */
    LIMIT(""),
    /** The mark that frames get that arrive from an interface. */
    MARK("marks"),
    /** A mark that frames may have that leave through an interface. */
    MEMBER("members"),
    /** The interface of a member of a group. */
    GROUPED("grouped"),
    /** The link group of a funnel with groups. */
    TREE("trees"),
    /** The uplink of a funnel with groups. */
    UPLINK("uplinks"),
    ARP_IN("arp-in"),
    ARP_OUT("arp-out"),
    DHCP_IN("dhcp-in"),
    DHCP_OUT("dhcp-out");

    /** Name of the set or map; empty for a limit. */
    final String set;

    Kind(String set) {
      this.set = set;
    }
  }

  @Override
  public int compareTo(PolicyElement other) {
    int byKind = kind.compareTo(other.kind);
    return byKind != 0 ? byKind : key.compareTo(other.key);
  }
}
