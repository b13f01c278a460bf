package net.sluice.netlink.rtnl;

import java.util.Optional;
import net.sluice.netlink.MacAddress;

/**
 * A network interface as the kernel shows it.
 *
 * @param index interface index, above 0
 * @param kind {@code bridge}, {@code veth}, {@code tun}, {@code l2tpeth}…; empty for hardware and
 *     loopback
 * @param mtu in bytes
 * @param flags IFF_ bits
 * @param operState RFC 2863 operational state
 * @param linkMode what the operational state follows: 0 the carrier, 1 as well, but no further than
 *     dormant
 * @param mac Ethernet address; null for a link that has none
 * @param alias ifalias, empty when not set
 * @param group link group, 0 unless set
 * @param master index of the bridge that the link is a port of; 0 when it is none
 * @param linkIndex for veth the index of the other end, in its own namespace, for a VLAN that of
 *     the interface below; 0 when there is none
 * @param addrGenMode how IPv6 link-local addresses are made: 0 EUI-64, 1 none; -1 when the link has
 *     no IPv6
 * @param portOrNull what {@link #port} returns
 * @param vlan the VLAN whose frames it has, of kind {@code vlan}; 0 else
 * @param bridgeOrNull what {@link #bridge} returns
 */
public record Link(
    int index,
    String name,
    String kind,
    int mtu,
    int flags,
    OperState operState,
    int linkMode,
    MacAddress mac,
    String alias,
    int group,
    int master,
    int linkIndex,
    LinkStatistics statistics,
    int addrGenMode,
    BridgePort portOrNull,
    int vlan,
    Bridge bridgeOrNull) {

  /** RFC 2863 operational state, in the order of the kernel's IF_OPER_ constants. */
  public enum OperState {
    UNKNOWN,
    NOT_PRESENT,
    DOWN,
    LOWER_LAYER_DOWN,
    TESTING,
    DORMANT,
    UP;

    private static final OperState[] VALUES = values();

    static OperState of(int value) {
      return value < VALUES.length ? VALUES[value] : UNKNOWN;
    }
  }

  /** Kept dormant, whatever its carrier: {@code ip link set mode dormant}. */
  public boolean dormant() {
    return linkMode == Rtnl.IF_LINK_MODE_DORMANT;
  }

  /** Administratively up. */
  public boolean up() {
    return (flags & Rtnl.IFF_UP) != 0;
  }

  /** Up and operational. */
  public boolean running() {
    return (flags & Rtnl.IFF_RUNNING) != 0;
  }

  /** The driver reports a carrier. */
  public boolean carrier() {
    return (flags & Rtnl.IFF_LOWER_UP) != 0;
  }

  /** How its bridge treats the link; empty when it is no bridge port. */
  public Optional<BridgePort> port() {
    return Optional.ofNullable(portOrNull);
  }

  /** Settings of a bridge; empty when it is none. */
  public Optional<Bridge> bridge() {
    return Optional.ofNullable(bridgeOrNull);
  }
}
