package net.sluice.manager.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import net.sluice.yang.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;

/**
 * A store that was written with the modules of revision 2026-11-20. It sets every configuration
 * leaf that these modules have. Checkpoint 1 and its journal lead to {@code expected.json}.
 */
class FormerModelTest {
  private static final String FORMER = "model-2026-11-20/";
  private static final int SMALL_JOURNAL = 1;
  private static final List<String> FILES =
      List.of("running-0.json", "running-0.journal", "running-1.json", "running-1.journal");

  @TempDir private Path store;

  @Test
  void readsTheCheckpointAndTheJournalOfTheFormerRevision() throws Exception {
    copyStore();
    assertEquals(
        new CommitLog.Loaded(expected(), numbers(), Optional.empty()), ConfigStore.read(store));
  }

  @Test
  void findsTheFormerConfigurationValid() throws Exception {
    var checked =
        new ModelValidator(Schema.get()).check(Changes.between(Changes.EMPTY, expected()));
    assertEquals(List.of(), checked.errors());
  }

  @Test
  void continuesTheJournalAndWritesTheNextCheckpoint() throws Exception {
    copyStore();
    ContainerNode less = Json.l2tp("'system':{'drain':true}");
    try (var opened =
        ConfigStore.open(
            new FileDisk(), store, OptionalLong.empty(), InstantSource.system(), SMALL_JOURNAL)) {
      assertEquals(4, opened.revision());
      // A checkpoint is due when the journal has become longer than the checkpoint before it.
      for (int i = 0; i < 2; i++) {
        opened.prepare(Changes.between(expected(), less), PersistedNumbers.NONE, "admin");
        opened.commit();
        opened.prepare(Changes.between(less, expected()), numbers(), "admin");
        opened.commit();
      }
      opened.compact();
    }
    assertTrue(Files.exists(store.resolve("running-8.json")));
    assertEquals(
        new CommitLog.Loaded(expected(), numbers(), Optional.empty()), ConfigStore.read(store));
  }

  @Test
  void goesBackToTheOlderCheckpointOfTheFormerRevision() throws Exception {
    copyStore();
    try (var opened = ConfigStore.open(store, 0, InstantSource.system())) {
      assertEquals(1, opened.revision());
      assertEquals(
          Map.of("customer-1", 0, "customer-2", 1, "customer-3", 2),
          opened.loaded().numbers().pseudowires());
    }
  }

  private static PersistedNumbers numbers() {
    return new PersistedNumbers(
        Map.of("customer-1", 0, "customer-2", 1, "customer-3", 2, "customer-4", 7),
        Map.of("grouped", 0, "internet", 1),
        Map.of("customer-2", 0, "customer-3", 3));
  }

  private static ContainerNode expected() throws IOException {
    return Json.root(new String(read("expected.json"), StandardCharsets.UTF_8));
  }

  private void copyStore() throws IOException {
    for (String name : FILES) {
      Files.write(store.resolve(name), read(name));
    }
  }

  private static byte[] read(String name) throws IOException {
    try (var stream = FormerModelTest.class.getResourceAsStream(FORMER + name)) {
      return stream.readAllBytes();
    }
  }
}
