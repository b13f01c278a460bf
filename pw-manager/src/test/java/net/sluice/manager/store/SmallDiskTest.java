package net.sluice.manager.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import net.sluice.manager.api.ConfigException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;

/** The store on a file system of its own that becomes full or read-only. */
class SmallDiskTest {
  @TempDir private Path disk;
  private boolean mounted;

  @BeforeEach
  void mount() throws Exception {
    assumeTrue(
        mount("-t", "tmpfs", "-o", "size=128k", "none"), "mounting a file system needs root");
    mounted = true;
  }

  @AfterEach
  void unmount() throws Exception {
    if (mounted) {
      assertEquals(0, run("umount", disk.toString()));
    }
  }

  @Test
  void aFullDiskRefusesTheCommitAndNothingElse() throws Exception {
    Path journal = disk.resolve("running-0.journal");
    try (var store = ConfigStore.open(disk, InstantSource.system())) {
      commit(store, pseudowires(10));
      byte[] before = Files.readAllBytes(journal);
      var refused = assertThrows(ConfigException.class, () -> commit(store, pseudowires(5000)));
      assertEquals("can't write " + journal + ": No space left on device", refused.getMessage());
      assertArrayEquals(before, Files.readAllBytes(journal));
      commit(store, pseudowires(11));
      assertTrue(mount("-o", "remount,size=8m", "none"));
      commit(store, pseudowires(5000));
    }
    try (var store = ConfigStore.open(disk, InstantSource.system())) {
      assertEquals(pseudowires(5000), store.loaded().running());
    }
  }

  @Test
  void aReadOnlyDiskIsNamed() throws Exception {
    ConfigStore.open(disk, InstantSource.system()).close();
    assertTrue(mount("-o", "remount,ro", "none"));
    var refused =
        assertThrows(StoreException.class, () -> ConfigStore.open(disk, InstantSource.system()));
    assertEquals(
        "can't open the configuration store in " + disk + ": Read-only file system",
        refused.getMessage());
  }

  private static void commit(ConfigStore store, ContainerNode content) throws ConfigException {
    store.prepare(Changes.between(store.running(), content), PersistedNumbers.NONE, "me");
    store.commit();
    store.compact();
  }

  private static ContainerNode pseudowires(int number) {
    var entries = new ArrayList<String>();
    for (int i = 0; i < number; i++) {
      entries.add("{'name':'p%d','tunnel':'t'}".formatted(i));
    }
    return Json.pseudowires(String.join(",", entries));
  }

  private boolean mount(String... arguments) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of("mount"));
    command.addAll(List.of(arguments));
    command.add(disk.toString());
    return run(command.toArray(String[]::new)) == 0;
  }

  private static int run(String... command) throws IOException, InterruptedException {
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int result = process.waitFor();
    if (result != 0) {
      System.out.print(output);
    }
    return result;
  }
}
