package net.sluice.doctor;

import java.util.List;

/** Runs all checks. */
public final class Doctor {
  private static final List<Check> CHECKS =
      List.of(
          KernelChecks::version,
          KernelChecks::features,
          KernelChecks::blockedModules,
          KernelChecks::filterProgram,
          ResourceChecks::memory,
          ResourceChecks::descriptors,
          FollowerChecks::services,
          FollowerChecks::udev,
          FollowerChecks::networkd,
          FollowerChecks::networkManager,
          SysctlChecks::limits,
          SysctlChecks::ipv6,
          SysctlChecks::bridgeNetfilter,
          SysctlChecks::sourceValidation);

  /** The checks for features without which Sluice can not do what the configuration wants. */
  private static final List<Check> KERNEL =
      List.of(KernelChecks::features, KernelChecks::blockedModules);

  private Doctor() {}

  /** Returns the features that the kernel of a host lacks or can not load; errors first. */
  public static List<Finding> examineKernel(Host host, Demand demand) {
    return examine(KERNEL, host, demand);
  }

  /** Returns the problems that a host has with a demand; errors first. */
  public static List<Finding> examine(Host host, Demand demand) {
    return examine(CHECKS, host, demand);
  }

  private static List<Finding> examine(List<Check> checks, Host host, Demand demand) {
    return checks.stream()
        .flatMap(check -> check.examine(host, demand).stream())
        .sorted((a, b) -> a.severity().compareTo(b.severity()))
        .toList();
  }
}
