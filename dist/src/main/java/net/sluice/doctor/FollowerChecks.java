package net.sluice.doctor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Checks for services that follow every interface that appears. */
final class FollowerChecks {
  private static final String ETC_NETWORK = "/etc/systemd/network/";
  private static final String RELOAD_UDEV = "udevadm control --reload";

  /** A setting Unmanaged with one of the values that systemd reads as true. */
  private static final Pattern UNMANAGED =
      Pattern.compile("Unmanaged\\s*=\\s*(1|y|yes|t|true|on)", Pattern.CASE_INSENSITIVE);

  private static final Pattern NAME = Pattern.compile("Name\\s*=\\s*(.*)");

  /** Entries of an exception list of NetworkManager that do not match the interfaces of Sluice. */
  private static final Pattern EXCEPT_OTHERS =
      Pattern.compile("except:type:(wifi|wifi-p2p|gsm|cdma|wwan|bluetooth|bt)");

  /** A service that has no setting to ignore interfaces by their names. */
  private record Service(String name, String why, String instead) {}

  private static final List<Service> SERVICES =
      List.of(
          new Service(
              "systemd-resolved",
              "It keeps name servers for each interface and has no setting to exclude some.",
              "write the name servers to /etc/resolv.conf"),
          new Service(
              "networkd-dispatcher",
              "It runs networkctl, which reads all interfaces, whenever one changes: the time grows with the"
                  + " square of their number.",
              "run the scripts of /etc/networkd-dispatcher with another program"),
          new Service(
              "avahi-daemon",
              "It announces the host on every interface that it can use.",
              "or list the interfaces that it must use in allow-interfaces of"
                  + " /etc/avahi/avahi-daemon.conf"),
          new Service(
              "dhcpcd",
              "It requests an address on each interface that appears, from the networks of customers.",
              "or start it with the names of the interfaces that it must configure"));

  private FollowerChecks() {}

  static List<Finding> services(Host host, Demand demand) {
    if (!demand.isLarge()) {
      return List.of();
    }
    return SERVICES.stream()
        .filter(service -> host.runs(service.name()))
        .map(
            service ->
                Finding.warning(
                    service.name() + " runs",
                    service.why() + atScale(demand),
                    "systemctl disable --now %s; %s".formatted(service.name(), service.instead())))
        .toList();
  }

  private static String atScale(Demand demand) {
    return " For a commit of %d pseudowires it does this as many times, while Sluice works."
        .formatted(demand.pseudowires());
  }

  static List<Finding> udev(Host host, Demand demand) {
    Set<String> running = host.processes();
    if (!demand.isLarge() || Collections.disjoint(running, Set.of("systemd-udevd", "udevd"))) {
      return List.of();
    }
    List<OfferedFile> missing =
        List.of(driverRule(), rules(demand.interfaces()), link(demand.interfaces())).stream()
            .filter(file -> !isInstalled(host, file))
            .toList();
    if (missing.isEmpty()) {
      return List.of();
    }
    return List.of(
        new Finding(
            Severity.WARNING,
            "udev has no rules for the interfaces of Sluice",
            ("For every interface it runs a program (four with NetworkManager's rules), changes the address of"
                    + " bridges and links, and makes systemd keep two units. For a commit of %d pseudowires it does"
                    + " this as many times.")
                .formatted(demand.pseudowires()),
            "install the files; they turn off what can be turned off",
            missing));
  }

  /**
   * Returns true if a file is installed below /etc, or below /usr/lib by a package. After a change
   * of its content, even of a comment, hosts that have the old one are reported.
   */
  private static boolean isInstalled(Host host, OfferedFile file) {
    return List.of(file.path(), file.path().replaceFirst("^/etc", "/usr/lib")).stream()
        .flatMap(path -> host.text(path).stream())
        .anyMatch(text -> text.equals(file.content().strip()));
  }

  /**
   * Returns the rules that set the driver's name. They come before those of NetworkManager (84),
   * because no later rule can undo that a program ran for its output; and after the rules that ask
   * the kernel for the driver (80 at most).
   */
  private static OfferedFile driverRule() {
    String content =
        """
        # Pseudowires don't tell their driver, and other rules run programs to find it. Written by sluice doctor.
        SUBSYSTEM=="net", ENV{DEVTYPE}=="l2tpeth", ENV{ID_NET_DRIVER}!="?*", ENV{ID_NET_DRIVER}="l2tp_eth"
        """;
    return new OfferedFile("/etc/udev/rules.d/83-sluice.rules", content, RELOAD_UDEV);
  }

