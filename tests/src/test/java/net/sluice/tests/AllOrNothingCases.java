package net.sluice.tests;

import static java.util.stream.Collectors.joining;
import static net.sluice.tests.site.Netconf.requireOk;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import net.sluice.tests.site.FileTree;
import net.sluice.tests.site.Namespace;
import net.sluice.tests.site.Netconf;
import net.sluice.tests.site.Parts;
import net.sluice.tests.site.Pseudowires;
import net.sluice.tests.site.Sluice;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A commit of which the kernel rejects a part. For the lab. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class AllOrNothingCases {
  @AutoClose private static final Parts PARTS = new Parts();
  private static Namespace host;
  private static Sluice sluice;
  private static Netconf client;

  @BeforeAll
  static void start(@TempDir Path directory) {
    host = PARTS.add(Namespace.create("host"));
    sluice = PARTS.add(new Sluice(host, directory.resolve("sluice")));
    sluice.start();
    client = PARTS.add(sluice.netconf());
    client.apply(Pseudowires.TUNNEL + Pseudowires.of(IntStream.rangeClosed(201, 203), n -> ""));
  }

  @BeforeEach
  void occupyAName() {
    host.exec("ip", "link", "add", "wire57", "type", "bridge");
  }

  /** The state that a commit may change. */
  private record World(String running, String sessions, String links, String files) {}

  private static World world() {
    return new World(
        client.running(),
        host.exec("ip", "l2tp", "show", "session"),
        host.exec("ip", "-o", "link", "show"),
        FileTree.digests(sluice.state()));
  }

  private static String hundred() {
    return Pseudowires.of(
        IntStream.rangeClosed(1, 100), n -> "<interface-name>wire" + n + "</interface-name>");
  }

  @Test
  void oneRejectedSessionOfAHundredUndoesTheCommit() {
    World before = world();
    requireOk(client.edit(hundred()));
    String reply = client.commit();
    assertTrue(reply.contains("<rpc-error>"), reply);
    assertTrue(reply.contains("'" + Pseudowires.name(57) + "'"), reply);
    assertTrue(reply.contains("wire57") && reply.contains("File exists"), reply);
    assertEquals(before, world());

    host.exec("ip", "link", "del", "wire57");
    requireOk(client.commit()); // the candidate did not change
    assertEquals(103, sessions());
    client.apply(Pseudowires.replacing(IntStream.rangeClosed(201, 203), n -> ""));
  }

  @Test
  void deletedAndChangedObjectsComeBack() {
    String before = client.running();
    String sessions = shownSessions();
    String files = FileTree.digests(sluice.state());
    requireOk(client.edit(Pseudowires.removal(201)));
    requireOk(client.edit(hundred()));
    requireOk(
        client.edit(
            Pseudowires.of(
                IntStream.of(202), n -> "<mtu>900</mtu><interface-name>x</interface-name>")));
    String reply = client.commit();
    assertTrue(reply.contains("'" + Pseudowires.name(57) + "'"), reply);
    assertEquals(before, client.running());
    assertEquals(sessions, shownSessions());
    assertEquals(files, FileTree.digests(sluice.state()));
    assertTrue(sluice.status("/healthz").path("consistent").asBoolean(), sluice.log());
    requireOk(client.rpc("<discard-changes/>"));
    host.exec("ip", "link", "del", "wire57");
  }

  private static long sessions() {
    return shownSessions().lines().filter(line -> line.startsWith("Session")).count();
  }

  /** Sorts the lines: the kernel lists objects in the order of their creation. */
  private static String shownSessions() {
    return host.exec("ip", "l2tp", "show", "session").lines().sorted().collect(joining("\n"));
  }
}
