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
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.sluice.tests.site.BridgePorts;
import net.sluice.tests.site.BridgePorts.Port;
import net.sluice.tests.site.Funnels;
import net.sluice.tests.site.Namespace;
import net.sluice.tests.site.Netconf;
import net.sluice.tests.site.Parts;
import net.sluice.tests.site.Pseudowires;
import net.sluice.tests.site.Shell;
import net.sluice.tests.site.Sluice;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many pseudowires in one funnel by one commit, beside {@code ip -batch} and {@code bridge -batch},
 * and bare netlink, doing the same in the same kernel. Times are printed, requests are counted. For
 * the lab.
 */
public class FunnelScaleCases {
  private static final int COUNT = Integer.getInteger("sluice.scale.funnel", 2_500);
  private static final int CAPACITY = Integer.getInteger("sluice.scale.leaf", 1000);
  private static final int LEAVES = FunnelFloor.leaves(COUNT, CAPACITY);
  private static final int MTU = 1400;

  private static final String FUNNEL =
      Funnels.funnel("trunk", "<leaf-capacity>" + CAPACITY + "</leaf-capacity>");

  private final Parts parts = new Parts();
  private Namespace host;

  @BeforeEach
  void start() {
    host = parts.add(Namespace.create("host"));
    host.exec("ip", "link", "add", "trunk", "up", "type", "dummy");
    // For all three; Sluice would do without.
    host.exec("sysctl", "-qw", "net.ipv6.conf.default.disable_ipv6=1");
  }

  @AfterEach
  void stop() {
    parts.close();
  }

  @Test
  void manyPseudowiresInOneFunnel(@TempDir Path directory) throws IOException {
    System.out.printf(
        Locale.ROOT,
        "%n%,d pseudowires in a funnel with leaves of %d, Linux %s%n",
        COUNT,
        CAPACITY,
        Shell.ok("uname", "-r"));
    double batch = ipAndBridgeBatch(directory);
    double floor = netlinkFloor();
    Sluice sluice = parts.add(new Sluice(host, directory.resolve("sluice")));
    sluice.javaOptions("-Xms1g -Xmx1g -XX:+AlwaysPreTouch");
    sluice.start();
    try (Netconf client = sluice.netconf()) {
      create(sluice, client, floor, batch);
      oneMore(sluice, client, COUNT + 1);
      oneMore(sluice, client, COUNT + 2);
      removeFunnelAlone(client);
      remove(client);
    } finally {
      System.out.println(Figures.commits(sluice));
    }
  }

  private void create(Sluice sluice, Netconf client, double floor, double batch) {
    Netconf.requireOk(
        client.edit(FUNNEL + Pseudowires.TUNNEL + pseudowires(IntStream.rangeClosed(1, COUNT))));
    Map<String, Long> before = Figures.requests(sluice);
    double commit = timed("commit", () -> Netconf.requireOk(client.commit()));
    print("commit, of the floor", "%8.2f", commit / floor);
    print("commit, of ip and bridge -batch", "%8.2f", commit / batch);
    Map<String, Long> requests = Figures.requestsSince(before, sluice);
    System.out.println("requests of the commit: " + requests);
    assertEquals(COUNT, requests.get("l2tp SESSION_CREATE"), requests.toString());
    long links = requests.get("rtnl NEWLINK");
    assertTrue(links <= 2L * COUNT + 10L * (LEAVES + 1), requests::toString);
    verify(COUNT);
    assertEquals(COUNT, sluice.status("/status").path("pseudowires").path("up").asInt());
  }

