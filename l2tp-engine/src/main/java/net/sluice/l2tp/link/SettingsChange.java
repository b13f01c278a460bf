package net.sluice.l2tp.link;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import net.sluice.l2tp.InterfaceSettings;
import net.sluice.l2tp.PortSettings;
import net.sluice.netlink.rtnl.BridgePort;
import net.sluice.netlink.rtnl.PortVlan;

/** The changes that lead an interface from one set of settings to another. */
record SettingsChange(InterfaceSettings before, InterfaceSettings after) {

  boolean changesMtu() {
    return after.mtu() != 0 && after.mtu() != before.mtu();
  }

  boolean changesAlias() {
    return !after.alias().equals(before.alias());
  }

  boolean changesBridge() {
    return !after.bridge().equals(before.bridge());
  }

  /**
   * Returns true if the interface must go down first: up, it would forward before it has its flags.
   */
  boolean restarts() {
    return before.up() && changesBridge() && port().isPresent();
  }

  boolean comesUp() {
    return after.up() && (!before.up() || restarts());
  }

  boolean goesDown() {
    return !after.up() && before.up() && !restarts();
  }

  boolean changesDormant() {
    return after.dormant() != before.dormant();
  }

  /** Returns the flags to set; empty if the port has them already. */
  Optional<BridgePort> flags() {
    Optional<BridgePort> present = portBefore().map(PortSettings::flags);
    return port().map(PortSettings::flags).filter(flags -> !present.equals(Optional.of(flags)));
  }

  /** Returns the VLAN that the port must be added to; empty for none. */
  List<PortVlan> addedVlans() {
    int wanted = vlan(port());
    return wanted == vlan(portBefore()) || !isVlanId(wanted)
        ? List.of()
        : List.of(PortVlan.untagged(wanted));
  }

  /** Returns the VLANs that the port must leave: if it is in several, all but the wanted one. */
  List<PortVlan> removedVlans() {
    int present = vlan(portBefore());
    int wanted = vlan(port());
    if (port().isEmpty() || present == wanted) {
      return List.of();
    }
    if (present == PortSettings.OTHER_VLANS && isVlanId(wanted)) {
      return Stream.of(PortVlan.tagged(1, wanted - 1), PortVlan.tagged(wanted + 1, PortVlan.MAX))
          .filter(range -> range.first() <= range.last())
          .toList();
    }
    return isVlanId(present) ? List.of(PortVlan.untagged(present)) : List.of();
  }

  boolean changesVlan() {
    return !addedVlans().isEmpty() || !removedVlans().isEmpty();
  }

  private static boolean isVlanId(int vlan) {
    return vlan > 0;
  }

  private Optional<PortSettings> port() {
    return after.bridge().flatMap(bridge -> after.port());
  }

  /** Returns the present settings of the port of the wanted bridge; a new port has none yet. */
  private Optional<PortSettings> portBefore() {
    return changesBridge() ? Optional.empty() : before.port();
  }

  private static int vlan(Optional<PortSettings> port) {
    return port.map(PortSettings::vlan).orElse(OptionalInt.empty()).orElse(PortSettings.NO_VLAN);
  }
}
