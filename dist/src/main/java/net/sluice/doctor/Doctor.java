package net.sluice.doctor;

import java.util.List;

/** Runs all checks. */
public final class Doctor {
  private static final List<Check> CHECKS =
      List.of(
          KernelChecks::version,
          KernelChecks::features,
          KernelChecks::blacklist,
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

  private Doctor() {}

  /** Returns the problems that a host has with a demand; errors first. */
  public static List<Finding> examine(Host host, Demand demand) {
    return CHECKS.stream()
        .flatMap(check -> check.examine(host, demand).stream())
        .sorted((a, b) -> a.severity().compareTo(b.severity()))
        .toList();
  }
}
