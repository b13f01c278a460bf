package net.sluice.tests.signaling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import net.sluice.netlink.Await;
import net.sluice.tests.site.Namespace;
import net.sluice.tests.site.Netconf;
import net.sluice.tests.site.Network;
import net.sluice.tests.site.Parts;
import net.sluice.tests.site.Signaled;
import net.sluice.tests.site.Sluice;
import net.sluice.tests.site.Wire;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * More SCCRQs from random addresses than Sluice can answer. Established tunnels must stay, a
 * configured peer must still connect, and memory must be bounded. Every peer is accepted, which is
 * the worst case. Nothing here depends on the speed of the machine but the limits of the waits.
 */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class FloodTest {
  private static final int RATE = 20_000;
  private static final int HALF_OPEN = 500;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @AutoClose private final Parts parts = new Parts();

  @Test
  void tunnelsSurviveAFloodOfRequests(@TempDir Path directory) throws Exception {
    Network network = parts.add(Network.create());
    network.left().exec("ip", "route", "add", "default", "via", "192.0.2.2");
    network.right().exec("ip", "address", "add", "192.0.2.3/24", "dev", "uplink");
    Sluice victim = site(network.left(), directory.resolve("victim"));
    Sluice peer = site(network.right(), directory.resolve("peer"));
    apply(
        victim,
        """
        <l2tp xmlns="%s">
          <system><limits><half-open>%d</half-open></limits></system>
          <peer-profile><name>anybody</name><prefix>0.0.0.0/0</prefix></peer-profile>
        </l2tp>
        """
            .formatted(Wire.L2TP, HALF_OPEN));
    apply(victim, tunnels("192.0.2.1", 2, false));
    apply(peer, tunnels(null, 1, true));
    awaitUp(victim, "t1");
    String since = victim.status("/tunnels/t1").path("last-change").asText();

    Flood flood = parts.add(new Flood(network.right(), InetAddress.getByName("192.0.2.1"), RATE));
    awaitSent(flood, 2 * RATE);
    long resident = resident(victim);
    long before = answers(victim);
    // Meanwhile a second configured peer connects.
    apply(peer, tunnels(null, 2, true));
    awaitUp(victim, "t2");
    awaitSent(flood, 10 * RATE);
    Await.until(
        "hellos or their acknowledgements cross the flood",
        LIMIT,
        () -> victim.status("/counters/t1").toPrettyString(),
        () -> answers(victim) >= before + 5);
    flood.close();

    assertEquals(since, victim.status("/tunnels/t1").path("last-change").asText());
    var counters = victim.status("/counters");
    // The configured tunnels need no place; each can have one half-open connection.
    assertTrue(counters.path("half-open").asInt() <= HALF_OPEN + 2, counters.toPrettyString());
    long growth = resident(victim) - resident;
    System.out.printf(
        "%,d SCCRQ sent; resident memory grew by %,d KB meanwhile; %s%n",
        flood.sent(), growth, counters);
    assertTrue(growth < 100_000, () -> "resident memory grew by " + growth + " KB");
  }

  private Sluice site(Namespace namespace, Path directory) {
    Sluice sluice = parts.add(new Sluice(namespace, directory));
    sluice.javaOptions("-Xmx256m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
    sluice.start();
    return sluice;
  }

  /** Returns tunnels to 192.0.2.2, 192.0.2.3 and so on, or a tunnel of one of these peers. */
  private static String tunnels(String local, int count, boolean initiate) {
    boolean victim = local != null;
    return Signaled.tunnels(
        count,
        n -> victim ? local : "192.0.2." + (1 + n),
        n -> victim ? "192.0.2." + (1 + n) : "192.0.2.1",
        """
        <initiate>%s</initiate><hello-interval>1</hello-interval>\
        <retransmit><limit>4</limit></retransmit><retry-cap>1</retry-cap>
        """
            .formatted(initiate));
  }

  private static void apply(Sluice sluice, String config) {
    try (Netconf client = sluice.netconf()) {
      client.apply(config);
    }
  }

  private static void awaitUp(Sluice sluice, String tunnel) {
    Await.until(
        "tunnel " + tunnel + " is up",
        LIMIT,
        () -> sluice.status("/tunnels/" + tunnel).toPrettyString() + sluice.log(),
        () -> sluice.status("/tunnels/" + tunnel).path("oper-status").asText().equals("up"));
  }

  private static void awaitSent(Flood flood, long count) {
    Await.until(count + " packets are sent", LIMIT, () -> "", () -> flood.sent() >= count);
  }

  /**
   * Returns the number of HELLOs and acknowledgements received. Only one end sends HELLO, whichever
   * is silent first: the other one hears it, and has no reason to send its own.
   */
  private static long answers(Sluice sluice) {
    var counters = sluice.status("/counters/t1");
    return counters.findPath("hello").path("good").asLong()
        + counters.findPath("ack").path("good").asLong();
  }

  /** Returns the resident memory in KB. */
  private static long resident(Sluice sluice) throws Exception {
    return Files.readString(Path.of("/proc/" + sluice.process().pid() + "/status"))
        .lines()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }
}
