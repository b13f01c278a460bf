package net.sluice.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import net.sluice.tests.site.KernelSessions;
import net.sluice.tests.site.Netconf;
import net.sluice.tests.site.Network;
import net.sluice.tests.site.Parts;
import net.sluice.tests.site.Pseudowires;
import net.sluice.tests.site.Sluice;
import net.sluice.tests.site.Wire;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A daemon that ends and starts again, as systemd starts it, while frames cross a static pseudowire
 * of the kernel all the time. Not one may be lost. For the lab.
 */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class OutageCases {
  private static final String FAR = "198.51.100.2";
  private static final int EXIT_ON_OUT_OF_MEMORY = 3;

  /** Enough for an ordinary start and some pseudowires. */
  private static final String LITTLE_MEMORY = "-Xmx48m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC";

  private static final Pattern SUMMARY =
      Pattern.compile("(\\d+) packets transmitted, (\\d+) received");

  @AutoClose private final Parts parts = new Parts();
  private Network network;
  private Sluice sluice;
  private Path output;

  @BeforeEach
  void start(@TempDir Path directory) {
    Wire wire = new Wire(false, "udp", 4, 8, "none");
    network = parts.add(Network.create());
    Sluice far = parts.add(new Sluice(network.right(), directory.resolve("right")));
    sluice = parts.add(new Sluice(network.left(), directory.resolve("left")));
    output = directory.resolve("ping");
    far.start();
    configure(far, wire, 2);
    far.stop(); // the pseudowire stays
    sluice.start();
    configure(sluice, wire, 1);
  }

  private static void configure(Sluice site, Wire wire, int end) {
    try (Netconf client = site.netconf()) {
      client.apply(wire.config(end));
    }
    site.namespace().exec("ip", "address", "add", "198.51.100." + end + "/24", "dev", "pw0");
  }

  private interface Outage {
    void happen() throws IOException, InterruptedException;
  }

  /** Pings a hundred times a second during an outage. */
  private void assertNothingLost(Outage outage) throws IOException, InterruptedException {
    int index = KernelSessions.interfaces(network.left()).get("pw0").index();
    Process ping =
        new ProcessBuilder(network.left().command("ping", "-q", "-i0.01", "-W10", FAR))
            .redirectErrorStream(true)
            .redirectOutput(Redirect.to(output.toFile()))
            .start();
    try {
      outage.happen();
    } finally {
      new ProcessBuilder("kill", "-INT", Long.toString(ping.pid())).start().waitFor();
      ping.waitFor();
    }
    Matcher summary = SUMMARY.matcher(Files.readString(output));
    assertTrue(summary.find(), () -> output.toString());
    int sent = Integer.parseInt(summary.group(1));
    System.out.printf("%d frames sent in the outage%n", sent);
    assertTrue(sent > 50, summary.group());
    assertEquals(sent, Integer.parseInt(summary.group(2)), summary.group());
    assertEquals(index, KernelSessions.interfaces(network.left()).get("pw0").index());
    assertTrue(sluice.status("/healthz").path("consistent").asBoolean(), sluice::log);
  }

  @Test
  void aStopLosesNoFrame() throws IOException, InterruptedException {
    assertNothingLost(
        () -> {
          sluice.stop();
          sluice.start();
        });
  }

  @Test
  void aKillLosesNoFrame() throws IOException, InterruptedException {
    assertNothingLost(
        () -> {
          sluice.kill();
          sluice.start();
        });
  }

  @Test
  void anOutOfMemoryErrorEndsTheProcessAndLosesNoFrame() throws IOException, InterruptedException {
    sluice.stop();
    sluice.javaOptions(LITTLE_MEMORY + " -XX:+ExitOnOutOfMemoryError");
    sluice.start();
    assertNothingLost(
        () -> {
          fillTheCandidate();
          assertEquals(EXIT_ON_OUT_OF_MEMORY, sluice.awaitEnd(), sluice::log);
          sluice.start();
        });
  }

  /** Sends one legitimate edit after another until the session breaks. */
  private void fillTheCandidate() {
    try (Netconf client = sluice.netconf()) {
      for (int i = 0; i < 500; i++) {
        int first = 1000 * (i + 1);
        Netconf.requireOk(
            client.edit(Pseudowires.of(IntStream.range(first, first + 1000), n -> "")));
      }
    } catch (UncheckedIOException e) {
      // the daemon has ended
    }
  }
}
