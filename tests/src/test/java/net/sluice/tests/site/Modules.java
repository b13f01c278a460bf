package net.sluice.tests.site;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The modules of a stock kernel. */
public final class Modules {
  /** The modules of L2TP that nothing else needs, in an order in which they can be removed. */
  private static final List<String> L2TP =
      List.of("l2tp_eth", "l2tp_ip6", "l2tp_ip", "l2tp_netlink", "l2tp_core");

  private Modules() {}

  /** Returns the names of the loaded modules. */
  public static Set<String> loaded() {
    return Shell.ok("cat", "/proc/modules")
        .lines()
        .map(line -> line.split(" ", 2)[0])
        .collect(Collectors.toSet());
  }

  /** Removes all modules of L2TP from the kernel. */
  public static void unloadL2tp() {
    for (String module : L2TP) {
      if (loaded().contains(module)) {
        Shell.ok("modprobe", "-r", module);
      }
    }
  }

  /** Returns true if this is a kernel with modules on a machine that may be changed. */
  public static boolean arePresent() {
    return Files.exists(Path.of("/proc/modules"))
        && Files.exists(Path.of("/run/lab"))
        && Files.exists(Path.of("/lib/modules", Shell.ok("uname", "-r")));
  }
}
