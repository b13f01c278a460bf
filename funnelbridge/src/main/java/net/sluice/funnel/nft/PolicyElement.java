package net.sluice.funnel.nft;

/**
 * One thing in the table that is about one funnel or one of its members: the key of an element of a
 * set or map, or the name of a limit.
 *
 * @param key in nft's notation
 */
record PolicyElement(Kind kind, String key) implements Comparable<PolicyElement> {

  /** What it is in; the order is one in which they may be added. */
  enum Kind {
    /** How many frames may pass; named by the others. */
    LIMIT(""),
    /** Which mark frames get that come in through an interface. */
    MARK("marks"),
    /** Which marks frames may have that go out through an interface. */
    MEMBER("members"),
    /** Interfaces of members of groups. */
    GROUPED("grouped"),
    /** Link groups of funnels with groups. */
    TREE("trees"),
    /** Uplinks of funnels with groups. */
    UPLINK("uplinks"),
    ARP_IN("arp-in"),
    ARP_OUT("arp-out"),
    DHCP_IN("dhcp-in"),
    DHCP_OUT("dhcp-out");

    /** Name of the set or map. */
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
