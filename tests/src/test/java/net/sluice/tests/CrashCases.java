package net.sluice.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.sluice.tests.site.KernelSessions;
import net.sluice.tests.site.KernelSessions.Interface;
import net.sluice.tests.site.Namespace;
import net.sluice.tests.site.Netconf;
import net.sluice.tests.site.Parts;
import net.sluice.tests.site.Pseudowires;
import net.sluice.tests.site.Sluice;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} while a client commits one configuration after another. For the lab. */
@Timeout(value = 240, unit = TimeUnit.SECONDS)
class CrashCases {
  private static final long SEED = 20261120;
  private static final int ROUNDS = 3;
  private static final int PSEUDOWIRES = 500;

  /** The number of a pseudowire that is the same in every configuration. */
  private static final int KEPT = 1000;

  private static final Pattern ENTRY =
      Pattern.compile("<name>pseudowire (\\d+)</name>(?s:.*?)<mtu>(\\d+)</mtu>");

  private final Random random = new Random(SEED);
  @AutoClose private final Parts parts = new Parts();
  private Namespace host;
  private Sluice sluice;

  /** The last configuration whose commit was confirmed, and the last one that was sent. */
  private volatile int committed;

  private volatile int attempted;

  @BeforeEach
  void start(@TempDir Path directory) {
    host = parts.add(Namespace.create("host"));
    sluice = parts.add(new Sluice(host, directory.resolve("sluice")));
    sluice.start();
    try (Netconf client = sluice.netconf()) {
      client.apply(Pseudowires.TUNNEL);
      client.apply(edit(0));
    }
  }

  /** Returns the configuration with a number: the MTU of each pseudowire. */
  private static Map<Integer, Integer> configuration(int number) {
    Random choice = new Random(SEED + number);
    Map<Integer, Integer> mtus = new TreeMap<>();
    for (int i = 1; i <= PSEUDOWIRES; i++) {
      boolean present = choice.nextInt(10) < 7;
      int mtu = 1000 + choice.nextInt(4);
      if (present) {
        mtus.put(i, mtu);
      }
    }
    mtus.put(KEPT, 1300);
    return mtus;
  }

  private static String edit(int number) {
    Map<Integer, Integer> mtus = configuration(number);
    return Pseudowires.replacing(
        mtus.keySet().stream().mapToInt(Integer::intValue), n -> "<mtu>" + mtus.get(n) + "</mtu>");
  }

  @Test
  void runningIsTheCommittedConfigurationAndTheKernelHasIt() throws InterruptedException {
    sendOnKept();
    for (int round = 1; round <= ROUNDS; round++) {
      Thread client = Thread.ofPlatform().daemon().start(this::commitInALoop);
      client.join(Duration.ofMillis(500 + random.nextInt(1500)));
      sluice.kill();
      client.join();
      Map<Integer, Interface> left = KernelSessions.of(host);
      sluice.start();
      verify("round " + round, left);
    }
    Map<Integer, Interface> before = KernelSessions.of(host);
    sluice.stop();
    sluice.start();
    assertEquals(before, KernelSessions.of(host), "after an ordinary restart");
  }

  /** Commits until the session breaks. */
  private void commitInALoop() {
    try (Netconf client = sluice.netconf()) {
      while (true) {
        int next = attempted + 1;
        Netconf.requireOk(client.edit(edit(next)));
        attempted = next;
        Netconf.requireOk(client.commit());
        committed = next;
      }
    } catch (UncheckedIOException e) {
      // the daemon was killed
    }
  }

  private void verify(String round, Map<Integer, Interface> left) {
    Map<Integer, Integer> running = running();
    if (running.equals(configuration(attempted))) {
      committed = attempted; // the commit succeeded, but its reply was lost
    }
    String what = round + ", configuration " + committed + ", attempted " + attempted;
    assertEquals(configuration(committed), running, what);
    attempted = committed;

    Map<Integer, Interface> sessions = KernelSessions.of(host);
    assertEquals(running, mtus(sessions), what);
    sessions.forEach((id, link) -> assertEquals(Pseudowires.name(id), link.alias(), what));
    for (Map.Entry<Integer, Interface> was : left.entrySet()) {
      Interface is = sessions.get(was.getKey());
      if (is != null) {
        assertEquals(was.getValue().index(), is.index(), what + ": adopted " + was.getKey());
        assertEquals(was.getValue().name(), is.name(), what);
      }
    }
    assertTrue(sessions.get(KEPT).sent() >= left.get(KEPT).sent(), what);
    assertTrue(left.get(KEPT).sent() > 0, what);
    assertEquals(
        sessions.size(),
        KernelSessions.interfaces(host).keySet().stream().filter(n -> n.startsWith("pw")).count(),
        what);
    assertTrue(
        sluice.status("/healthz").path("consistent").asBoolean(),
        () -> what + ": " + sluice.status("/healthz"));
  }

  private Map<Integer, Integer> running() {
    Map<Integer, Integer> mtus = new TreeMap<>();
    try (Netconf client = sluice.netconf()) {
      Matcher entry = ENTRY.matcher(client.running());
      while (entry.find()) {
        mtus.put(Integer.valueOf(entry.group(1)), Integer.valueOf(entry.group(2)));
      }
    }
    return mtus;
  }

  private static Map<Integer, Integer> mtus(Map<Integer, Interface> sessions) {
    Map<Integer, Integer> mtus = new TreeMap<>();
    sessions.forEach((id, link) -> mtus.put(id, link.mtu()));
    return mtus;
  }

  /** Sends frames that nobody answers, so that the counters are not zero. */
  private void sendOnKept() {
    String name = KernelSessions.of(host).get(KEPT).name();
    host.exec("ip", "address", "add", "198.51.100.1/24", "dev", name);
    host.run("ping", "-q", "-c2", "-i0.1", "-W1", "198.51.100.2");
  }
}
