package net.sluice.funnel;

import java.util.OptionalInt;

/**
 * How many frames of the kinds that storms are made of may pass the uplink, each direction by
 * itself. What is beyond is dropped.
 *
 * @param arpRate ARP frames per second, at least 1; empty for any number
 * @param dhcpRate DHCPv4 and DHCPv6 frames per second, at least 1; empty for any number
 */
public record StormControl(OptionalInt arpRate, OptionalInt dhcpRate) {
  public static final StormControl NONE =
      new StormControl(OptionalInt.empty(), OptionalInt.empty());
}
