package net.sluice.tests;

import java.util.List;
import java.util.stream.Stream;
import net.sluice.tests.site.Wire;

/** The userspace data plane at both ends, on this machine's kernel. */
class UserspaceTest extends PseudowireCases {
  UserspaceTest() {
    super("userspace", "userspace");
  }

  @Override
  Stream<Wire> wires() {
    return Stream.concat(
        wires(false, List.of(0, 4, 8), List.of("none", "default")),
        wires(true, List.of(0, 8), List.of("none", "default")));
  }
}
