package net.sluice.tests.scale;

import static net.sluice.tests.scale.Figures.timed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.sluice.tests.site.Namespace;

/** Creates a funnel and its sessions with {@code ip -batch} and {@code bridge -batch}. */
final class FunnelBatch {
  private final Namespace host;
  private final SessionKind sessions;
  private final Size size;
  private final Path directory;

  /**
   * @param directory the directory for the batch files
   */
  FunnelBatch(Namespace host, SessionKind sessions, Size size, Path directory) {
    this.host = host;
    this.sessions = sessions;
    this.size = size;
    this.directory = directory;
  }

  /** Creates and removes everything. Returns the times. */
  Times run(int mtu) {
    int count = size.pseudowires();
    int leaves = size.leaves();
    sessions.addTunnel(host);
    double making =
        batch("ip", "sessions", count, sessions::ipLine)
            + ip("link", "add", "fbroot", "up", "type", "bridge")
            + batch("ip", "leaves", leaves, FunnelBatch::leaf)
            + batch("bridge", "isolated leaves", leaves, isolate("fbdown"))
            + batch("ip", "leaves up", leaves, "link set fbdown%d up"::formatted)
            + batch("ip", "joins", count, number -> join(number, mtu))
            + batch("bridge", "isolated ports", count, isolate("pw"))
            + batch("ip", "ports up", count, "link set dev pw%d up"::formatted);
    double removingFunnel =
        batch("ip", "removal", leaves, "link del fbleaf%1$d\nlink del fbup%1$d"::formatted)
            + ip("link", "del", "fbroot");
    double tunnel = timed("ip, deleting the tunnel", () -> sessions.deleteTunnel(host));
    return new Times(making, removingFunnel, removingFunnel + tunnel);
  }

  private static String leaf(int leaf) {
    return """
        link add fbleaf%1$d up type bridge mcast_snooping 0
        link add fbup%1$d numtxqueues 1 numrxqueues 1 type veth peer name fbdown%1$d numtxqueues 1 numrxqueues 1
        link set fbup%1$d master fbleaf%1$d up
        link set fbdown%1$d master fbroot"""
        .formatted(leaf);
  }

  private String join(int number, int mtu) {
    return "link set dev pw%1$d mtu %2$d alias pseudowire-%1$d master fbleaf%3$d"
        .formatted(number, mtu, size.leafOf(number));
  }

  private static IntFunction<String> isolate(String port) {
    return number -> "link set dev %s%d isolated on".formatted(port, number);
  }

  private double batch(String program, String what, int count, IntFunction<String> lines) {
    Path file = directory.resolve(what.replace(' ', '-'));
    try {
      Files.writeString(
          file,
          IntStream.rangeClosed(1, count)
              .mapToObj(number -> lines.apply(number) + "\n")
              .collect(Collectors.joining()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return timed(program + " -batch, " + what, () -> host.exec(program, "-batch", file.toString()));
  }

  private double ip(String... arguments) {
    String[] command = new String[arguments.length + 1];
    command[0] = "ip";
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    return timed("ip, " + arguments[1] + " " + arguments[2], () -> host.exec(command));
  }
}
