package net.sluice.funnel.kernel;

import java.util.Map;
import net.sluice.netlink.rtnl.Link;
import net.sluice.netlink.system.ErrnoException;
import net.sluice.netlink.system.Syscalls;
import net.sluice.netlink.system.Sysctl;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The kernel parameters that, besides the link flag for ARP, keep hosts behind a bridge's ports
 * from reaching this host.
 */
final class Shield {
  private static final Logger LOG = LoggerFactory.getLogger(Shield.class);

  /**
   * The parameters that must be 1, by protocol. This host has no route through a bridge, so a
   * strict rp_filter drops all packets from there.
   */
  private static final Map<String, String> WANTED =
      Map.of("ipv4", "rp_filter", "ipv6", "disable_ipv6");

  private final Sysctl sysctl;

  Shield(Syscalls syscalls) {
    sysctl = new Sysctl(syscalls);
  }

  /** Sets the parameters of a bridge, as far as the kernel has them and allows it. */
  void raise(String bridge) {
    WANTED.forEach(
        (family, parameter) -> {
          try {
            sysctl.set(path(family, bridge, parameter), "1");
          } catch (ErrnoException e) { // the kernel has no such protocol, or this process no right
            LOG.debug(
                "parameter unchanged interface={} parameter={} reason=\"{}\"",
                bridge,
                parameter,
                e.getMessage());
          }
        });
  }

  /**
   * Returns true if a bridge has the link flag and all parameters. A parameter that can not be set
   * counts as set, because a repair could not change it.
   */
  boolean isComplete(Link bridge) {
    return bridge.withoutArp()
        && WANTED.entrySet().stream()
            .map(each -> path(each.getKey(), bridge.name(), each.getValue()))
            .allMatch(this::isSet);
  }

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
