package net.sluice.l2tp.link;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import net.sluice.l2tp.InterfaceSettings;
import net.sluice.l2tp.PortSettings;
import net.sluice.netlink.rtnl.BridgePort;
import net.sluice.netlink.rtnl.PortVlan;

/** What has to be done about an interface for it to get other settings. */
record SettingsChange(InterfaceSettings before, InterfaceSettings after) {

  boolean resizes() {
    return after.mtu() != 0 && after.mtu() != before.mtu();
  }

  boolean renames() {
    return !after.alias().equals(before.alias());
  }

  boolean moves() {
    return !after.bridge().equals(before.bridge());
  }

  /** Whether it has to go down first, because it would forward before it has its flags. */
  boolean restarts() {
    return before.up() && moves() && port().isPresent();
  }

  boolean rises() {
    return after.up() && (!before.up() || restarts());
  }

  boolean falls() {
    return !after.up() && before.up() && !restarts();
  }

  boolean sleepsOrWakes() {
    return after.dormant() != before.dormant();
  }

  /** The flags that it needs, if they are not what it has. */
  Optional<BridgePort> flags() {
    Optional<BridgePort> had = portBefore().map(PortSettings::flags);
    return port().map(PortSettings::flags).filter(flags -> !had.equals(Optional.of(flags)));
  }

  /** The VLAN that it has to be added to, or nothing. */
  List<PortVlan> addedVlans() {
    int shall = vlan(port());
    return shall == vlan(portBefore()) || !isOne(shall)
        ? List.of()
        : List.of(PortVlan.untagged(shall));
  }

  /** The VLANs that it has to leave: where it is in several, all that it shall not be in. */
  List<PortVlan> removedVlans() {
    int had = vlan(portBefore());
    int shall = vlan(port());
    if (port().isEmpty() || had == shall) {
      return List.of();
    }
    if (had == PortSettings.OTHER_VLANS && isOne(shall)) {
      return Stream.of(PortVlan.tagged(1, shall - 1), PortVlan.tagged(shall + 1, PortVlan.MAX))
          .filter(range -> range.first() <= range.last())
          .toList();
    }
    return isOne(had) ? List.of(PortVlan.untagged(had)) : List.of();
  }

  boolean changesVlan() {
    return !addedVlans().isEmpty() || !removedVlans().isEmpty();
  }

  private static boolean isOne(int vlan) {
    return vlan > 0;
  }

  private Optional<PortSettings> port() {
    return after.bridge().flatMap(bridge -> after.port());
  }

  /** What the port of the bridge that it shall be in has; a new one has nothing yet. */
  private Optional<PortSettings> portBefore() {
    return moves() ? Optional.empty() : before.port();
  }

  private static int vlan(Optional<PortSettings> port) {
    return port.map(PortSettings::vlan).orElse(OptionalInt.empty()).orElse(PortSettings.NO_VLAN);
  }
}
