package net.sluice.l2tp.link;

import java.util.Optional;
import java.util.OptionalInt;
import net.sluice.l2tp.InterfaceSettings;
import net.sluice.l2tp.PortSettings;
import net.sluice.netlink.BridgePort;

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

  /** The VLAN that it has to be added to. */
  OptionalInt addedVlan() {
    return vlan(port()).equals(vlan(portBefore())) ? OptionalInt.empty() : vlan(port());
  }

  /** The VLAN that it has to leave. */
  OptionalInt removedVlan() {
    boolean stays = port().isEmpty() || vlan(port()).equals(vlan(portBefore()));
    OptionalInt had = vlan(portBefore());
    return stays || had.equals(OptionalInt.of(PortSettings.NO_VLAN)) ? OptionalInt.empty() : had;
  }

  boolean changesVlan() {
    return addedVlan().isPresent() || removedVlan().isPresent();
  }

  private Optional<PortSettings> port() {
    return after.bridge().flatMap(bridge -> after.port());
  }

  /** What the port of the bridge that it shall be in has; a new one has nothing yet. */
  private Optional<PortSettings> portBefore() {
    return moves() ? Optional.empty() : before.port();
  }

  private static OptionalInt vlan(Optional<PortSettings> port) {
    return port.map(PortSettings::vlan).orElse(OptionalInt.empty());
  }
}
