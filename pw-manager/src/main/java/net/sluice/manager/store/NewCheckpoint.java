package net.sluice.manager.store;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A checkpoint that has just been made, and its journal.
 *
 * @param header what the journal starts with
 * @param journal to write commits to
 */
record NewCheckpoint(Journal.Header header, Disk.Output journal) {

  /** It failed, and nobody knows whether a restart would find the new checkpoint or the old one. */
  static final class HalfDoneException extends IOException {
    private static final long serialVersionUID = 1L;

    HalfDoneException(IOException cause) {
      super(cause.getMessage(), cause);
    }
  }

  /**
   * Makes a checkpoint and a journal after it. The checkpoint gets its name last: a restart takes
   * the newest, and must find a journal with it.
   *
   * @throws HalfDoneException see there
   * @throws IOException it was not made; the old one stays the newest
   */
  static NewCheckpoint make(StoreFiles files, long revision, Checkpoint content)
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
