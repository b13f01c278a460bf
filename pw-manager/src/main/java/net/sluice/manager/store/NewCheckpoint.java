package net.sluice.manager.store;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A checkpoint that has just been written, with its journal.
 *
 * @param header the first line of the journal
 * @param journal the open journal, for commits
 */
record NewCheckpoint(Journal.Header header, Disk.Output journal) {

  /** A failure after which it is unknown whether a restart finds the new or the old checkpoint. */
  static final class HalfDoneException extends IOException {
    private static final long serialVersionUID = 1L;

    HalfDoneException(IOException cause) {
      super(cause.getMessage(), cause);
    }
  }

  /**
   * Writes a checkpoint and an empty journal. The checkpoint gets its name last: a restart uses the
   * newest checkpoint and must find its journal.
   *
   * @throws HalfDoneException it is unknown whether a restart finds the new or the old checkpoint
   * @throws IOException the checkpoint was not written; the old one is still the newest
   */
  static NewCheckpoint write(StoreFiles files, long revision, Checkpoint content)
      throws IOException {
    byte[] json = content.encode();
    var header = new Journal.Header(revision, json.length, JournalLine.checksum(json));
    Path checkpoint = files.writeTemporary(files.checkpoint(revision), json);
    Path journal = files.writeTemporary(files.journal(revision), header.encode());
    files.disk().rename(journal, files.journal(revision));
    files.disk().sync(files.directory());
    Disk.Output out = files.disk().append(files.journal(revision));
    try {
      files.disk().rename(checkpoint, files.checkpoint(revision));
      files.disk().sync(files.directory());
    } catch (IOException e) {
      out.close();
      undo(files, revision);
      throw e;
    }
    return new NewCheckpoint(header, out);
  }

  private static void undo(StoreFiles files, long revision) throws HalfDoneException {
    try {
      files.disk().delete(files.checkpoint(revision));
      files.disk().sync(files.directory());
    } catch (IOException e) {
      throw new HalfDoneException(e);
    }
  }
}
