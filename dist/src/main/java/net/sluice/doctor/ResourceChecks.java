package net.sluice.doctor;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.sluice.doctor.Demand.Need;

/** Checks memory and file descriptors. */
final class ResourceChecks {
  /** Kernel memory of an interface; 41 to 45 KB were measured. */
  private static final long BYTES_PER_INTERFACE = 45_000;

  /** Descriptors that the process needs besides those of the interfaces. */
  private static final int OTHER_DESCRIPTORS = 1024;

  private static final Pattern AVAILABLE = Pattern.compile("MemAvailable:\\s+(\\d{1,15}) kB");
  private static final Pattern OPEN_FILES =
      Pattern.compile("Max open files\\s+\\S+\\s+(\\d{1,18})\\s.*");
  private static final Pattern UNIT_LIMIT = Pattern.compile("LimitNOFILE=(?:\\d+:)?(\\d{1,18})");

  /** The directories of systemd's units, most important first. */
  private static final List<String> UNITS =
      List.of(
          "/etc/systemd/system",
          "/run/systemd/system",
          "/usr/local/lib/systemd/system",
          "/usr/lib/systemd/system");

  private static final long MEGABYTE = 1_000_000;

  private ResourceChecks() {}

  static List<Finding> memory(Host host, Demand demand) {
    OptionalLong available = number(host, "/proc/meminfo", AVAILABLE);
    long present =
        host.names("/sys/class/net").stream()
            .filter(name -> name.startsWith(demand.prefix()))
            .count();
    long needed = Math.max(0, demand.pseudowires() - present) * BYTES_PER_INTERFACE;
    if (available.isEmpty() || needed <= available.getAsLong() * 1024 / 2) {
      return List.of();
    }
    long bytes = available.getAsLong() * 1024;
    return List.of(
        new Finding(
            needed > bytes ? Severity.ERROR : Severity.WARNING,
            "%d more pseudowires take %d MB of kernel memory, and %d MB are available"
                .formatted(demand.pseudowires() - present, needed / MEGABYTE, bytes / MEGABYTE),
            "An interface takes 41 to 45 KB that can not be swapped out. Without free memory the"
                + " kernel kills processes.",
            "give the host more memory or fewer pseudowires",
            List.of()));
  }

  /** Checks the limit of open files. With the userspace data plane each pseudowire is one. */
  static List<Finding> descriptors(Host host, Demand demand) {
    Optional<Severity> severity = demand.without(Need.USERSPACE_DATA_PLANE);
    long needed = (long) demand.pseudowires() + OTHER_DESCRIPTORS;
    OptionalLong most = host.sysctl("fs.nr_open");
    if (severity.isEmpty()) {
      return List.of();
    }
    if (most.isPresent() && most.getAsLong() < needed) {
      return List.of(
          new Finding(
              severity.get(),
              "fs.nr_open is %d".formatted(most.getAsLong()),
              "No process can open more files. With the userspace data plane %d pseudowires need %d."
                  .formatted(demand.pseudowires(), needed),
              "sysctl -w fs.nr_open=%d, and LimitNOFILE=%d in sluice.service"
                  .formatted(needed, needed),
              List.of()));
    }
    OptionalLong limit = processLimit(host);
    if (limit.isPresent() && limit.getAsLong() < needed) {
      return List.of(
          new Finding(
              severity.get(),
              "the limit of open files is %d".formatted(limit.getAsLong()),
              "With the userspace data plane each pseudowire is an open file: %d need %d."
                  .formatted(demand.pseudowires(), needed),
              "systemctl edit sluice: [Service] LimitNOFILE=%d; without systemd, ulimit -n"
                  .formatted(needed),
              List.of()));
    }
    return List.of();
  }

  /** Returns the limit of the systemd unit; without a unit, the limit of this process. */
  private static OptionalLong processLimit(Host host) {
    for (String file : UNITS) {
      for (String addition : host.files(".conf", file + "/sluice.service.d")) {
        OptionalLong limit = number(host, addition, UNIT_LIMIT);
        if (limit.isPresent()) {
          return limit;
        }
      }
      OptionalLong limit = number(host, file + "/sluice.service", UNIT_LIMIT);
      if (limit.isPresent()) {
        return limit;
      }
    }
    return number(host, "/proc/self/limits", OPEN_FILES);
  }

  private static OptionalLong number(Host host, String file, Pattern pattern) {
    return host.lines(file).stream()
        .map(pattern::matcher)
        .filter(Matcher::matches)
        .mapToLong(matcher -> Long.parseLong(matcher.group(1)))
        .findFirst();
  }
}
