package net.sluice.tests;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import net.sluice.tests.site.Modules;
import net.sluice.tests.site.Namespace;
import net.sluice.tests.site.Shell;
import net.sluice.tests.site.Sluice;
import net.sluice.tests.site.Wire;
import org.junit.jupiter.api.Assumptions;

/**
 * The kernel's data plane on a stock kernel, which loads each module when it is needed. For {@code
 * tests/stock-kernel}. No data plane is configured: Sluice must select that of the kernel.
 */
abstract class StockKernelCases extends PseudowireCases {
  private static final List<Wire> WIRES =
      List.of(
          new Wire(false, "udp", 4, 8, "none"),
          new Wire(true, "ip", 4, 8, "none"),
          new Wire(true, "udp", 6, 8, "none"),
          new Wire(false, "ip", 6, 4, "default"));

  StockKernelCases() {
    super("kernel", "kernel");
    Assumptions.assumeTrue(Modules.arePresent(), "not on a stock kernel of the lab");
    Modules.unloadL2tp();
  }

  /** The kernel's data plane for a daemon that runs as root. */
  static class AsRoot extends StockKernelCases {}

  /** The kernel's data plane for an ordinary user with the capabilities of the unit. */
  static class WithTheUnitsCapabilities extends StockKernelCases {
    @Override
    void prepare(Sluice sluice) {
      super.prepare(sluice);
      // The user must be able to read the program. The machine's files are a copy.
      for (Path each = Sluice.LAUNCHER; each != null; each = each.getParent()) {
        Shell.ok("chmod", "o+rx", each.toString());
      }
      sluice.privilegesOfTheUnit();
    }
  }

  @Override
  void prepare(Sluice sluice) {
    sluice.initialConfig("{'sluice-l2tp:l2tp': {'system': {'data-plane': 'auto'}}}");
  }

  @Override
  Stream<Wire> wires() {
    return WIRES.stream();
  }

  /** Checks that no more than the modules for the wires so far are loaded. */
  @Override
  void inspect(Wire wire, Namespace left, Namespace right) {
    List<String> needed = new ArrayList<>(List.of("l2tp_netlink", "l2tp_eth"));
    if (wire.encapsulation().equals("ip")) {
      needed.add(wire.version() == 4 ? "l2tp_ip" : "l2tp_ip6");
    }
    assertTrue(Modules.loaded().containsAll(needed), () -> needed + " in " + Modules.loaded());
    if (wire.equals(WIRES.getFirst())) {
      assertTrue(!Modules.loaded().contains("l2tp_ip"), "l2tp_ip was loaded by someone else");
    }
  }
}
