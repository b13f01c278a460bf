package net.sluice.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
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
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A network that loses, duplicates and reorders packets: sessions come up, stay up and are removed,
 * and nothing remains. BadNetworkTest does this with a thousand sessions and ten minutes in
 * simulated time; {@code -Dsluice.lossy=1000} does it here. For the lab, whose kernels have netem.
 */
@Timeout(value = 45, unit = TimeUnit.MINUTES)
class LossyNetworkCases {
  private static final int COUNT = Integer.getInteger("sluice.lossy", 40);

  private static final String NETEM = "netem delay 50ms loss 20% duplicate 10% reorder 25%";

  /** With the first timeout of the RFC (1 s) and a loss of 20 %, the test would take minutes. */
  private static final String TUNNEL =
      "<hello-interval>1</hello-interval>"
          + "<retransmit><timeout>200</timeout><limit>20</limit></retransmit>";

  @AutoClose private final Parts parts = new Parts();
  private Network network;

  @Test
  void sessionsComeUpStayUpAndAreRemoved(@TempDir Path directory) {
    network = parts.add(Network.create());
    impair(network.left());
    impair(network.right());
    Sluice left = site(network.left(), 1, directory.resolve("left"));
    Sluice right = site(network.right(), 2, directory.resolve("right"));
    Duration limit = Duration.ofSeconds(60 + COUNT);
    Duration setUp = awaitUp(left, right, COUNT, limit);
    System.out.printf("%d sessions came up through '%s' in %s%n", COUNT, NETEM, setUp);
    stays(left);
    stays(right);
    try (Netconf client = left.netconf()) {
      client.apply(Signaled.noPseudowires());
    }
    Await.until(
        "the right end has lost its sessions",
        limit,
        () -> right.status("/status").toPrettyString(),
        () -> Signaled.up(right) == 0);
    Await.until(
        "no interface of the left end is left",
        limit,
        () -> network.left().exec("ip", "link", "show"),
        () -> !network.left().exec("ip", "-o", "link", "show").contains(": pw"));
    try (Netconf client = right.netconf()) {
      client.apply(Signaled.noPseudowires());
    }
    Await.until(
        "no interface of the right end is left",
        limit,
        () -> network.right().exec("ip", "link", "show"),
        () -> !network.right().exec("ip", "-o", "link", "show").contains(": pw"));
    assertEquals("up", left.status("/tunnels/t1").path("oper-status").asText());
  }

  private static void impair(Namespace namespace) {
    namespace.exec("sh", "-c", "tc qdisc add dev uplink root " + NETEM);
  }

  private Sluice site(Namespace namespace, int end, Path directory) {
    Sluice sluice = parts.add(new Sluice(namespace, directory));
    sluice.start();
    try (Netconf client = sluice.netconf()) {
      client.apply(
          Signaled.tunnels(1, n -> "192.0.2." + end, n -> "192.0.2." + (3 - end), TUNNEL)
              + Signaled.pseudowires(COUNT, 1, "<initiate>" + (end == 1) + "</initiate>"));
    }
    return sluice;
  }

  private static Duration awaitUp(Sluice left, Sluice right, int count, Duration limit) {
    return Await.until(
        count + " pseudowires are up",
        limit,
        () -> left.status("/status") + "\n" + right.status("/status") + "\n" + left.log(),
        () -> Signaled.up(left) == count && Signaled.up(right) == count);
  }

  /** Checks that all sessions stay up for some hello intervals, in which many hellos are lost. */
  private static void stays(Sluice sluice) {
    JsonNode before = sluice.status("/tunnels/t1");
    Await.until(
        "five hellos were sent",
        Duration.ofSeconds(60),
        () -> sluice.status("/counters/t1").toPrettyString(),
        () -> hellos(sluice) >= 5);
    assertEquals(before.path("last-change"), sluice.status("/tunnels/t1").path("last-change"));
    assertEquals(COUNT, Signaled.up(sluice));
    assertTrue(sluice.status("/counters/t1").findPath("retransmits").asLong() > 0);
  }

  private static long hellos(Sluice sluice) {
    return sluice.status("/counters/t1").findPath("hello").path("sent").asLong();
  }
}
