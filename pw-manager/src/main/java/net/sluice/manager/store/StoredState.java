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
 * The state that results from a checkpoint and its journal.
 *
 * @param journal the content of the journal
 * @param revision the number of commits so far
 * @param running the running configuration
 * @param numbers the numbers of its objects
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

  /** Returns the changes of the commit that was prepared when the process ended. */
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

  /** Updates numbers to their values after a commit. */
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
