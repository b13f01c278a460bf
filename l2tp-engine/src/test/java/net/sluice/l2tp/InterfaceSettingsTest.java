package net.sluice.l2tp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import java.util.OptionalInt;
import net.sluice.netlink.rtnl.BridgePort;
import org.junit.jupiter.api.Test;

/** The differences between wanted and found settings of an interface. */
class InterfaceSettingsTest {
  private static final InterfaceSettings IN_BRIDGE =
      new InterfaceSettings("pw0", "a", 1450, true, Optional.of("br0"));

  private static final BridgePort USUAL = BridgePort.KERNEL_DEFAULT;

  private static InterfaceSettings port(BridgePort flags, OptionalInt vlan) {
    return IN_BRIDGE.withPort(new PortSettings(flags, vlan));
  }

  @Test
  void ignoresPortSettingsThatAreNotWanted() {
    InterfaceSettings found = port(USUAL.withIsolated(true), OptionalInt.of(7));
    assertEquals(Optional.empty(), IN_BRIDGE.difference(found));
  }

  @Test
  void ignoresAVlanThatWasNotRead() {
    InterfaceSettings wanted = port(USUAL, OptionalInt.of(7));
    assertEquals(Optional.empty(), wanted.difference(port(USUAL, OptionalInt.empty())));
  }

  @Test
  void reportsAPortWithoutVlan() {
    assertEquals(
        Optional.of("interface pw0: it is in no VLAN, it should be in VLAN 7"),
        port(USUAL, OptionalInt.of(7))
            .difference(port(USUAL, OptionalInt.of(PortSettings.NO_VLAN))));
  }

  @Test
  void reportsEveryDifferenceOfAPort() {
    BridgePort quiet = new BridgePort(true, false, false, false, false, true);
    assertEquals(
        Optional.of("interface pw0: it is not isolated, it should be"),
        port(USUAL.withIsolated(true), OptionalInt.empty())
            .difference(port(USUAL, OptionalInt.empty())));
    assertEquals(
        Optional.of(
            "interface pw0: it is isolated, it should not be, it does not learn addresses, it"
                + " should, it does not get unknown unicast, it should, it does not get multicast,"
                + " it should, it does not get broadcast, it should, it does suppress neighbour"
                + " discovery, it should not, it is in VLAN 8, it should be in VLAN 7"),
        port(USUAL, OptionalInt.of(7)).difference(port(quiet, OptionalInt.of(8))));
  }
}
