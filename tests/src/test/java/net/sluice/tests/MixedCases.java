package net.sluice.tests;

import java.util.List;
import java.util.stream.Stream;
import net.sluice.tests.site.Wire;

/** The kernel's data plane at one end, Sluice's own at the other: one wire format. For the lab. */
class MixedCases extends PseudowireCases {
  MixedCases() {
    super("kernel", "userspace");
  }

  @Override
  Stream<Wire> wires() {
    return Stream.concat(
        Stream.of(true, false).flatMap(signaled -> wires(signaled, List.of(8), List.of("none"))),
        Stream.of(new Wire(false, "udp", 4, 4, "default"), new Wire(false, "ip", 6, 4, "default")));
  }
}
