package net.sluice.manager.store;

import java.io.IOException;
import java.util.NavigableSet;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Selects the checkpoint to start from. */
final class StoreOpening {
  private StoreOpening() {}

  /**
   * Reads the store. Creates an empty one if there is none.
   *
   * @param wanted the revision of the checkpoint to start from; empty for the newest
   */
  static StoredState open(StoreFiles files, OptionalLong wanted)
      throws IOException, StoreException {
    files.deleteTemporary();
    TreeSet<Long> checkpoints = files.checkpoints();
    if (wanted.isPresent()) {
      return openAt(files, wanted.getAsLong(), checkpoints);
    }
    checkOrphans(files, checkpoints);
    if (checkpoints.isEmpty()) {
      NewCheckpoint.write(files, 0, new Checkpoint(Changes.EMPTY, PersistedNumbers.NONE))
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
   * Handles journals whose checkpoint is missing. A crash while a checkpoint is written leaves such
   * a journal without commits; it is deleted. If it has commits, the checkpoint existed and has
   * been lost.
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
        throw new StoreException(files.checkpoint(revision) + " is missing, but its journal exists")
            .withAdvice(advice(files, checkpoints));
      }
    }
  }

  private static String advice(StoreFiles files, NavigableSet<Long> older) {
    for (long revision : older.descendingSet()) {
      try {
        StoredState.read(files, revision);
        return "start with --revision " + revision + " instead";
      } catch (StoreException e) {
        // This one is damaged too: try an older one.
      }
    }
    return "there is no older revision to start from";
  }
}
