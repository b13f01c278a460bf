package net.sluice.tests.scale;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import net.sluice.netlink.Await;
import net.sluice.tests.site.Namespace;
import net.sluice.tests.site.Netconf;
import net.sluice.tests.site.Network;
import net.sluice.tests.site.Parts;
import net.sluice.tests.site.Shell;
import net.sluice.tests.site.Signaled;
import net.sluice.tests.site.Sluice;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The cost of signaling alone: 50,000 sessions over 50 tunnels between two Sluices on one machine,
 * with the simulated data plane. Prints the figures; asserts only that all sessions come up.
 */
@Tag("scale")
class SignalingBenchmark {
  private static final int SESSIONS = Integer.getInteger("sluice.scale.sessions", 50_000);
  private static final int TUNNELS = Integer.getInteger("sluice.scale.tunnels", 50);
  private static final int IDLE_SECONDS = 20;

  /** Ticks per second of the times in /proc/PID/stat (USER_HZ). */
  private static final double TICKS_PER_SECOND = 100;

  @AutoClose private final Parts parts = new Parts();

  @Test
  void manySessionsOverManyTunnels(@TempDir Path directory) {
    Network network = parts.add(Network.create());
    addresses(network.left(), 1);
    addresses(network.right(), 2);
    Sluice left = site(network.left(), 1, directory.resolve("left"));
    Sluice right = site(network.right(), 2, directory.resolve("right"));
    long leftHeap = heap(left);
    long rightHeap = heap(right);
    double cpu = cpu(left) + cpu(right);
    System.out.printf(Locale.ROOT, "%n%,d sessions over %d tunnels%n", SESSIONS, TUNNELS);
    long start = System.nanoTime();
    begin(left);
    Await.until(
        SESSIONS + " pseudowires are up at both ends",
        Duration.ofMinutes(4),
        () -> left.status("/status") + "\n" + right.status("/status"),
        () -> Signaled.up(left) == SESSIONS && Signaled.up(right) == SESSIONS);
    double seconds = (System.nanoTime() - start) / 1e9;
    double used = cpu(left) + cpu(right) - cpu;
    print("time", "%.2f s", seconds);
    print("sessions per second", "%.0f", SESSIONS / seconds);
    print("CPU seconds per 10,000 sessions, both ends", "%.2f", used * 10_000 / SESSIONS);
    print("heap per session, asking end", "%.0f octets", growth(left, leftHeap));
    print("heap per session, answering end", "%.0f octets", growth(right, rightHeap));
    print("heap of the configuration per session", "%.0f octets", 1.0 * leftHeap / SESSIONS);
    print("idle, of one core, both ends", "%.2f %%", 100 * idle(left, right));
    assertEquals(TUNNELS, left.status("/status").path("tunnels").path("up").asInt());
  }

  private static void addresses(Namespace namespace, int end) {
    IntStream.rangeClosed(1, TUNNELS)
        .forEach(
            n -> namespace.exec("ip", "address", "add", address(n, end) + "/16", "dev", "uplink"));
  }

  private static String address(int tunnel, int end) {
    return "10.%d.%d.%d".formatted(100, tunnel, end);
  }

  private Sluice site(Namespace namespace, int end, Path directory) {
    Sluice sluice = parts.add(new Sluice(namespace, directory));
    sluice.javaOptions("-Xms1g -Xmx1g");
    sluice.arguments("--simulate");
    sluice.start();
    try (Netconf client = sluice.netconf()) {
      client.apply(
          tunnels(end, false)
              + Signaled.pseudowires(SESSIONS, TUNNELS, "<initiate>" + (end == 1) + "</initiate>"));
    }
    return sluice;
  }

  private static String tunnels(int end, boolean initiate) {
    return Signaled.tunnels(
        TUNNELS,
        n -> address(n, end),
        n -> address(n, 3 - end),
        "<secret>benchmark</secret><hello-interval>10</hello-interval><initiate>"
            + initiate
            + "</initiate>");
  }

  private static void begin(Sluice sluice) {
    try (Netconf client = sluice.netconf()) {
      client.apply(tunnels(1, true));
    }
  }

  private static double growth(Sluice sluice, long before) {
    return 1.0 * (heap(sluice) - before) / SESSIONS;
  }

  /** Returns the live octets of the heap. */
  private static long heap(Sluice sluice) {
    String pid = Long.toString(sluice.process().pid());
    String jcmd = Path.of(System.getProperty("java.home"), "bin/jcmd").toString();
    Shell.ok(jcmd, pid, "GC.run");
    return Pattern.compile("used (\\d+)K")
        .matcher(
            Shell.ok(jcmd, pid, "GC.heap_info")
                .lines()
                .filter(line -> line.contains("heap") || line.contains("generation"))
                .findFirst()
                .orElseThrow())
        .results()
        .mapToLong(found -> 1024 * Long.parseLong(found.group(1)))
        .sum();
  }

  /** Returns the processor time that a Sluice has used, in seconds. */
  private static double cpu(Sluice sluice) {
    try {
      String stat = Files.readString(Path.of("/proc/" + sluice.process().pid() + "/stat"));
      List<String> fields = List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
      long user = Long.parseLong(fields.get(11));
      long system = Long.parseLong(fields.get(12));
      return (user + system) / TICKS_PER_SECOND;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the share of a core that both use while they send hellos only. */
  private static double idle(Sluice left, Sluice right) {
    double before = cpu(left) + cpu(right);
    long start = System.nanoTime();
    long end = start + TimeUnit.SECONDS.toNanos(IDLE_SECONDS);
    while (System.nanoTime() < end) {
      LockSupport.parkNanos(
          end - System.nanoTime()); // measures an idle time, so there is no condition
    }
    return (cpu(left) + cpu(right) - before) / ((System.nanoTime() - start) / 1e9);
  }

  private static void print(String what, String format, double value) {
    System.out.printf(Locale.ROOT, "%-45s " + format + "%n", what, value);
  }
}
