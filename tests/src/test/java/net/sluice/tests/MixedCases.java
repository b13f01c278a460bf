package net.sluice.tests;

import java.util.stream.Stream;
import net.sluice.tests.site.Wire;

/**
 * The kernel's data plane at one end, the userspace data plane at the other: both must use one wire
 * format. For the lab. The cases contain each encapsulation, address family, sublayer and kind of
 * signaling; {@link KernelCases} and {@link UserspaceTest} have all combinations.
 */
class MixedCases extends PseudowireCases {
  MixedCases() {
    super("kernel", "userspace");
  }

  @Override
  Stream<Wire> wires() {
    return Stream.of(
        new Wire(true, "udp", 4, 8, "none"),
        new Wire(true, "ip", 6, 8, "none"),
        new Wire(false, "udp", 6, 8, "none"),
        new Wire(false, "ip", 4, 8, "none"),
        new Wire(false, "udp", 4, 4, "default"),
        new Wire(false, "ip", 6, 4, "default"));
  }
}
