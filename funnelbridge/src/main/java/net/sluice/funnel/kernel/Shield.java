package net.sluice.funnel.kernel;

import java.util.Map;
import net.sluice.netlink.rtnl.Link;
import net.sluice.netlink.system.ErrnoException;
import net.sluice.netlink.system.Syscalls;
import net.sluice.netlink.system.Sysctl;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What keeps those behind a bridge's ports from the host, besides its link flag. */
final class Shield {
  private static final Logger LOG = LoggerFactory.getLogger(Shield.class);

  /** The host has no route through a bridge: it takes nothing from there with strict filters. */
  private static final Map<String, String> WANTED =
      Map.of("ipv4", "rp_filter", "ipv6", "disable_ipv6");

  private final Sysctl sysctl;

  Shield(Syscalls syscalls) {
    sysctl = new Sysctl(syscalls);
  }

  /** Sets the kernel's parameters of a bridge, as far as that is possible. */
  void raise(String bridge) {
    WANTED.forEach(
        (family, parameter) -> {
          try {
            sysctl.set(path(family, bridge, parameter), "1");
          } catch (ErrnoException e) { // no such protocol, or no right
            LOG.debug("{} of {} stays as it is: {}", parameter, bridge, e.getMessage());
          }
        });
  }

  /** Whether a bridge has all of it, or all that it can have. */
  boolean isUp(Link bridge) {
    return isFlagged(bridge)
        && WANTED.entrySet().stream()
            .map(each -> path(each.getKey(), bridge.name(), each.getValue()))
            .allMatch(this::isSet);
  }

  /** Whether the host doesn't tell those behind a bridge who it is. */
  static boolean isFlagged(Link bridge) {
    return bridge.withoutArp();
  }

  /** What can't be set counts as set: nothing can be done about it. */
  private boolean isSet(String path) {
    try {
      return sysctl.getWritable(path).equals("1");
    } catch (ErrnoException e) {
      return true;
    }
  }

  private static String path(String family, String bridge, String parameter) {
    return "net/" + family + "/conf/" + bridge + "/" + parameter;
  }
}
