package net.sluice.tests.site;

/**
 * One way to carry a pseudowire between the ends of a {@link Network}: tunnel {@code t}, pseudowire
 * {@code p}.
 *
 * @param signaled whether the ends agree on it; else both ends are told everything
 * @param encapsulation {@code udp} or {@code ip}
 * @param version of IP, 4 or 6
 * @param cookie octets of each cookie: 0, 4 or 8
 * @param sublayer {@code none} or {@code default}
 */
public record Wire(
    boolean signaled, String encapsulation, int version, int cookie, String sublayer) {
  private static final int PATH_MTU = 1500;
  private static final int ETHERNET_HEADER = 14;

  /** The namespaces that configurations need, with their prefixes. */
  public static final String L2TP = "urn:sluice:yang:sluice-l2tp";

  /** As {@link #L2TP}. */
  public static final String PSEUDOWIRE = "urn:sluice:yang:sluice-pseudowire";

  /** The configuration of one end, 1 for the left, 2 for the right. */
  public String config(int end) {
    return signaled ? signaledConfig(end) : staticConfig(end);
  }

  /**
   * Sublayer and cookies are asked for by the left end, and what the right one has is agreed on.
   */
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

  /** The edit that takes it away again. */
  public static String removal() {
    return """
        <pseudowires xmlns="%s"><pseudowire nc:operation="delete"><name>p</name></pseudowire></pseudowires>
        <l2tp xmlns="%s"><tunnel nc:operation="delete"><name>t</name></tunnel></l2tp>
        """
        .formatted(PSEUDOWIRE, L2TP);
  }

  /** The cookie that an end transmits, in hexadecimal digits. */
  public String cookieOf(int end) {
    return "0%d23456789abcdef".formatted(end).substring(0, 2 * cookie);
  }

  /** What the path leaves to the frames that it carries, without their Ethernet header. */
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