  /**
   * Returns the rules that come last: after the distribution's, and after those of systemd (99).
   */
  private static OfferedFile rules(OurInterfaces interfaces) {
    String content =
        """
        # Interfaces of Sluice: no programs run for them, and no units. Written by sluice doctor.
        # What other rules want run is replaced by a builtin that starts no process.
        SUBSYSTEM=="net", KERNEL=="%s", ENV{SYSTEMD_READY}="0", TAG-="systemd", ENV{NM_UNMANAGED}="1", RUN{builtin}="path_id"
        """
            .formatted(String.join("|", interfaces.patterns()));
    return new OfferedFile("/etc/udev/rules.d/99-zz-sluice.rules", content, RELOAD_UDEV);
  }

  private static OfferedFile link(OurInterfaces interfaces) {
    String content =
        """
        # Interfaces of Sluice keep their names and addresses. Written by sluice doctor.
        [Match]
        OriginalName=%s

        [Link]
        NamePolicy=keep
        MACAddressPolicy=none
        """
            .formatted(String.join(" ", interfaces.patterns()));
    return new OfferedFile(ETC_NETWORK + "00-sluice.link", content, RELOAD_UDEV);
  }

  static List<Finding> networkd(Host host, Demand demand) {
    List<String> left = new ArrayList<>();
    for (String file :
        host.files(
            ".network",
            "/etc/systemd/network",
            "/run/systemd/network",
            "/usr/lib/systemd/network")) {
      List<String> lines = host.lines(file);
      if (lines.stream().anyMatch(line -> UNMANAGED.matcher(line).matches())) {
        lines.stream()
            .map(NAME::matcher)
            .filter(Matcher::matches)
            .flatMap(name -> Arrays.stream(name.group(1).split("\\s+")))
            .forEach(left::add);
      }
    }
    if (!demand.isLarge()
        || !host.runs("systemd-networkd")
        || demand.interfaces().areMatchedBy(left)) {
      return List.of();
    }
    String content =
        """
        # Interfaces of Sluice are not networkd's. Written by sluice doctor.
        [Match]
        Name=%s

        [Link]
        Unmanaged=yes
        """
            .formatted(String.join(" ", demand.interfaces().patterns()));
    return List.of(
        Finding.warning(
            "systemd-networkd runs, and no file excludes the interfaces of Sluice",
            "It searches a configuration for each interface, and may remove addresses and bridge ports from"
                + " interfaces that a file matches."
                + atScale(demand),
            "install the file; better: do not use networkd on a host with many interfaces",
            new OfferedFile(ETC_NETWORK + "00-sluice.network", content, "networkctl reload")));
  }

  static List<Finding> networkManager(Host host, Demand demand) {
    List<String> devices =
        host
            .files(
                ".conf",
                "/etc/NetworkManager",
                "/etc/NetworkManager/conf.d",
                "/run/NetworkManager/conf.d",
                "/usr/lib/NetworkManager/conf.d")
            .stream()
            .flatMap(file -> host.lines(file).stream())
            .filter(line -> line.startsWith("unmanaged-devices"))
            .flatMap(line -> Arrays.stream(line.substring(line.indexOf('=') + 1).split("[;,\\s]+")))
            .toList();
    List<String> left =
        devices.stream()
            .filter(device -> device.startsWith("interface-name:"))
            .map(device -> device.substring("interface-name:".length()))
            .toList();
    boolean all =
        devices.contains("*")
            && devices.stream()
                .filter(device -> device.startsWith("except:"))
                .allMatch(device -> EXCEPT_OTHERS.matcher(device).matches());
    if (!demand.isLarge()
        || !host.runs("NetworkManager")
        || all
        || demand.interfaces().areMatchedBy(left)) {
      return List.of();
    }
    String content =
        demand.interfaces().patterns().stream()
            .map(pattern -> "interface-name:" + pattern)
            .collect(
                Collectors.joining(
                    ";",
                    "# Interfaces of Sluice are not NetworkManager's. Written by sluice doctor.\n"
                        + "[keyfile]\nunmanaged-devices+=",
                    "\n"));
    return List.of(
        Finding.warning(
            "NetworkManager runs, and no file excludes the interfaces of Sluice",
            "It keeps an object with dozens of properties on D-Bus for each interface, and may request addresses"
                + " from the networks of customers."
                + atScale(demand),
            "install the file",
            new OfferedFile(
                "/etc/NetworkManager/conf.d/90-sluice.conf",
                content,
                "nmcli general reload conf")));
  }
}
