package net.sluice.tests;

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
import net.sluice.tests.site.Sluice;
import net.sluice.tests.site.Wire;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Two Sluices whose configurations do not fit to each other: only the left one opens the tunnel and
 * requests the session, and both must name the cause within one retry, in the status, the events,
 * the log and NETCONF.
 */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class MismatchTest {
  private static final Duration ONE_RETRY = Duration.ofSeconds(30);

  /** A difference between the ends, and its name in the error of each. */
  private enum Mismatch {
    SECRET("<secret>one</secret>", "<secret>two</secret>", "", "", "secret", "bad-digest"),
    REMOTE_END_ID(
        "",
        "",
        "<remote-end-id>one1</remote-end-id>",
        "<remote-end-id>two2</remote-end-id>",
        "no pseudowire has the Remote End ID one1",
        "no pseudowire has the Remote End ID one1"),
    TYPE(
        "",
        "",
        "<type>ethernet-vlan</type>",
        "",
        "pseudowire type 4 is not this end's 5",
        "pseudowire type 4 is not this end's 5"),
    ENCAPSULATION(
        "<encapsulation>udp</encapsulation>",
        "<encapsulation>ip</encapsulation>",
        "",
        "",
        "the encapsulation of this tunnel is ip",
        "the encapsulation of this tunnel is ip");

    private final String leftTunnel;
    private final String rightTunnel;
    private final String leftPseudowire;
    private final String rightPseudowire;
    private final String leftCause;
    private final String rightCause;

    Mismatch(
        String leftTunnel,
        String rightTunnel,
        String leftPseudowire,
        String rightPseudowire,
        String leftCause,
        String rightCause) {
      this.leftTunnel = leftTunnel;
      this.rightTunnel = rightTunnel;
      this.leftPseudowire = leftPseudowire;
      this.rightPseudowire = rightPseudowire;
      this.leftCause = leftCause;
      this.rightCause = rightCause;
    }
  }

  @AutoClose private final Parts parts = new Parts();

  @ParameterizedTest
  @EnumSource
  void bothEndsNameTheCause(Mismatch mismatch, @TempDir Path directory) {
    Network network = parts.add(Network.create());
    Sluice right =
        site(
            network.right(),
            config(2, false, mismatch.rightTunnel, mismatch.rightPseudowire),
            directory.resolve("right"));
    Sluice left =
        site(
            network.left(),
            config(1, true, mismatch.leftTunnel, mismatch.leftPseudowire),
            directory.resolve("left"));
    named(left, mismatch.leftCause);
    named(right, mismatch.rightCause);
  }

  private static void named(Sluice sluice, String cause) {
    Await.until(
        "the cause: " + cause,
        ONE_RETRY,
        () -> sluice.status("/tunnels/t").toPrettyString() + sluice.status("/pseudowires/p"),
        () -> !subject(sluice, cause).isEmpty());
    String subject = subject(sluice, cause);
    JsonNode events = sluice.status("/events?" + subject);
    assertTrue(events.toString().contains(cause), events::toPrettyString);
    assertTrue(sluice.log().contains(cause), sluice::log);
    try (Netconf client = sluice.netconf()) {
      String state = client.rpc("<get/>");
      assertTrue(state.replace("&apos;", "'").contains(cause), state);
    }
  }

  /** Returns the object whose last error names the cause, as a parameter; empty if none does. */
  private static String subject(Sluice sluice, String cause) {
    if (lastError(sluice, "/tunnels/t").contains(cause)) {
      return "tunnel=t";
    }
    return lastError(sluice, "/pseudowires/p").contains(cause) ? "pseudowire=p" : "";
  }

  private static String lastError(Sluice sluice, String path) {
    return sluice.status(path).path("last-error").asText();
  }

  private Sluice site(Namespace namespace, String config, Path directory) {
    Sluice sluice = parts.add(new Sluice(namespace, directory));
    sluice.initialConfig("{'sluice-l2tp:l2tp': {'system': {'data-plane': 'userspace'}}}");
    sluice.start();
    try (Netconf client = sluice.netconf()) {
      client.apply(config);
    }
    return sluice;
  }

  private static String config(int end, boolean initiate, String tunnel, String pseudowire) {
    return """
        <l2tp xmlns="%s"><tunnel>
          <name>t</name><signaling>dynamic</signaling><initiate>%s</initiate>
          <local-address>192.0.2.%d</local-address><peer-address>192.0.2.%d</peer-address>
          <retransmit><limit>1</limit></retransmit><retry-cap>2</retry-cap>%s
        </tunnel></l2tp>
        <pseudowires xmlns="%s"><pseudowire>
          <name>p</name><tunnel>t</tunnel><initiate>%s</initiate>%s
        </pseudowire></pseudowires>
        """
        .formatted(
            Wire.L2TP, initiate, end, 3 - end, tunnel, Wire.PSEUDOWIRE, initiate, pseudowire);
  }
}