  /** All are there, in leaves, isolated and forwarding, and so are the leaves. */
  private void verify(int count) {
    Map<String, Port> ports = BridgePorts.of(host);
    assertEquals(count, isolated(ports, "pw", "fbb0-0-"));
    assertEquals(FunnelFloor.leaves(count, CAPACITY), isolated(ports, "fbd", "fbb0-1-0"));
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

  /** A commit costs what it changes. What is read besides is read on account of events. */
  private void oneMore(Sluice sluice, Netconf client, int number) {
    Netconf.requireOk(client.edit(pseudowires(IntStream.of(number))));
    Map<String, Long> before = Figures.requests(sluice);
    timed("commit that adds one", () -> Netconf.requireOk(client.commit()));
    Map<String, Long> requests = Figures.requestsSince(before, sluice);
    System.out.println("requests of that commit: " + requests);
    requests.remove("rtnl GETLINK");
    assertEquals(Map.of("l2tp SESSION_CREATE", 1L, "rtnl NEWLINK", 2L), requests);
    verify(number);
  }

  private void removeFunnelAlone(Netconf client) {
    Netconf.requireOk(client.edit(Funnels.withoutFunnel(IntStream.rangeClosed(1, COUNT))));
    timed(
        "commit that removes the funnel alone",
        () -> {
          Netconf.requireOk(client.commit());
          BareTunnel.awaitGone(host, "fb");
        });
    assertEquals(0, BridgePorts.of(host).size());
    client.apply(FUNNEL + pseudowires(IntStream.rangeClosed(1, COUNT)));
    verify(COUNT);
  }

  private void remove(Netconf client) {
    Netconf.requireOk(
        client.edit(Funnels.withoutFunnel(IntStream.empty()) + Pseudowires.noTunnel()));
    timed(
        "commit that removes all",
        () -> {
          Netconf.requireOk(client.commit());
          BareTunnel.awaitGone(host, "fb");
          BareTunnel.awaitGone(host, "pw");
        });
  }

  private static String pseudowires(IntStream numbers) {
    return Funnels.attached(numbers, n -> "");
  }

  private double netlinkFloor() {
    BareTunnel.add(host);
    double sessions = bare("sessions", () -> NetlinkFloor.createSessions(1, COUNT));
    double tree = bare("tree", () -> FunnelFloor.build(LEAVES));
    double joins = bare("joins", () -> FunnelFloor.join(COUNT, CAPACITY, MTU));
    print("bare netlink, all: the floor", "%8.2f s", sessions + tree + joins);
    double bridges = bare("removing the tree", FunnelFloor::remove);
    double leave = bare("leaving bridges", () -> FunnelFloor.leave(COUNT));
    print("bare netlink, removing the funnel alone", "%8.2f s", bridges + leave);
    bare("tree", () -> FunnelFloor.build(LEAVES));
    bare("joins", () -> FunnelFloor.join(COUNT, CAPACITY, MTU));
    bridges = bare("removing the tree", FunnelFloor::remove);
    double tunnel = timed("deleting the tunnel", () -> BareTunnel.delete(host));
    print("bare netlink, removing all", "%8.2f s", bridges + tunnel);
    return sessions + tree + joins;
  }

  private double bare(String what, Runnable work) {
    return timed(
        "bare netlink, " + what,
        () ->
            host.call(
                () -> {
                  work.run();
                  return null;
                }));
  }

  private double ipAndBridgeBatch(Path directory) throws IOException {
    Path sessions =
        write(
            directory.resolve("sessions"),
            COUNT,
            "l2tp add session tunnel_id 1 session_id %1$d peer_session_id %1$d name pw%1$d");
    Path leaves =
        write(
            directory.resolve("leaves"),
            LEAVES,
            """
            link add fbleaf%1$d up type bridge mcast_snooping 0
            link add fbup%1$d numtxqueues 1 numrxqueues 1 type veth peer name fbdown%1$d numtxqueues 1 numrxqueues 1
            link set fbup%1$d master fbleaf%1$d up
            link set fbdown%1$d master fbroot""");
    Path down = write(directory.resolve("down"), LEAVES, "link set dev fbdown%d isolated on");
    Path up = write(directory.resolve("up"), LEAVES, "link set fbdown%d up");
    Path joins = directory.resolve("joins");
    Files.writeString(
        joins,
        IntStream.rangeClosed(1, COUNT)
            .mapToObj(
                n ->
                    "link set dev pw%1$d mtu %2$d alias pseudowire-%1$d master fbleaf%3$d\n"
                        .formatted(n, MTU, 1 + (n - 1) / CAPACITY))
            .collect(Collectors.joining()));
    Path isolation = write(directory.resolve("isolation"), COUNT, "link set dev pw%d isolated on");
    Path ports = write(directory.resolve("ports"), COUNT, "link set dev pw%d up");
    BareTunnel.add(host);
    double made =
        batch("ip", sessions)
            + timed(
                "ip, root", () -> host.exec("ip", "link", "add", "fbroot", "up", "type", "bridge"))
            + batch("ip", leaves)
            + batch("bridge", down)
            + batch("ip", up)
            + batch("ip", joins)
            + batch("bridge", isolation)
            + batch("ip", ports);
    print("ip -batch and bridge -batch", "%8.2f s", made);
    Path removal =
        write(
            directory.resolve("removal"),
            LEAVES,
            """
            link del fbleaf%1$d
            link del fbup%1$d""");
    double removed =
        batch("ip", removal) + timed("ip, root", () -> host.exec("ip", "link", "del", "fbroot"));
    print("ip -batch, removing the funnel alone", "%8.2f s", removed);
    double tunnel = timed("deleting the tunnel", () -> BareTunnel.delete(host));
    print("ip -batch, removing all", "%8.2f s", removed + tunnel);
    return made;
  }

  private double batch(String program, Path file) {
    return timed(
        program + " -batch, " + file.getFileName(),
        () -> host.exec(program, "-batch", file.toString()));
  }

  private static Path write(Path file, int count, String format) throws IOException {
    return Files.writeString(
        file,
        IntStream.rangeClosed(1, count)
            .mapToObj(n -> format.formatted(n) + "\n")
            .collect(Collectors.joining()));
  }
}
