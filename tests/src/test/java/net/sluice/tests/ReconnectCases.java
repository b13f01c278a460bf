package net.sluice.tests;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import net.sluice.netlink.Await;
import net.sluice.tests.site.Namespace;
import net.sluice.tests.site.Netconf;
import net.sluice.tests.site.Network;
import net.sluice.tests.site.Parts;
import net.sluice.tests.site.Sluice;
import net.sluice.tests.site.Wire;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The daemon of the peer is killed and starts again. This end must detect it within the configured
 * time and set the interface down; then both must negotiate again, without an operator.
 */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
abstract class ReconnectCases {
  /** HELLO after a second of silence, sent again after 1, 2 and 4 s; failure after another 8 s. */
  private static final Duration NOTICED = Duration.ofSeconds(1 + 1 + 2 + 4 + 8);

  /** The time of a slow machine, which only a failure needs. */
  private static final Duration SLACK = Duration.ofSeconds(60);

  private final String plane;
  @AutoClose private final Parts parts = new Parts();
  private Network network;
  private Sluice left;
  private Sluice right;

  /** Creates the tests for a data plane, with its name in the model. */
  ReconnectCases(String plane) {
    this.plane = plane;
  }

  @ParameterizedTest
  @ValueSource(strings = {"udp", "ip"})
  void aKilledPeerIsDetectedAndComesBack(String encapsulation, @TempDir Path directory) {
    network = parts.add(Network.create());
    left = site(network.left(), 1, encapsulation, directory.resolve("left"));
    right = site(network.right(), 2, encapsulation, directory.resolve("right"));
    try {
      awaitState(left, "up", SLACK);
      awaitState(right, "up", SLACK);
      ping();

      right.kill();
      Duration noticed = awaitState(left, "dormant", NOTICED.plus(SLACK));
      System.out.printf("%s, %s: the loss noticed after %s%n", plane, encapsulation, noticed);
      String link = network.left().exec("ip", "link", "show", "dev", "pw0");
      assertTrue(link.contains("NO-CARRIER") && link.contains("DORMANT"), link);
      assertTrue(link.contains("master br0"), link);

      right.start();
      awaitState(left, "up", Duration.ofSeconds(60));
      awaitState(right, "up", SLACK);
      ping();
    } catch (AssertionError e) {
      e.addSuppressed(new AssertionError("left:\n" + left.log() + "\nright:\n" + right.log()));
      throw e;
    }
  }

  /** Creates a bridge with an address, which stays whatever happens to the pseudowire in it. */
  private Sluice site(Namespace namespace, int end, String encapsulation, Path directory) {
    namespace.exec("ip", "link", "add", "br0", "type", "bridge");
    namespace.exec("ip", "address", "add", "198.51.100." + end + "/24", "dev", "br0");
    namespace.exec("ip", "link", "set", "br0", "up");
    Sluice sluice = parts.add(new Sluice(namespace, directory));
    sluice.initialConfig("{'sluice-l2tp:l2tp': {'system': {'data-plane': '%s'}}}".formatted(plane));
    sluice.start();
    try (Netconf client = sluice.netconf()) {
      client.apply(config(end, encapsulation));
    }
    return sluice;
  }

  private static String config(int end, String encapsulation) {
    return """
        <l2tp xmlns="%s"><tunnel>
          <name>t</name><signaling>dynamic</signaling><encapsulation>%s</encapsulation>
          <local-address>192.0.2.%d</local-address><peer-address>192.0.2.%d</peer-address>
          <secret>a secret</secret><hello-interval>1</hello-interval>
          <retransmit><limit>3</limit></retransmit><retry-cap>2</retry-cap>
        </tunnel></l2tp>
        <pseudowires xmlns="%s"><pseudowire>
          <name>p</name><tunnel>t</tunnel><cookie-length>8</cookie-length><bridge>br0</bridge>
        </pseudowire></pseudowires>
        """
        .formatted(Wire.L2TP, encapsulation, end, 3 - end, Wire.PSEUDOWIRE);
  }

  private static Duration awaitState(Sluice sluice, String state, Duration limit) {
    return Await.until(
        "the pseudowire is " + state,
        limit,
        () -> sluice.status("/pseudowires/p").toPrettyString(),
        () -> sluice.pseudowire("p", "oper-status").equals(state));
  }

  private void ping() {
    network.left().exec("ping", "-q", "-c2", "-i0.1", "-W10", "198.51.100.2");
    network.right().exec("ping", "-q", "-c2", "-i0.1", "-W10", "198.51.100.1");
  }
}
