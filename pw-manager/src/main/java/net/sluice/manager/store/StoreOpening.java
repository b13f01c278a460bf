package net.sluice.manager.store;

import java.io.IOException;
import java.util.NavigableSet;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Decides which checkpoint to start from. */
final class StoreOpening {
  private StoreOpening() {}

  static StoredState open(StoreFiles files, OptionalLong wanted)
      throws IOException, StoreException {
    files.deleteTemporary();
    TreeSet<Long> checkpoints = files.checkpoints();
    if (wanted.isPresent()) {
      return openAt(files, wanted.getAsLong(), checkpoints);
    }
    checkOrphans(files, checkpoints);
    if (checkpoints.isEmpty()) {
      NewCheckpoint.make(files, 0, new Checkpoint(Changes.EMPTY, PersistedNumbers.NONE))
          .journal()
          .close();
      return StoredState.read(files, 0);
    }
    try {
      return StoredState.read(files, checkpoints.last());
    } catch (StoreException e) {
      throw e.withAdvice(advice(files, checkpoints.headSet(checkpoints.last(), false)));
    }
  }

  private static StoredState openAt(StoreFiles files, long wanted, NavigableSet<Long> checkpoints)
      throws IOException, StoreException {
    if (!checkpoints.contains(wanted)) {
      throw new StoreException(
          "%s has no checkpoint of revision %d; it has: %s"
              .formatted(
                  files.directory(),
                  wanted,
                  checkpoints.stream().map(String::valueOf).collect(Collectors.joining(", "))));
    }
    StoredState state = StoredState.read(files, wanted);
    files.setAsideNewerThan(wanted);
    return state;
  }

  /**
   * A journal whose checkpoint is missing is what a crash leaves that came while the checkpoint was
   * made. With commits in it, it tells that the checkpoint was there.
   */
  private static void checkOrphans(StoreFiles files, NavigableSet<Long> checkpoints)
      throws IOException, StoreException {
    for (long revision : files.journals()) {
      if (checkpoints.contains(revision)) {
        continue;
      }
      byte[] bytes = files.disk().read(files.journal(revision));
      var journal = Journal.read(files.journal(revision), bytes);
      if (bytes.length == journal.header().encode().length) {
        files.disk().delete(files.journal(revision));
      } else if (checkpoints.isEmpty() || revision > checkpoints.last()) {
        throw new StoreException(files.checkpoint(revision) + " is missing: its journal is there")
            .withAdvice(advice(files, checkpoints));
      }
    }
  }

  private static String advice(StoreFiles files, NavigableSet<Long> older) {
    for (long revision : older.descendingSet()) {
      try {
        StoredState.read(files, revision);
        return "revision " + revision + " can be started from instead";
      } catch (StoreException e) {
        // Then an older one.
      }
    }
    return "there is no older revision to start from";
  }
}
