package net.sluice.l2tp;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import net.sluice.netlink.rtnl.BridgePort;

/**
 * How a bridge treats a session's interface that is a port of it.
 *
 * @param flags its flags, which it has before it comes up
 * @param vlan the one VLAN that it belongs to, untagged; empty where the bridge does not look at
 *     VLANs; {@link #NO_VLAN} of a port that was found to belong to none, {@link #OTHER_VLANS} of
 *     one that was found to belong to several, or with tags
 */
public record PortSettings(BridgePort flags, OptionalInt vlan) {
  /** No VLAN, in a bridge that looks at them: nothing gets in. */
  public static final int NO_VLAN = 0;

  /** What no port of ours has: frames of other customers' VLANs may get in. */
  public static final int OTHER_VLANS = -1;

  /**
   * In what a port is not as it is wanted, for people.
   *
   * @param wanted how it shall be
   * @param found how it is; a VLAN that was not read is believed to be right
   */
  public static List<String> differences(PortSettings wanted, PortSettings found) {
    List<String> differences = new ArrayList<>();
    BridgePort shall = wanted.flags;
    BridgePort is = found.flags;
    if (is.isolated() != shall.isolated()) {
      differences.add(
          shall.isolated()
              ? "it is not isolated, it should be"
              : "it is isolated, it should not be");
    }
    compare("learn addresses", shall.learning(), is.learning(), differences);
    compare("get unknown unicast", shall.flood(), is.flood(), differences);
    compare("get multicast", shall.multicastFlood(), is.multicastFlood(), differences);
    compare("get broadcast", shall.broadcastFlood(), is.broadcastFlood(), differences);
    compare("suppress neighbour discovery", shall.neighSuppress(), is.neighSuppress(), differences);
    if (found.vlan.isPresent() && wanted.vlan.isPresent() && !found.vlan.equals(wanted.vlan)) {
      differences.add(
          "it is in %s, it should be in VLAN %d"
              .formatted(words(found.vlan.getAsInt()), wanted.vlan.getAsInt()));
    }
    return differences;
  }

  private static String words(int vlan) {
    return switch (vlan) {
      case NO_VLAN -> "no VLAN";
      case OTHER_VLANS -> "several VLANs, or in one with tags";
      default -> "VLAN " + vlan;
    };
  }

  private static void compare(String what, boolean shall, boolean does, List<String> differences) {
    if (shall != does) {
      differences.add(
          shall
              ? "it does not %s, it should".formatted(what)
              : "it does %s, it should not".formatted(what));
    }
  }
}
