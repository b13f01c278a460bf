package net.sluice.tests;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.sluice.netlink.Await;
import net.sluice.tests.site.Namespace;
import net.sluice.tests.site.Netconf;
import net.sluice.tests.site.Network;
import net.sluice.tests.site.Parts;
import net.sluice.tests.site.Sluice;
import net.sluice.tests.site.Wire;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A tunnel that changes its kind on one UDP port, with one commit at each end. The old tunnel frees
 * the port only after the commit, so Sluice itself must try again until the new one is up.
 *
 * <p>The change from dynamic to static is left to a test of the manager in simulated time: a
 * control connection that its peer closed keeps its socket for 31 s (RFC 3931 section 3.3.2).
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
abstract class KindChangeCases {
  private static final int PORT = 1701;

  private static final List<Kind> CHANGES =
      List.of(Kind.STATIC, Kind.KEEPALIVE, Kind.STATIC, Kind.DYNAMIC);

  /** The time until the port is free, Sluice tries again, and the ends agree. */
  private static final Duration LIMIT = Duration.ofSeconds(100);

  private final String plane;
  @AutoClose private final Parts parts = new Parts();
  private Network network;
  private Sluice left;
  private Sluice right;

  /** The values of {@code signaling}. */
  private enum Kind {
    STATIC,
    KEEPALIVE,
    DYNAMIC;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Creates the tests for a data plane, with its name in the model. */
  KindChangeCases(String plane) {
    this.plane = plane;
  }

  @Test
  void theTunnelChangesItsKindOnItsPort(@TempDir Path directory) {
    network = parts.add(Network.create());
    left = site(network.left(), 1, directory.resolve("left"));
    right = site(network.right(), 2, directory.resolve("right"));
    try (Netconf leftClient = left.netconf();
        Netconf rightClient = right.netconf()) {
      for (Kind kind : CHANGES) {
        Netconf.requireOk(rightClient.edit(config(kind, 2)));
        Netconf.requireOk(leftClient.edit(config(kind, 1)));
        // The right end listens before the left one asks, and is the one that sends StopCCN.
        Netconf.requireOk(rightClient.commit());
        Netconf.requireOk(leftClient.commit());
        Duration took =
            Await.until(
                "both ends are up and healthy as " + kind,
                LIMIT,
                () -> state(left) + "\n" + state(right),
                () -> isSettled(left, kind) && isSettled(right, kind));
        System.out.printf("%s: the tunnel is up as %s after %s%n", plane, kind, took);
        ping();
      }
    } catch (AssertionError e) {
      e.addSuppressed(new AssertionError("left:\n" + left.log() + "\nright:\n" + right.log()));
      throw e;
    }
  }

  /** Starts a Sluice beside a bridge whose address stays if the interface in it is recreated. */
  private Sluice site(Namespace namespace, int end, Path directory) {
    namespace.exec("ip", "link", "add", "br0", "type", "bridge");
    namespace.exec("ip", "address", "add", "198.51.100." + end + "/24", "dev", "br0");
    namespace.exec("ip", "link", "set", "br0", "up");
    Sluice sluice = parts.add(new Sluice(namespace, directory));
    sluice.initialConfig("{'sluice-l2tp:l2tp': {'system': {'data-plane': '%s'}}}".formatted(plane));
    sluice.start();
    return sluice;
  }

  private static String config(Kind kind, int end) {
    int peer = 3 - end;
    return """
        <l2tp xmlns="%s"><tunnel nc:operation="replace">
          <name>t</name><signaling>%s</signaling>
          <local-address>192.0.2.%d</local-address><peer-address>192.0.2.%d</peer-address>
          <local-port>%d</local-port>%s
        </tunnel></l2tp>
        <pseudowires xmlns="%s"><pseudowire nc:operation="replace">
          <name>p</name><tunnel>t</tunnel><interface-name>wire</interface-name>
          <bridge>br0</bridge>%s
        </pseudowire></pseudowires>
        """
        .formatted(
            Wire.L2TP,
            kind,
            end,
            peer,
            PORT,
            kind == Kind.DYNAMIC ? role(end) : ids("tunnel", end),
            Wire.PSEUDOWIRE,
            kind == Kind.DYNAMIC ? "" : ids("session", 100 + end));
  }

  /** The left end opens the control connection; the right one answers from its port. */
  private static String role(int end) {
    return "<initiate>%s</initiate><answer-port>listen</answer-port>".formatted(end == 1);
  }

  /** Ids that are 1 and 2, or 101 and 102, at the two ends. */
  private static String ids(String object, int local) {
    int peer = local % 100 == 1 ? local + 1 : local - 1;
    return "<local-%1$s-id>%2$d</local-%1$s-id><peer-%1$s-id>%3$d</peer-%1$s-id>"
        .formatted(object, local, peer);
  }

  private static boolean isSettled(Sluice sluice, Kind kind) {
    JsonNode tunnel = sluice.status("/tunnels/t");
    return tunnel.path("signaling").asText().equals(kind.toString())
        && isUp(tunnel)
        && isUp(sluice.status("/pseudowires/p"))
        && sluice.status("/healthz").path("consistent").asBoolean();
  }

  private static boolean isUp(JsonNode status) {
    return status.path("oper-status").asText().equals("up");
  }

  private static String state(Sluice sluice) {
    return Stream.of("/tunnels/t", "/pseudowires/p", "/healthz")
        .map(path -> sluice.status(path).toPrettyString())
        .collect(Collectors.joining("\n"));
  }

  private void ping() {
    network.left().exec("ping", "-q", "-c2", "-i0.1", "-W10", "198.51.100.2");
    network.right().exec("ping", "-q", "-c2", "-i0.1", "-W10", "198.51.100.1");
  }
}
