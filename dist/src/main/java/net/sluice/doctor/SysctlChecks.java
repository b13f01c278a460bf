package net.sluice.doctor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** Checks parameters of the kernel. */
final class SysctlChecks {
  private static final String APPLY = "sysctl --system";
  private static final String MORE_IPV6 =
      "sysctl -w net.ipv6.conf.default.disable_ipv6=1, if no interface that appears later needs"
          + " IPv6; not in a file, which would apply before the host's own interfaces appear";

  private static final List<String> BRIDGE_NETFILTER =
      List.of(
          "net.bridge.bridge-nf-call-arptables",
          "net.bridge.bridge-nf-call-ip6tables",
          "net.bridge.bridge-nf-call-iptables");

  /**
   * Parameters with lower limits.
   *
   * @param wanted the least value of each parameter, by its name
   * @param why the reason
   */
  private record Limit(Map<String, Long> wanted, String why) {}

  private SysctlChecks() {}

  static List<Finding> limits(Host host, Demand demand) {
    if (!demand.isLarge()) {
      return List.of();
    }
    List<Limit> limits = limitsFor(demand.pseudowires());
    OfferedFile file = file(host, limits);
    List<Finding> findings = new ArrayList<>();
    for (Limit limit : limits) {
      Map<String, Long> tooSmall = tooSmall(host, limit);
      if (!tooSmall.isEmpty()) {
        findings.add(
            Finding.warning(
                tooSmall.entrySet().stream()
                    .map(entry -> entry.getKey() + " is " + entry.getValue())
                    .collect(Collectors.joining(", ")),
                limit.why(),
                tooSmall.keySet().stream()
                    .map(key -> key + "=" + limit.wanted().get(key))
                    .collect(Collectors.joining(" ", "sysctl -w ", ", and in a file of sysctl.d")),
                file));
      }
    }
    return findings;
  }

  private static List<Limit> limitsFor(long pseudowires) {
    String neighbors =
        "Every neighbour is an entry: the peers, and multicast groups that interfaces report to."
            + " Beyond the third threshold the kernel reports an overflow and drops packets to new"
            + " neighbours; beyond the second it searches for old entries all the time.";
    return List.of(
        new Limit(thresholds("ipv4", pseudowires), neighbors),
        new Limit(thresholds("ipv6", pseudowires), neighbors),
        new Limit(
            Map.of("net.core.netdev_max_backlog", 10_000L),
            "Frames that pseudowires receive, and frames between the bridges of a funnel, wait in"
                + " one queue for each CPU. If it is full, the kernel drops frames."),
        new Limit(
            Map.of("net.core.rmem_max", Math.min(64L << 20, pseudowires * 2048)),
            "The largest buffer of a socket without privileges. A program that follows interfaces"
                + " gets events of 2 KB each,"
                + " and misses some if one commit creates %d of them.".formatted(pseudowires)));
  }

  private static Map<String, Long> thresholds(String family, long pseudowires) {
    String key = "net." + family + ".neigh.default.gc_thresh";
    Map<String, Long> wanted = new LinkedHashMap<>();
    wanted.put(key + 1, pseudowires / 2);
    wanted.put(key + 2, pseudowires);
    wanted.put(key + 3, 2 * pseudowires);
    return wanted;
  }

  /** Returns the present values of the parameters that are too small. */
  private static Map<String, Long> tooSmall(Host host, Limit limit) {
    Map<String, Long> tooSmall = new LinkedHashMap<>();
    limit
        .wanted()
        .forEach(
            (key, wanted) -> {
              OptionalLong value = host.sysctl(key);
              if (value.isPresent() && value.getAsLong() < wanted) {
                tooSmall.put(key, value.getAsLong());
              }
            });
    return tooSmall;
  }

  /** Returns a file with all limits, so that it does not depend on which are too small now. */
  private static OfferedFile file(Host host, List<Limit> limits) {
    StringBuilder content =
        new StringBuilder("# Room for many pseudowires. Written by sluice doctor.\n");
    for (Limit limit : limits) {
      limit
          .wanted()
          .forEach(
              (key, wanted) ->
                  content
                      .append(key)
                      .append(" = ")
                      .append(Math.max(wanted, host.sysctl(key).orElse(wanted)))
                      .append('\n'));
    }
    return new OfferedFile("/etc/sysctl.d/90-sluice.conf", content.toString(), APPLY);
  }

  static List<Finding> ipv6(Host host, Demand demand) {
    if (!demand.isLarge() || host.sysctl("net.ipv6.conf.default.disable_ipv6").orElse(1) != 0) {
      return List.of();
    }
    return List.of(
        Finding.warning(
            "net.ipv6.conf.default.disable_ipv6 is 0",
            "Interfaces appear with IPv6, and Sluice turns it off on each of its own. This write"
                + " takes a quarter of the kernel's time in a large commit.",
            MORE_IPV6));
  }

  /**
   * Checks rp_filter. The kernel uses the greater one of the values for "all" and for the
   * interface.
   */
  static List<Finding> sourceValidation(Host host, Demand demand) {
    boolean loose = host.sysctl("net.ipv4.conf.all.rp_filter").orElse(0) == 2;
    if (!loose || demand.without(Demand.Need.FUNNELS).isEmpty()) {
      return List.of();
    }
    return List.of(
        Finding.warning(
            "net.ipv4.conf.all.rp_filter is 2",
            "It weakens the strict filter that Sluice sets on bridges of funnels: the host accepts"
                + " packets of customers to its own addresses if it has any route to their source.",
            "set it to 0 or 1, and set 2 on the other interfaces that need a loose filter"));
  }

  static List<Finding> bridgeNetfilter(Host host, Demand demand) {
    List<String> on =
        BRIDGE_NETFILTER.stream().filter(key -> host.sysctl(key).orElse(0) != 0).toList();
    boolean bridges = demand.isLarge() || demand.without(Demand.Need.FUNNELS).isPresent();
    if (on.isEmpty() || !bridges) {
      return List.of();
    }
    String content =
        BRIDGE_NETFILTER.stream()
            .map(key -> "-" + key + " = 0\n")
            .collect(
                Collectors.joining(
                    "",
                    "# Frames of customers are not the host's. Written by sluice doctor.\n",
                    ""));
    return List.of(
        Finding.warning(
            String.join(", ", on) + (on.size() == 1 ? " is 1" : " are 1"),
            "Every frame that crosses a bridge passes the iptables rules and the connection tracking"
                + " of the host, once for each bridge. This takes time, and the rules may drop"
                + " frames of customers.",
            "set it to 0; container engines that filter between containers of one bridge set it to"
                + " 1 again",
            new OfferedFile("/etc/sysctl.d/90-sluice-bridge.conf", content, APPLY)));
  }
}
