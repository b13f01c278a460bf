package net.sluice.manager.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** What the store needs of a file system; tests put one in its place that fails or crashes. */
interface Disk {

  /** Makes a directory, and those above it, unless it is there. */
  void makeDirectory(Path directory) throws IOException;

  /**
   * Makes sure that no other process uses the directory, until closed.
   *
   * @throws StoreException another one does
   */
  Closeable lock(Path directory) throws IOException, StoreException;

  /** The names of the files in a directory. */
  List<String> list(Path directory) throws IOException;

  byte[] read(Path file) throws IOException;

  /** Makes a file, without content, in place of any that is there. */
  Output create(Path file) throws IOException;

  /** Opens a file to write at its end. */
  Output append(Path file) throws IOException;

  /** Renames a file, in place of any that has the new name. */
  void rename(Path from, Path to) throws IOException;

  /** Deletes a file, if it is there. */
  void delete(Path file) throws IOException;

  /** Makes what was created, renamed and deleted in a directory survive a crash of the machine. */
  void sync(Path directory) throws IOException;

  /** An open file. */
  interface Output extends Closeable {

    /** Writes at the end; when it fails, a part may have been written. */
    void write(byte[] bytes) throws IOException;

    /** Cuts off what is beyond a size. */
    void truncate(long size) throws IOException;

    /** Makes the content survive a crash of the machine. */
    void sync() throws IOException;
  }
}
