package net.sluice.l2tp;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import net.sluice.netlink.rtnl.BridgePort;

/**
 * The settings of a bridge port that is the interface of a session.
 *
 * @param flags the flags of the port, which it gets before it comes up
 * @param vlan the only VLAN of the port, untagged; empty if the bridge does not filter VLANs;
 *     {@link #NO_VLAN} if the port was found in no VLAN, {@link #OTHER_VLANS} if it was found in
 *     several or in a tagged one
 */
public record PortSettings(BridgePort flags, OptionalInt vlan) {
  /** No VLAN, in a bridge that filters VLANs: no frame enters the bridge. */
  public static final int NO_VLAN = 0;

  /** VLANs that Sluice never sets: frames of other customers' VLANs may enter the bridge. */
  public static final int OTHER_VLANS = -1;

  /**
   * Describes how a port differs from its wanted settings, for operators.
   *
   * @param found settings read from the data plane; a VLAN that was not read is not compared
   * @return one clause for each difference
   */
  public static List<String> differences(PortSettings wanted, PortSettings found) {
    List<String> differences = new ArrayList<>();
    BridgePort wantedFlags = wanted.flags;
    BridgePort foundFlags = found.flags;
    if (foundFlags.isolated() != wantedFlags.isolated()) {
      differences.add(
          wantedFlags.isolated()
              ? "it is not isolated, it should be"
              : "it is isolated, it should not be");
    }
    compare("learn addresses", wantedFlags.learning(), foundFlags.learning(), differences);
    compare("get unknown unicast", wantedFlags.flood(), foundFlags.flood(), differences);
    compare(
        "get multicast", wantedFlags.multicastFlood(), foundFlags.multicastFlood(), differences);
    compare(
        "get broadcast", wantedFlags.broadcastFlood(), foundFlags.broadcastFlood(), differences);
    compare(
        "suppress neighbour discovery",
        wantedFlags.neighSuppress(),
        foundFlags.neighSuppress(),
        differences);
    if (found.vlan.isPresent() && wanted.vlan.isPresent() && !found.vlan.equals(wanted.vlan)) {
      differences.add(
          "it is in %s, it should be in VLAN %d"
              .formatted(vlanText(found.vlan.getAsInt()), wanted.vlan.getAsInt()));
    }
    return differences;
  }

  private static String vlanText(int vlan) {
    return switch (vlan) {
      case NO_VLAN -> "no VLAN";
      case OTHER_VLANS -> "several VLANs, or in one with tags";
      default -> "VLAN " + vlan;
    };
  }

  private static void compare(
      String action, boolean wanted, boolean found, List<String> differences) {
    if (wanted != found) {
      differences.add(
          wanted
              ? "it does not %s, it should".formatted(action)
              : "it does %s, it should not".formatted(action));
    }
  }
}
