package net.sluice.funnel;

import java.util.OptionalInt;

/**
 * Limits of ARP and DHCP frames that pass the uplink, for each direction. Frames above a limit are
 * dropped.
 *
 * @param arpRate ARP frames per second, at least 1; empty for no limit
 * @param dhcpRate DHCPv4 and DHCPv6 frames per second, at least 1; empty for no limit
 */
public record StormControl(OptionalInt arpRate, OptionalInt dhcpRate) {
  public static final StormControl NONE =
      new StormControl(OptionalInt.empty(), OptionalInt.empty());
}
