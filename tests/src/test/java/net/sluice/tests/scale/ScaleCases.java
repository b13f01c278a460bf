package net.sluice.tests.scale;

import static net.sluice.tests.scale.Figures.print;
import static net.sluice.tests.scale.Figures.timed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.sluice.tests.site.Namespace;
import net.sluice.tests.site.Netconf;
import net.sluice.tests.site.Parts;
import net.sluice.tests.site.Pseudowires;
import net.sluice.tests.site.Shell;
import net.sluice.tests.site.Sluice;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many pseudowires in one commit, compared with {@code ip -batch} and bare netlink in the same
 * kernel. Prints the times and counts the requests. For the lab.
 */
public class ScaleCases {
  /** More than 32,768, the number of names that the kernel can find by itself. */
  private static final int COUNT = Integer.getInteger("sluice.scale", 34_000);

  private static final int MTU = 1450;

  @AutoClose private final Parts parts = new Parts();
  private Namespace host;

  @Test
  void manyPseudowiresInOneCommit(@TempDir Path directory) throws IOException {
    host = parts.add(Namespace.create("host"));
    System.out.printf(Locale.ROOT, "%n%,d pseudowires, Linux %s%n", COUNT, Shell.ok("uname", "-r"));
    // Otherwise each interface that comes up gets IPv6 addresses and routes, which takes minutes.
    // Sluice does this itself.
    ipv6OnNewInterfaces(false);
    ipBatch(directory);
    double floor = netlinkFloor();
    ipv6OnNewInterfaces(true);
    Sluice sluice = parts.add(new Sluice(host, directory.resolve("sluice")));
    // New memory is expensive in the lab kernel, so the JVM touches all of it at its start.
    sluice.javaOptions("-Xms1g -Xmx1g -XX:+AlwaysPreTouch");
    sluice.start();
    try (Netconf client = sluice.netconf()) {
      Map<String, Long> requests = create(sluice, client, floor);
      assertEquals(COUNT, requests.get("l2tp SESSION_CREATE"), requests.toString());
      assertEquals(COUNT, sluice.status("/status").path("pseudowires").path("up").asInt());
      host.exec("ip", "link", "show", "dev", "pw" + (COUNT - 1));
      changeOne(sluice, client);
      memory(sluice);
      System.out.println(Figures.commits(sluice));
    }
  }

  private Map<String, Long> create(Sluice sluice, Netconf client, double floor) {
    Map<String, Long> before = Figures.requests(sluice);
    String config = Pseudowires.TUNNEL + Pseudowires.of(IntStream.rangeClosed(1, COUNT), n -> "");
    double edit = timed("edit-config", () -> Netconf.requireOk(client.edit(config)));
    double commit = timed("commit", () -> Netconf.requireOk(client.commit()));
    print("edit-config and commit, of the floor", "%8.2f", (edit + commit) / floor);
    print("commit, of the floor", "%8.2f", commit / floor);
    Map<String, Long> requests = Figures.requestsSince(before, sluice);
    System.out.println("requests of the commit: " + requests);
    return requests;
  }

  /** Checks that a commit costs as much as it changes. */
  private static void changeOne(Sluice sluice, Netconf client) {
    Netconf.requireOk(client.edit(Pseudowires.of(IntStream.of(COUNT / 2), n -> "<mtu>1400</mtu>")));
    Map<String, Long> before = Figures.requests(sluice);
    timed("commit that changes the MTU of one", () -> Netconf.requireOk(client.commit()));
    Map<String, Long> requests = Figures.requestsSince(before, sluice);
    System.out.println("requests of that commit: " + requests);
    assertTrue(
        Figures.sum(requests) <= 3, () -> "requests for one changed pseudowire: " + requests);
    assertEquals("1400", sluice.pseudowire(Pseudowires.name(COUNT / 2), "oper-mtu"));
  }

  private void ipBatch(Path directory) throws IOException {
    Path sessions = directory.resolve("sessions");
    Files.writeString(
        sessions,
        lines(
            n -> "l2tp add session tunnel_id 1 session_id %1$d peer_session_id %1$d name pw%1$d"));
    Path links = directory.resolve("links");
    Files.writeString(
        links, lines(n -> "link set dev pw%1$d mtu " + MTU + " alias pseudowire-%1$d up"));
    BareTunnel.add(host);
    double first =
        timed("ip -batch, sessions", () -> host.exec("ip", "-batch", sessions.toString()));
    double second =
        timed("ip -batch, interfaces", () -> host.exec("ip", "-batch", links.toString()));
    print("ip -batch, both", "%8.2f s", first + second);
    deleteTunnel();
  }

  private static String lines(IntFunction<String> format) {
    return IntStream.rangeClosed(1, COUNT)
        .mapToObj(n -> format.apply(n).formatted(n) + "\n")
        .collect(Collectors.joining());
  }

  private double netlinkFloor() {
    BareTunnel.add(host);
    double first =
        timed(
            "bare netlink, sessions",
            () ->
                host.call(
                    () -> {
                      NetlinkFloor.createSessions(1, COUNT);
                      return null;
                    }));
    double second =
        timed(
            "bare netlink, interfaces",
            () ->
                host.call(
                    () -> {
                      NetlinkFloor.configureInterfaces(COUNT, MTU);
                      return null;
                    }));
    print("bare netlink, both: the floor", "%8.2f s", first + second);
    deleteTunnel();
    return first + second;
  }

  private void ipv6OnNewInterfaces(boolean on) {
    host.exec("sysctl", "-qw", "net.ipv6.conf.default.disable_ipv6=" + (on ? 0 : 1));
  }

  private void deleteTunnel() {
    timed("deleting the tunnel with its sessions", () -> BareTunnel.delete(host));
  }

  private static void memory(Sluice sluice) {
    String pid = Long.toString(sluice.process().pid());
    String jcmd = Path.of(System.getProperty("java.home"), "bin/jcmd").toString();
    Shell.ok(jcmd, pid, "GC.run");
    System.out.println(
        "heap in use: "
            + Pattern.compile("total .*?used (\\d+K)")
                .matcher(Shell.ok(jcmd, pid, "GC.heap_info"))
                .results()
                .map(generation -> generation.group(1))
                .collect(Collectors.joining(" and ")));
    System.out.println(Shell.ok("grep", "-E", "VmHWM|VmRSS", "/proc/" + pid + "/status"));
  }
}
