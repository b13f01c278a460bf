package net.sluice.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.sluice.tests.site.Namespace;
import net.sluice.tests.site.Netconf;
import net.sluice.tests.site.Parts;
import net.sluice.tests.site.Pseudowires;
import net.sluice.tests.site.Shell;
import net.sluice.tests.site.Sluice;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Hosts on which Sluice can not run. It must report the reason and keep its files. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class BadStartTest {
  @TempDir private Path directory;
  @AutoClose private final Parts parts = new Parts();
  private Namespace host;
  private Sluice sluice;

  @BeforeEach
  void prepare() {
    host = parts.add(Namespace.create("host"));
    sluice = parts.add(new Sluice(host, directory.resolve("sluice")));
  }

  @Test
  void aDamagedDatastoreIsRejectedAndThePreviousRevisionOffered() throws IOException {
    sluice.arguments("--simulate"); // which does not limit the number of interfaces
    sluice.start();
    try (Netconf client = sluice.netconf()) {
      client.apply(Pseudowires.TUNNEL);
      // Enough commits for a new file.
      client.apply(Pseudowires.of(IntStream.rangeClosed(1, 20_000), n -> ""));
      client.apply(Pseudowires.removal(1));
    }
    sluice.stop();
    Path newest = newestCheckpoint();
    byte[] whole = Files.readAllBytes(newest);
    Files.write(newest, Arrays.copyOf(whole, whole.length / 2));

    String refusal = sluice.failToStart();
    assertTrue(refusal.contains(newest.toString()), refusal);
    assertTrue(refusal.contains("byte " + whole.length / 2), refusal);
    assertTrue(refusal.contains("start with --revision 0"), refusal);
    assertEquals(whole.length / 2, Files.size(newest), "the damaged file is touched");

    sluice.arguments("--simulate", "--revision", "0");
    sluice.start();
    try (Netconf client = sluice.netconf()) {
      assertTrue(client.running().contains("<name>t</name>"), "the tunnel of the first commit");
    }
  }

  private Path newestCheckpoint() throws IOException {
    try (Stream<Path> files = Files.list(sluice.state())) {
      return files
          .filter(file -> file.getFileName().toString().matches("running-[1-9]\\d*\\.json"))
          .findFirst()
          .orElseThrow(() -> new AssertionError("no second checkpoint in " + sluice.state()));
    }
  }

  @Test
  void commitsFailOnAFullDisk() throws IOException {
    Path disk = Files.createDirectories(sluice.state());
    Shell.ok("mount", "-t", "tmpfs", "-o", "size=256k,mode=0700", "tmpfs", disk.toString());
    parts.add(() -> Shell.ok("umount", disk.toString()));
    parts.add(sluice); // closed before the disk
    sluice.start();
    Netconf client = parts.add(sluice.netconf());
    client.apply(Pseudowires.TUNNEL + Pseudowires.of(IntStream.of(1), n -> ""));
    String running = client.running();
    String links = host.exec("ip", "-o", "link", "show");
    Path filler = disk.resolve("filler");
    Shell.run(List.of("dd", "if=/dev/zero", "of=" + filler, "bs=4k"));

    // More than the last page of the journal can hold.
    Netconf.requireOk(client.edit(Pseudowires.of(IntStream.rangeClosed(2, 200), n -> "")));
    String reply = client.commit();
    assertTrue(reply.contains("<rpc-error>"), reply);
    assertTrue(reply.contains("No space left on device"), reply);
    assertEquals(running, client.running());
    assertEquals(links, host.exec("ip", "-o", "link", "show"));

    Files.delete(filler);
    Netconf.requireOk(client.commit());
    assertEquals(200, sluice.status("/status").path("pseudowires").path("up").asInt());
  }

  @Test
  void aReadOnlyDiskIsReported() throws IOException {
    Path disk = Files.createDirectories(sluice.state());
    Shell.ok("mount", "-t", "tmpfs", "-o", "ro,mode=0700", "tmpfs", disk.toString());
    parts.add(() -> Shell.ok("umount", disk.toString()));
    String refusal = sluice.failToStart();
    assertTrue(refusal.contains("Read-only file system"), refusal);
    assertTrue(refusal.contains(disk.toString()), refusal);
    assertFalse(refusal.contains("Exception"), refusal);
  }

  @Test
  void missingPrivilegesAreReported() {
    Shell.ok("chown", "-R", "65534:65534", directory.toString());
    Shell.ok("chmod", "755", directory.toString());
    sluice.bootstrap(", 'status': {'port': 18830}");
    sluice.unprivileged();
    String refusal = sluice.failToStart();
    assertTrue(refusal.contains("CAP_NET_ADMIN"), refusal);
    assertFalse(refusal.contains("Exception"), refusal);
  }

  @Test
  void aPortInUseIsReported() {
    sluice.start();
    Sluice second = new Sluice(host, directory.resolve("second"));
    String refusal = second.failToStart();
    assertTrue(refusal.contains("8830") && refusal.contains("in use"), refusal);
    second.bootstrap(", 'status': {'port': 8831}");
    refusal = second.failToStart();
    assertTrue(refusal.contains("830") && refusal.contains("in use"), refusal);
    assertFalse(refusal.contains("Exception"), refusal);
  }

  @Test
  void aFailedStartDoesNotChangeTheHost() throws IOException {
    sluice.start();
    try (Netconf client = sluice.netconf()) {
      client.apply(Pseudowires.TUNNEL + Pseudowires.of(IntStream.of(1), n -> ""));
    }
    sluice.stop();
    Sluice other = parts.add(new Sluice(host, directory.resolve("other")));
    other.start();
    String links = host.exec("ip", "-o", "link", "show");
    String refusal = sluice.failToStart();
    assertTrue(refusal.contains("8830") && refusal.contains("in use"), refusal);
    assertEquals(links, host.exec("ip", "-o", "link", "show"));
    assertFalse(refusal.contains("manager started"), refusal);
  }

  @Test
  void twoDaemonsCanNotShareAStateDirectory() {
    sluice.start();
    Sluice second = new Sluice(host, directory.resolve("sluice"));
    String refusal = second.failToStart();
    assertTrue(refusal.contains(sluice.state().toString()), refusal);
  }
}
