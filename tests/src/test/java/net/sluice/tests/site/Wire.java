package net.sluice.tests.site;

/**
 * A wire format of a pseudowire {@code p} in a tunnel {@code t} between the ends of a {@link
 * Network}.
 *
 * @param signaled true if the ends negotiate the session; false if both have a static configuration
 * @param encapsulation {@code udp} or {@code ip}
 * @param version the version of IP, 4 or 6
 * @param cookie the octets of each cookie: 0, 4 or 8
 * @param sublayer {@code none} or {@code default}
 */
public record Wire(
    boolean signaled, String encapsulation, int version, int cookie, String sublayer) {
  private static final int PATH_MTU = 1500;
  private static final int ETHERNET_HEADER = 14;

  /** The namespace of the YANG module of tunnels. */
  public static final String L2TP = "urn:sluice:yang:sluice-l2tp";

  /** The namespace of the YANG module of pseudowires. */
  public static final String PSEUDOWIRE = "urn:sluice:yang:sluice-pseudowire";

  /** Returns the configuration of an end: 1 is the left one, 2 the right one. */
  public String config(int end) {
    return signaled ? signaledConfig(end) : staticConfig(end);
  }

  /** The left end requests the sublayer; each end requests its cookie length. */
  private String signaledConfig(int end) {
    return """
        <l2tp xmlns="%s"><tunnel>
          <name>t</name><signaling>dynamic</signaling><encapsulation>%s</encapsulation>
          <local-address>%s</local-address><peer-address>%s</peer-address>
          <secret>wire secret</secret><hello-interval>1</hello-interval>
        </tunnel></l2tp>
        <pseudowires xmlns="%s"><pseudowire>
          <name>p</name><tunnel>t</tunnel>
          <cookie-length>%d</cookie-length><sublayer>%s</sublayer>
        </pseudowire></pseudowires>
        """
        .formatted(
            L2TP,
            encapsulation,
            address(end),
            address(3 - end),
            PSEUDOWIRE,
            cookie,
            end == 1 ? sublayer : "none");
  }

  private String staticConfig(int end) {
    int peer = 3 - end;
    return """
        <l2tp xmlns="%s"><tunnel>
          <name>t</name><encapsulation>%s</encapsulation>
          <local-address>%s</local-address><peer-address>%s</peer-address>
          <local-tunnel-id>%d</local-tunnel-id><peer-tunnel-id>%d</peer-tunnel-id>
        </tunnel></l2tp>
        <pseudowires xmlns="%s"><pseudowire>
          <name>p</name><tunnel>t</tunnel>
          <local-session-id>10%d</local-session-id><peer-session-id>10%d</peer-session-id>
          <transmit-cookie>%s</transmit-cookie><receive-cookie>%s</receive-cookie>
          <sublayer>%s</sublayer>
        </pseudowire></pseudowires>
        """
        .formatted(
            L2TP,
            encapsulation,
            address(end),
            address(peer),
            end,
            peer,
            PSEUDOWIRE,
            end,
            peer,
            cookieOf(end),
            cookieOf(peer),
            sublayer);
  }

  /** Returns the edit that removes tunnel and pseudowire. */
  public static String removal() {
    return """
        <pseudowires xmlns="%s"><pseudowire nc:operation="delete"><name>p</name></pseudowire></pseudowires>
        <l2tp xmlns="%s"><tunnel nc:operation="delete"><name>t</name></tunnel></l2tp>
        """
        .formatted(PSEUDOWIRE, L2TP);
  }

  /** Returns the cookie that an end transmits, in hexadecimal digits. */
  public String cookieOf(int end) {
    return "0%d23456789abcdef".formatted(end).substring(0, 2 * cookie);
  }

  /**
   * Returns the inner MTU: the largest frame that the path can carry, without its Ethernet header.
   */
  public int mtu() {
    int ip = version == 4 ? 20 : 40;
    int transport = encapsulation.equals("udp") ? 8 + 4 : 0; // UDP, and L2TP's flags
    int session = 4 + cookie + (sublayer.equals("none") ? 0 : 4);
    return PATH_MTU - ip - transport - session - ETHERNET_HEADER;
  }

  private String address(int end) {
    return (version == 4 ? "192.0.2." : "2001:db8::") + end;
  }

  @Override
  public String toString() {
    return "%s, %s, IPv%d, cookies of %d octets, sublayer %s"
        .formatted(
            signaled ? "signaled" : "static",
            encapsulation.toUpperCase(java.util.Locale.ROOT),
            version,
            cookie,
            sublayer);
  }
}
