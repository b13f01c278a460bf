package net.sluice.manager.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Optional;
import net.sluice.yang.Schema;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;
import org.opendaylight.yangtools.yang.data.api.schema.NormalizedNode;

/**
 * What a checkpoint and its journal lead to.
 *
 * @param revision the number of commits so far
 * @param numbers the numbers that its objects have
 */
record StoredState(
    Journal journal, long revision, ContainerNode running, PersistedNumbers numbers) {

  static StoredState read(StoreFiles files, long checkpoint) throws StoreException {
    Path journalFile = files.journal(checkpoint);
    var journal = Journal.read(journalFile, read(files.disk(), journalFile));
    if (journal.header().revision() != checkpoint) {
      throw StoreException.damaged(journalFile, 0, "the line about checkpoint " + checkpoint);
    }
    Path checkpointFile = files.checkpoint(checkpoint);
    var start =
        Checkpoint.decode(checkpointFile, read(files.disk(), checkpointFile), journal.header());
    PersistedNumbers numbers = PersistedNumbers.empty();
    numbers.addAll(start.numbers());
    var units = new LinkedHashMap<YangInstanceIdentifier, Optional<NormalizedNode>>();
    for (JournalRecord record : journal.committed()) {
      units.putAll(record.units());
      applyNumbers(record, numbers);
    }
    return new StoredState(
        journal,
        checkpoint + journal.committed().size(),
        ConfigTree.with(Schema.get().tree(), start.root(), units),
        numbers);
  }

  /** What the interrupted transaction would have changed. */
  Optional<Changes> interrupted() {
    return journal
        .interrupted()
        .map(
            record ->
                Changes.at(
                    record.units().keySet(),
                    running,
                    ConfigTree.with(Schema.get().tree(), running, record.units())));
  }

  /** Keeps the numbers as a commit leaves them. */
  static void applyNumbers(JournalRecord record, PersistedNumbers numbers) {
    record.units().keySet().forEach(numbers::remove);
    numbers.addAll(record.numbers());
  }

  private static byte[] read(Disk disk, Path file) throws StoreException {
    try {
      return disk.read(file);
    } catch (IOException e) {
      throw StoreException.of("read", file, e);
    }
  }
}
