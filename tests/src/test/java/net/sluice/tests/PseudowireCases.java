package net.sluice.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Scanner;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import net.sluice.netlink.Await;
import net.sluice.tests.site.Namespace;
import net.sluice.tests.site.Netconf;
import net.sluice.tests.site.Network;
import net.sluice.tests.site.Parts;
import net.sluice.tests.site.Sluice;
import net.sluice.tests.site.Wire;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Two Sluices with a pseudowire between them, configured over NETCONF. Frames of the full inner MTU
 * must cross in both directions, with each wire format.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 120, unit = TimeUnit.SECONDS)
abstract class PseudowireCases {
  private static final Duration SET_UP = Duration.ofSeconds(20);

  private final String leftPlane;
  private final String rightPlane;

  @AutoClose private final Parts parts = new Parts();
  private Network network;
  private Sluice left;
  private Sluice right;
  private Netconf leftClient;
  private Netconf rightClient;

  /** Creates the tests for the data planes of both ends, with their names in the model. */
  PseudowireCases(String leftPlane, String rightPlane) {
    this.leftPlane = leftPlane;
    this.rightPlane = rightPlane;
  }

  /** Returns the wire formats to test. */
  abstract Stream<Wire> wires();

  /** Prepares one of both Sluices before it starts. */
  void prepare(Sluice sluice) {}

  /** Makes further checks while the pseudowire is up. */
  void inspect(Wire wire, Namespace left, Namespace right) {}

  static Stream<Wire> wires(boolean signaled, List<Integer> cookies, List<String> sublayers) {
    return Stream.of("udp", "ip")
        .flatMap(
            encapsulation ->
                Stream.of(4, 6)
                    .flatMap(
                        version ->
                            cookies.stream()
                                .flatMap(
                                    cookie ->
                                        sublayers.stream()
                                            .map(
                                                sublayer ->
                                                    new Wire(
                                                        signaled,
                                                        encapsulation,
                                                        version,
                                                        cookie,
                                                        sublayer)))));
  }

  @BeforeAll
  void start(@TempDir Path directory) {
    network = parts.add(Network.create());
    left = site(network.left(), leftPlane, directory.resolve("left"));
    right = site(network.right(), rightPlane, directory.resolve("right"));
    leftClient = parts.add(left.netconf());
    rightClient = parts.add(right.netconf());
  }

  private Sluice site(Namespace namespace, String plane, Path directory) {
    Sluice sluice = parts.add(new Sluice(namespace, directory));
    sluice.initialConfig("{'sluice-l2tp:l2tp': {'system': {'data-plane': '%s'}}}".formatted(plane));
    prepare(sluice);
    sluice.start();
    assertEquals(plane, sluice.status("/status").path("data-plane-in-use").asText());
    return sluice;
  }

  @ParameterizedTest
  @MethodSource("wires")
  void framesCross(Wire wire) {
    leftClient.apply(wire.config(1));
    rightClient.apply(wire.config(2));
    try {
      String leftName = bringUp(left, wire, 1);
      String rightName = bringUp(right, wire, 2);
      inspect(wire, network.left(), network.right());
      ping(network.left(), 2, wire.mtu());
      ping(network.right(), 1, wire.mtu());
      assertEquals(0, fragments(network.left()), "fragments on the path, left");
      assertEquals(0, fragments(network.right()), "fragments on the path, right");
      assertCarried(left);
      assertCarried(right);
      takeDown(leftClient, network.left(), leftName);
      takeDown(rightClient, network.right(), rightName);
    } catch (AssertionError e) {
      e.addSuppressed(new AssertionError("left:\n" + left.log() + "\nright:\n" + right.log()));
      throw e;
    }
  }

  private static String bringUp(Sluice sluice, Wire wire, int end) {
    Await.until(
        "the pseudowire is up",
        SET_UP,
        () -> sluice.status("/pseudowires/p").toPrettyString(),
        () -> sluice.pseudowire("p", "oper-status").equals("up"));
    assertEquals(Integer.toString(wire.mtu()), sluice.pseudowire("p", "oper-mtu"));
    String name = sluice.pseudowire("p", "oper-interface-name");
    sluice.namespace().exec("ip", "address", "add", "198.51.100." + end + "/24", "dev", name);
    return name;
  }

  private static void ping(Namespace from, int to, int mtu) {
    String peer = "198.51.100." + to;
    from.exec("ping", "-q", "-c2", "-i0.1", "-W10", peer);
    int payload = mtu - 28;
    from.exec("ping", "-q", "-c2", "-i0.1", "-W10", "-Mdo", "-s" + payload, peer);
  }

  /** Returns the number of fragments that the namespace has sent, of IPv4 and IPv6. */
  private static long fragments(Namespace namespace) {
    return namespace
        .exec("nstat", "-asz", "IpFragCreates", "Ip6FragCreates")
        .lines()
        .filter(line -> line.contains("FragCreates"))
        .map(Scanner::new)
        .mapToLong(words -> words.skip("\\S+").nextLong())
        .sum();
  }

  private static void assertCarried(Sluice sluice) {
    assertEquals("up", sluice.pseudowire("p", "oper-status"));
    var counters = sluice.status("/pseudowires/p").path("statistics");
    assertNotEquals(0, counters.path("in-packets").asLong(), counters.toString());
    assertNotEquals(0, counters.path("out-packets").asLong(), counters.toString());
    assertEquals(0, counters.path("in-errors").asLong(), counters.toString());
  }

  private static void takeDown(Netconf client, Namespace namespace, String name) {
    client.apply(Wire.removal());
    // The session of a signaled pseudowire is removed shortly after the commit.
    Await.until(
        "interface " + name + " is gone",
        SET_UP,
        () -> namespace.exec("ip", "link", "show"),
        () -> namespace.run("ip", "link", "show", "dev", name).status() != 0);
  }
}
