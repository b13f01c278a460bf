package net.sluice.tests.scale;

import static net.sluice.tests.scale.Figures.timed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import net.sluice.tests.site.BridgePorts;
import net.sluice.tests.site.BridgePorts.Port;
import net.sluice.tests.site.Funnels;
import net.sluice.tests.site.Namespace;
import net.sluice.tests.site.Netconf;
import net.sluice.tests.site.Pseudowires;
import net.sluice.tests.site.Shell;
import net.sluice.tests.site.Sluice;

/**
 * Many pseudowires in one funnel by one commit, compared with {@code ip -batch} and {@code bridge
 * -batch}, and with bare netlink in the same kernel. Prints the times, counts the requests and
 * checks the result.
 */
final class FunnelScale {
  private static final int MTU = 1400;

  /** The greatest number of requests for the bridges and links of a leaf. */
  private static final int LEAF_REQUESTS = 10;

  private final Namespace host;
  private final SessionKind sessions;
  private final Size size;
  private final String funnel;

  /**
   * @param host a namespace with an uplink, {@link #addUplink}, and nothing else
   */
  FunnelScale(Namespace host, SessionKind sessions, Size size) {
    this.host = host;
    this.sessions = sessions;
    this.size = size;
    funnel = Funnels.funnel("trunk", "<leaf-capacity>" + size.capacity() + "</leaf-capacity>");
  }

  /** Adds the uplink, which serves any number of runs. */
  static void addUplink(Namespace host) {
    host.exec("ip", "link", "add", "trunk", "up", "type", "veth", "peer", "name", "outside");
    host.exec("ip", "link", "set", "outside", "up");
  }

  /**
   * Measures all three. Afterwards the host is as before.
   *
   * @param directory an empty directory
   */
  void run(Path directory) {
    // For all three; Sluice would do this itself.
    host.exec("sysctl", "-qw", "net.ipv6.conf.default.disable_ipv6=1");
    String before = interfaces();
    System.out.printf(
        Locale.ROOT,
        "%n%,d pseudowires in a funnel with leaves of %d, Linux %s%n",
        size.pseudowires(),
        size.capacity(),
        Shell.ok("uname", "-r"));
    Times batch = new FunnelBatch(host, sessions, size, directory).run(MTU);
    assertEquals(before, interfaces());
    Times floor = new FunnelFloor(host, sessions, size).run(MTU);
    assertEquals(before, interfaces());
    Times sluice = sluice(directory.resolve("sluice"));
    assertEquals(before, interfaces());
    batch.print("ip and bridge -batch");
    floor.print("bare netlink, the floor");
    sluice.print("Sluice");
    sluice.printBeside("ip and bridge -batch", batch);
    sluice.printBeside("the floor", floor);
  }

  private String interfaces() {
    return host.exec("ls", "/sys/class/net");
  }

  private Times sluice(Path directory) {
    try (Sluice sluice = sessions.sluice(host, directory)) {
      sluice.start();
      try (Netconf client = sluice.netconf()) {
        double making = create(sluice, client);
        oneMore(sluice, client, size.pseudowires() + 1);
        oneMore(sluice, client, size.pseudowires() + 2);
        double removingFunnel = removeFunnelAlone(sluice, client);
        return new Times(making, removingFunnel, remove(sluice, client));
      } finally {
        System.out.println(Figures.commits(sluice));
      }
    }
  }

  private double create(Sluice sluice, Netconf client) {
    String all = funnel + Pseudowires.TUNNEL + pseudowires(everyOne());
    timed("edit-config", () -> Netconf.requireOk(client.edit(all)));
    Map<String, Long> before = Figures.requests(sluice);
    double seconds = timed("commit", () -> Netconf.requireOk(client.commit()));
    Map<String, Long> requests = Figures.requestsSince(before, sluice);
    System.out.println("requests of the commit: " + requests);
    assertEquals(size.pseudowires(), requests.get(sessions.creations()), requests.toString());
    long links = requests.get("rtnl NEWLINK");
    long most = 2L * size.pseudowires() + (long) LEAF_REQUESTS * (size.leaves() + 1);
    assertTrue(links <= most, requests::toString);
    verify(size.pseudowires());
    assertEquals(
        size.pseudowires(), sluice.status("/status").path("pseudowires").path("up").asInt());
    return seconds;
  }

  /** Checks that all pseudowires and leaves exist, are isolated and forward. */
  private void verify(int count) {
    Map<String, Port> ports = BridgePorts.of(host);
    assertEquals(count, isolated(ports, "pw", "fbb0-0-"));
    assertEquals(size.leaves(count), isolated(ports, "fbd", "fbb0-1-0"));
    assertEquals("fbb0-1-0", ports.get("trunk").bridge());
  }

  private static long isolated(Map<String, Port> ports, String name, String bridge) {
    return ports.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(name))
        .map(Map.Entry::getValue)
        .filter(port -> port.bridge().startsWith(bridge))
        .filter(port -> port.isolated() && port.state().equals("forwarding"))
        .count();
  }

  /** Checks that a commit costs as much as it changes. Other reads result from events. */
  private void oneMore(Sluice sluice, Netconf client, int number) {
    Netconf.requireOk(client.edit(pseudowires(IntStream.of(number))));
    Map<String, Long> before = Figures.requests(sluice);
    timed("commit that adds one", () -> Netconf.requireOk(client.commit()));
    Map<String, Long> requests = changes(before, sluice);
    System.out.println("requests of that commit: " + requests);
    if (size.leaves(number) == size.leaves(number - 1)) {
      assertEquals(Map.of(sessions.creations(), 1L, "rtnl NEWLINK", 2L), requests);
    } else {
      assertTrue(Figures.sum(requests) <= 3 + LEAF_REQUESTS, requests::toString);
    }
    verify(number);
  }

  private static Map<String, Long> changes(Map<String, Long> before, Sluice sluice) {
    Map<String, Long> requests = Figures.requestsSince(before, sluice);
    requests.remove("rtnl GETLINK");
    return requests;
  }

  private double removeFunnelAlone(Sluice sluice, Netconf client) {
    Netconf.requireOk(client.edit(Funnels.withoutFunnel(everyOne())));
    double seconds = removal("commit that removes the funnel alone", () -> {}, sluice, client);
    assertEquals(0, BridgePorts.of(host).size());
    client.apply(funnel + pseudowires(everyOne()));
    verify(size.pseudowires());
    return seconds;
  }

  private double remove(Sluice sluice, Netconf client) {
    Netconf.requireOk(
        client.edit(Funnels.withoutFunnel(IntStream.empty()) + Pseudowires.noTunnel()));
    return removal("commit that removes all", () -> sessions.awaitGone(host), sluice, client);
  }

  /**
   * Checks that the removal needs a few requests only, for any number of pseudowires.
   *
   * @param awaitMore waits until the other objects, besides the tree, are gone
   */
  private double removal(String what, Runnable awaitMore, Sluice sluice, Netconf client) {
    Map<String, Long> before = Figures.requests(sluice);
    double seconds =
        timed(
            what,
            () -> {
              Netconf.requireOk(client.commit());
              BareTunnel.awaitGone(host, "fb");
              awaitMore.run();
            });
    Map<String, Long> requests = changes(before, sluice);
    System.out.println("requests of that commit: " + requests);
    assertTrue(Figures.sum(requests) <= LEAF_REQUESTS, requests::toString);
    return seconds;
  }

  private IntStream everyOne() {
    return IntStream.rangeClosed(1, size.pseudowires());
  }

  private static String pseudowires(IntStream numbers) {
    return Funnels.attached(numbers, n -> "");
  }
}
