package net.sluice.manager.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.sluice.manager.api.ConfigException;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier.NodeIdentifierWithPredicates;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;

/** Crashes of the machine and failures of the disk at every step of a store. */
class ConfigStoreCrashTest {
  private static final Path DIRECTORY = Path.of("store");

  private record State(ContainerNode running, Map<String, Integer> ids) {}

  /**
   * The result of a run: the state that is certainly valid, and the commit that was interrupted.
   */
  private static final class Run {
    private State sure = new State(Changes.EMPTY, Map.of());
    private State possible = sure;
    private long revision;
  }

  @Property(tries = 400)
  void aCrashLeavesTheStateBeforeOrAfter(
      @ForAll("runs") List<Integer> commits,
      @ForAll @IntRange(max = 90) int step,
      @ForAll long seed)
      throws IOException, StoreException, ConfigException {
    var disk = new CrashDisk(new Random(seed));
    disk.crashAfter(step);
    var run = new Run();
    try {
      commitAll(disk, commits, run);
    } catch (CrashDisk.CrashException e) {
      // The test causes this crash.
    }
    disk.restart();
    try (var store = open(disk)) {
      var found = new State(store.loaded().running(), store.loaded().numbers().pseudowires());
      assertTrue(
          found.equals(run.sure) || found.equals(run.possible),
          () -> Json.text(found.running()) + " of " + disk.contents());
      assertTrue(store.revision() - run.revision <= 1);
      store
          .loaded()
          .interrupted()
          .ifPresent(changes -> assertEquals(found.running(), changes.before()));
      run.sure = found;
      commit(store, 4, run);
    }
    try (var store = open(disk)) {
      assertEquals(
          run.sure, new State(store.loaded().running(), store.loaded().numbers().pseudowires()));
      assertTrue(store.loaded().interrupted().isEmpty());
    }
  }

  @Property(tries = 400)
  void aStepThatFailsChangesNothingAndTheNextCommitSucceeds(
      @ForAll("runs") List<Integer> commits,
      @ForAll @IntRange(max = 90) int step,
      @ForAll long seed)
      throws IOException, StoreException, ConfigException {
    var disk = new CrashDisk(new Random(seed));
    open(disk).close();
    disk.failAfter(step);
    var run = new Run();
    var last = new State(Changes.EMPTY, Map.of());
    try (var store = open(disk)) {
      for (int commit : commits) {
        var before = run.sure;
        try {
          commit(store, commit, run);
        } catch (ConfigException e) {
          assertTrue(e.getMessage().endsWith("No space left on device"), e::getMessage);
          run.sure = before;
          store.abort();
        }
      }
      disk.repair();
      commit(store, 3, run);
      last = run.sure;
    } catch (StoreException e) {
      assertTrue(e.getMessage().endsWith("No space left on device"), e::getMessage);
    }
    try (var store = open(disk)) {
      assertEquals(
          last, new State(store.loaded().running(), store.loaded().numbers().pseudowires()));
      assertTrue(store.loaded().interrupted().isEmpty());
    }
  }

  @Provide
  Arbitrary<List<Integer>> runs() {
    return Arbitraries.integers().between(0, 9).list().ofMinSize(1).ofMaxSize(8);
  }

  private static void commitAll(Disk disk, List<Integer> commits, Run run)
      throws IOException, StoreException {
    try (var store = open(disk)) {
      for (int commit : commits) {
        commit(store, commit, run);
      }
    } catch (ConfigException e) {
      throw new AssertionError(e);
    }
  }

  /** Commits 0 and 1 are large, 2 is taken back, and the others change one pseudowire each. */
  private static void commit(ConfigStore store, int commit, Run run) throws ConfigException {
    State before = run.sure;
    ContainerNode content = commit < 2 ? bulk(commit) : small(commit, store.revision());
    Changes changes = Changes.between(before.running(), content);
    if (changes.isEmpty()) {
      return;
    }
    var ids = new HashMap<>(before.ids());
    var newIds = new HashMap<String, Integer>();
    changes
        .units()
        .forEach(
            (path, change) -> {
              String name = name(path);
              if (change.after().isEmpty()) {
                ids.remove(name);
              } else if (!ids.containsKey(name)) {
                newIds.put(name, name.hashCode() & 0xffff);
              }
            });
    ids.putAll(newIds);
    store.prepare(changes, Json.numbers(newIds), "test");
    if (commit == 2) {
      store.abort();
      return;
    }
    run.possible = new State(content, Map.copyOf(ids));
    store.commit();
    store.compact();
    run.sure = run.possible;
    run.revision = store.revision();
  }

  private static String name(YangInstanceIdentifier path) {
    var entry = (NodeIdentifierWithPredicates) path.getLastPathArgument();
    return entry.values().iterator().next().toString();
  }

  /** A text long enough to make a journal larger than its checkpoint after a few commits. */
  private static ContainerNode bulk(int which) {
    var entries = new StringBuilder();
    for (int i = 0; i < 300; i++) {
      entries.append("{'name':'bulk%d','tunnel':'%s%d'},".formatted(i, "t".repeat(60), which));
    }
    return Json.pseudowires(entries.append("{'name':'last'}").toString());
  }

  private static ContainerNode small(int which, long revision) {
    return Json.pseudowires("{'name':'p%d','tunnel':'t%d'}".formatted(which, revision));
  }

  private static ConfigStore open(Disk disk) throws StoreException {
    return ConfigStore.open(
        disk, DIRECTORY, OptionalLong.empty(), InstantSource.fixed(Instant.EPOCH), 20_000);
  }
}
