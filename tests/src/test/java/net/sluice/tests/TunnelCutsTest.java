package net.sluice.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import net.sluice.netlink.Await;
import net.sluice.tests.site.Namespace;
import net.sluice.tests.site.Netconf;
import net.sluice.tests.site.Network;
import net.sluice.tests.site.Parts;
import net.sluice.tests.site.Sluice;
import net.sluice.tests.site.Wire;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Four tunnels between the same two addresses, which both ends initiate. The link is cut and
 * restored; {@code -Dsluice.cuts=20} sets how often.
 */
class TunnelCutsTest {
  private static final int TUNNELS = 4;
  private static final int CUTS = Integer.getInteger("sluice.cuts", 1);
  private static final Duration LIMIT = Duration.ofSeconds(90);

  @AutoClose private final Parts parts = new Parts();
  private Sluice left;
  private Sluice right;

  @Test
  void eachPseudowireIsUpInItsOwnTunnelAfterEachCut(@TempDir Path directory) {
    Network network = parts.add(Network.create());
    left = site(network.left(), 1, directory.resolve("left"));
    right = site(network.right(), 2, directory.resolve("right"));
    Random random = new Random(CUTS);
    awaitPaired();
    for (int cut = 0; cut < CUTS; cut++) {
      Namespace end = random.nextBoolean() ? network.left() : network.right();
      end.exec("ip", "link", "set", "uplink", "down");
      awaitDown(random.nextBoolean() ? left : right, random.nextInt(TUNNELS));
      end.exec("ip", "link", "set", "uplink", "up");
      awaitPaired();
    }
  }

  private Sluice site(Namespace namespace, int end, Path directory) {
    Sluice sluice = parts.add(new Sluice(namespace, directory));
    sluice.initialConfig("{'sluice-l2tp:l2tp': {'system': {'data-plane': 'userspace'}}}");
    sluice.start();
    try (Netconf client = sluice.netconf()) {
      client.apply(config(end));
    }
    return sluice;
  }

  private static String config(int end) {
    StringBuilder tunnels = new StringBuilder();
    StringBuilder pseudowires = new StringBuilder();
    for (int number = 0; number < TUNNELS; number++) {
      tunnels.append(
          """
          <tunnel>
            <name>t%1$d</name><signaling>dynamic</signaling>
            <local-address>192.0.2.%2$d</local-address><peer-address>192.0.2.%3$d</peer-address>
            <host-name>end%2$d-%1$d</host-name><peer-host-name>end%3$d-%1$d</peer-host-name>
            <hello-interval>1</hello-interval><retransmit><limit>1</limit></retransmit>
            <tie-breaker>%4$s</tie-breaker><retry-cap>2</retry-cap>
          </tunnel>
          """
              .formatted(number, end, 3 - end, number % 2 == 0));
      pseudowires.append(
          "<pseudowire><name>p%1$d</name><tunnel>t%1$d</tunnel></pseudowire>".formatted(number));
    }
    return "<l2tp xmlns=\"%s\">%s</l2tp><pseudowires xmlns=\"%s\">%s</pseudowires>"
        .formatted(Wire.L2TP, tunnels, Wire.PSEUDOWIRE, pseudowires);
  }

  private static void awaitDown(Sluice sluice, int number) {
    Await.until(
        "the loss is detected",
        LIMIT,
        () -> sluice.status("/tunnels").toPrettyString(),
        () -> !tunnel(sluice, number).path("oper-status").asText().equals("up"));
  }

  private void awaitPaired() {
    Await.until(
        "all pseudowires are up in their own tunnels",
        LIMIT,
        () -> left.status("/tunnels").toPrettyString() + right.status("/tunnels").toPrettyString(),
        this::paired);
    assertEquals(TUNNELS, left.status("/tunnels").path("tunnels").size());
    assertEquals(TUNNELS, right.status("/tunnels").path("tunnels").size());
  }

  private boolean paired() {
    for (int number = 0; number < TUNNELS; number++) {
      JsonNode one = tunnel(left, number);
      JsonNode other = tunnel(right, number);
      if (!one.path("oper-status").asText().equals("up")
          || !one.path("local-tunnel-id").equals(other.path("peer-tunnel-id"))
          || !one.path("peer-tunnel-id").equals(other.path("local-tunnel-id"))
          || !left.pseudowire("p" + number, "oper-status").equals("up")
          || !right.pseudowire("p" + number, "oper-status").equals("up")) {
        return false;
      }
    }
    return true;
  }

  private static JsonNode tunnel(Sluice sluice, int number) {
    return sluice.status("/tunnels/t" + number);
  }
}
