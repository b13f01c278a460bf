package net.sluice.tests.scale;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Collectors;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many sessions in the kernel, signaled over one tunnel, compared with {@code ip -batch}, which
 * creates as many static sessions in the same kernel. For the lab.
 */
public class SignalingCases {
  private static final int COUNT = Integer.getInteger("sluice.scale.signaled", 4_000);

  @AutoClose private final Parts parts = new Parts();
  private Network network;

  @Test
  void manySessionsOverOneTunnel(@TempDir Path directory) throws IOException {
    network = parts.add(Network.create());
    System.out.printf(
        Locale.ROOT, "%n%,d signaled sessions, Linux %s%n", COUNT, Shell.ok("uname", "-r"));
    // Otherwise the interfaces of the static sessions cost more when they come up. Sluice does this
    // itself.
    network.left().exec("sysctl", "-qw", "net.ipv6.conf.default.disable_ipv6=1");
    double batch = ipBatch(directory);
    Sluice left = site(network.left(), 1, directory.resolve("left"));
    Sluice right = site(network.right(), 2, directory.resolve("right"));
    long start = System.nanoTime();
    begin(left);
    Await.until(
        COUNT + " pseudowires are up",
        Duration.ofMinutes(4),
        () -> left.status("/status") + "\n" + left.log() + "\n" + right.log(),
        () -> Signaled.up(left) == COUNT);
    double signaled = (System.nanoTime() - start) / 1e9;
    print("signaled by Sluice", signaled);
    System.out.printf(
        Locale.ROOT, "rate of ip -batch's reached: %.0f %%%n", 100 * batch / signaled);
    assertEquals(
        COUNT,
        network
            .left()
            .exec("ip", "l2tp", "show", "session")
            .lines()
            .filter(line -> line.startsWith("Session "))
            .count());
  }

  private Sluice site(Namespace namespace, int end, Path directory) {
    Sluice sluice = parts.add(new Sluice(namespace, directory));
    sluice.javaOptions("-Xms512m -Xmx512m -XX:+AlwaysPreTouch");
    if (end == 2) {
      sluice.arguments("--simulate"); // only the left one uses the kernel
    }
    sluice.start();
    try (Netconf client = sluice.netconf()) {
      client.apply(
          Signaled.tunnels(
                  1,
                  n -> "192.0.2." + end,
                  n -> "192.0.2." + (3 - end),
                  "<initiate>false</initiate>")
              + Signaled.pseudowires(COUNT, 1, "<initiate>" + (end == 1) + "</initiate>"));
    }
    return sluice;
  }

  private static void begin(Sluice sluice) {
    try (Netconf client = sluice.netconf()) {
      client.apply(
          Signaled.tunnels(1, n -> "192.0.2.1", n -> "192.0.2.2", "<initiate>true</initiate>"));
    }
  }

  private double ipBatch(Path directory) throws IOException {
    Path sessions = directory.resolve("sessions");
    Files.writeString(
        sessions,
        IntStream.rangeClosed(1, COUNT)
            .mapToObj(
                "l2tp add session tunnel_id 1 session_id %1$d peer_session_id %1$d name pw%1$d\n"
                    ::formatted)
            .collect(Collectors.joining()));
    network
        .left()
        .exec(
            "sh",
            "-c",
            "ip l2tp add tunnel tunnel_id 1 peer_tunnel_id 2 encap udp local 192.0.2.1"
                + " remote 192.0.2.2 udp_sport 5000 udp_dport 5000");
    long start = System.nanoTime();
    network.left().exec("ip", "-batch", sessions.toString());
    double seconds = (System.nanoTime() - start) / 1e9;
    print("ip -batch, as many static sessions", seconds);
    network.left().exec("ip", "l2tp", "del", "tunnel", "tunnel_id", "1");
    network.left().exec("sh", "-c", "while ls /sys/class/net | grep -q pw; do sleep 0.1; done");
    return seconds;
  }

  private static void print(String what, double seconds) {
    System.out.printf(
        Locale.ROOT, "%-40s %8.2f s, %,.0f per second%n", what, seconds, COUNT / seconds);
  }
}
