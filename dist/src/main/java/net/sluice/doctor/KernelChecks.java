package net.sluice.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.sluice.doctor.Demand.Need;

/** Checks the version of the kernel and its features. Loads no module. */
final class KernelChecks {
  private static final List<String> PROGRAM_DIRECTORIES =
      List.of("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin");

  /**
   * A feature of the kernel.
   *
   * @param module the module with the feature; empty if it is a part of another one
   * @param option the option of the kernel's configuration
   * @param purpose the functions of Sluice that need it
   */
  private record Feature(String module, String option, Need need, String purpose) {
    String label() {
      return module.isEmpty() ? option : module;
    }

    String advice() {
      String kernel = "a kernel that is built with " + option;
      return module.isEmpty()
          ? "use " + kernel
          : "install the other modules of the kernel (Ubuntu: linux-modules-extra, Fedora:"
              + " kernel-modules-extra), or "
              + kernel;
    }
  }

  private static final List<Feature> FEATURES =
      List.of(
          new Feature(
              "l2tp_netlink",
              "CONFIG_L2TP",
              Need.KERNEL_DATA_PLANE,
              "tunnels in the kernel; without it Sluice carries the frames itself"),
          new Feature(
              "l2tp_eth",
              "CONFIG_L2TP_ETH",
              Need.KERNEL_DATA_PLANE,
              "pseudowires in the kernel; without it Sluice carries the frames itself"),
          new Feature(
              "l2tp_ip", "CONFIG_L2TP_IP", Need.IPV4_ENCAPSULATION, "tunnels directly over IPv4"),
          new Feature(
              "l2tp_ip6", "CONFIG_L2TP_IP", Need.IPV6_ENCAPSULATION, "tunnels directly over IPv6"),
          new Feature(
              "tun", "CONFIG_TUN", Need.USERSPACE_DATA_PLANE, "pseudowires without l2tp_eth"),
          new Feature(
              "bridge", "CONFIG_BRIDGE", Need.FUNNELS, "funnels, and pseudowires in bridges"),
          new Feature("veth", "CONFIG_VETH", Need.FUNNELS, "funnels of more than one bridge"),
          new Feature("8021q", "CONFIG_VLAN_8021Q", Need.VLAN_UPLINK, "funnels on a VLAN"),
          new Feature(
              "",
              "CONFIG_BRIDGE_VLAN_FILTERING",
              Need.VLAN_MAPPING,
              "funnels whose pseudowires have VLANs of their own"),
          new Feature(
              "nf_tables", "CONFIG_NF_TABLES", Need.FRAME_FILTER, "groups and storm control"),
          new Feature(
              "", "CONFIG_NF_TABLES_BRIDGE", Need.FRAME_FILTER, "groups and storm control"));

  private enum Presence {
    PRESENT,
    MISSING,
    UNKNOWN
  }

  private KernelChecks() {}

  static List<Finding> version(Host host, Demand demand) {
    Optional<String> release = host.release();
    List<Finding> findings = new ArrayList<>();
    if (demand.isLarge() && isBefore(release, 6, 12)) {
      findings.add(
          Finding.warning(
              "the kernel is " + release.orElseThrow(),
              "Before Linux 6.11 all sessions share 256 hash lists: of 40,000 sessions the last quarter takes"
                  + " more than four times as long as the first. Before 6.12 the time to list the sessions grows"
                  + " with the square of their number.",
              "run Linux 6.12 or newer"));
    }
    if (isBefore(release, 6, 7)) {
      demand
          .without(Need.MAC_LIMIT)
          .ifPresent(
              severity ->
                  findings.add(
                      new Finding(
                          severity,
                          "the kernel is "
                              + release.orElseThrow()
                              + ", which can not limit addresses",
                          "Before Linux 6.7 a bridge learns any number of addresses: one customer can fill the"
                              + " table of all, and Sluice rejects mac-limit of a funnel.",
                          "run Linux 6.7 or newer, or configure no mac-limit",
                          List.of())));
    }
    return findings;
  }

  private static boolean isBefore(Optional<String> release, int major, int minor) {
    Matcher numbers = Pattern.compile("(\\d{1,4})\\.(\\d{1,4}).*").matcher(release.orElse(""));
    if (!numbers.matches()) {
      return false;
    }
    int actualMajor = Integer.parseInt(numbers.group(1));
    int actualMinor = Integer.parseInt(numbers.group(2));
    return actualMajor < major || (actualMajor == major && actualMinor < minor);
  }

  static List<Finding> features(Host host, Demand demand) {
    Demand possible = possible(host, demand);
    return FEATURES.stream()
        .filter(feature -> presence(host, feature) == Presence.MISSING)
        .flatMap(feature -> missing(feature, possible).stream())
        .toList();
  }

  /** Returns the demand with the data plane that the kernel leaves. */
  private static Demand possible(Host host, Demand demand) {
    boolean withoutL2tp =
        FEATURES.stream()
            .filter(feature -> feature.need() == Need.KERNEL_DATA_PLANE)
            .anyMatch(feature -> presence(host, feature) == Presence.MISSING);
    return withoutL2tp ? demand.onKernelWithoutL2tp() : demand;
  }

  private static Optional<Finding> missing(Feature feature, Demand demand) {
    return demand
        .without(feature.need())
        .map(
            severity ->
                new Finding(
                    severity,
                    "the kernel has no " + feature.label(),
                    "Needed for " + feature.purpose() + ".",
                    feature.advice(),
                    List.of()));
  }

  private static Presence presence(Host host, Feature feature) {
    String directory = "/lib/modules/" + host.release().orElse("none");
    boolean modulesKnown = host.exists(directory + "/modules.dep");
    if (!feature.module().isEmpty()
        && (host.exists("/sys/module/" + feature.module())
            || isModule(host, directory, feature.module()))) {
      return Presence.PRESENT;
    }
    return option(host, feature.option())
        .map(
            value ->
                switch (value) {
                  case "y" -> Presence.PRESENT;
                  case "m" -> modulesKnown ? Presence.MISSING : Presence.UNKNOWN;
                  default -> Presence.MISSING;
                })
        .orElse(modulesKnown && !feature.module().isEmpty() ? Presence.MISSING : Presence.UNKNOWN);
  }

  private static boolean isModule(Host host, String directory, String module) {
    return isListed(host.lines(directory + "/modules.dep"), module)
        || isListed(host.lines(directory + "/modules.builtin"), module);
  }

  private static boolean isListed(List<String> lines, String module) {
    return lines.stream().anyMatch(line -> module.equals(nameOf(line.split(":", 2)[0])));
  }

  /** Returns the name of a module: {@code nf_tables} for {@code kernel/net/nf-tables.ko.xz}. */
  private static String nameOf(String file) {
    String name = file.substring(file.lastIndexOf('/') + 1);
    int end = name.indexOf(".ko");
    return (end < 0 ? name : name.substring(0, end)).replace('-', '_');
  }

  /** Returns the value of an option of the kernel's configuration; empty if that is not known. */
  private static Optional<String> option(Host host, String option) {
    List<String> configuration =
        Stream.of("/proc/config.gz", "/boot/config-" + host.release().orElse("none"))
            .map(host::lines)
            .filter(lines -> !lines.isEmpty())
            .findFirst()
            .orElse(List.of());
    if (configuration.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        configuration.stream()
            .filter(line -> line.startsWith(option + "="))
            .map(line -> line.substring(option.length() + 1))
            .findFirst()
            .orElse("n"));
  }

  /** Checks for modules that exist, but that the kernel can not load when they are needed. */
  static List<Finding> blockedModules(Host host, Demand demand) {
    Demand possible = possible(host, demand);
    ModuleBlocks blocks = new ModuleBlocks(host);
    String directory = "/lib/modules/" + host.release().orElse("none");
    List<Finding> findings = new ArrayList<>();
    for (Feature feature : FEATURES) {
      Optional<Severity> severity = possible.without(feature.need());
      if (severity.isPresent()
          && !feature.module().isEmpty()
          && !isInKernel(host, directory, feature)
          && presence(host, feature) != Presence.MISSING) {
        blocks
            .of(feature.module(), dependencies(host, directory, feature.module()))
            .map(
                block ->
                    new Finding(
                        severity.get(),
                        block.found(),
                        "Needed for " + feature.purpose() + ".",
                        block.advice(),
                        List.of()))
            .ifPresent(findings::add);
      }
    }
    return findings;
  }

  /** Returns true if a feature is known to be loaded or built in. */
  private static boolean isInKernel(Host host, String directory, Feature feature) {
    return host.exists("/sys/module/" + feature.module())
        || isListed(host.lines(directory + "/modules.builtin"), feature.module())
        || option(host, feature.option()).filter("y"::equals).isPresent();
  }

  /** Returns the modules that a module needs and that are not loaded. */
  private static List<String> dependencies(Host host, String directory, String module) {
    return host.lines(directory + "/modules.dep").stream()
        .filter(line -> module.equals(nameOf(line.split(":", 2)[0])))
        .flatMap(line -> Stream.of(line.substring(line.indexOf(':') + 1).strip().split("\\s+")))
        .filter(file -> !file.isEmpty())
        .map(KernelChecks::nameOf)
        .filter(name -> !host.exists("/sys/module/" + name))
        .toList();
  }

  static List<Finding> filterProgram(Host host, Demand demand) {
    if (PROGRAM_DIRECTORIES.stream().anyMatch(directory -> host.isProgram(directory + "/nft"))) {
      return List.of();
    }
    return demand.without(Need.FRAME_FILTER).stream()
        .map(
            severity ->
                new Finding(
                    severity,
                    "the program nft is not installed",
                    "Groups and storm control of funnels are nftables rules, which nft passes to the kernel.",
                    "install nftables",
                    List.of()))
        .toList();
  }
}
