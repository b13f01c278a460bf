package net.sluice.manager.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The file system operations of the store. Tests replace it by one that fails or crashes. */
interface Disk {

  /** Creates a directory and its parents, if they do not exist. */
  void makeDirectory(Path directory) throws IOException;

  /**
   * Locks a directory against other processes, until the result is closed.
   *
   * @throws StoreException another process uses the directory
   */
  Closeable lock(Path directory) throws IOException, StoreException;

  /** Returns the names of the files in a directory. */
  List<String> list(Path directory) throws IOException;

  byte[] read(Path file) throws IOException;

  /** Creates an empty file. An existing file is replaced. */
  Output create(Path file) throws IOException;

  /** Opens an existing file to write at its end. */
  Output append(Path file) throws IOException;

  /** Renames a file atomically. A file that has the new name is replaced. */
  void rename(Path from, Path to) throws IOException;

  /** Deletes a file, if it exists. */
  void delete(Path file) throws IOException;

  /** Makes the creations, renames and deletions in a directory survive a crash of the machine. */
  void sync(Path directory) throws IOException;

  /** An open file. */
  interface Output extends Closeable {

    /** Writes at the end. If it fails, a part may have been written. */
    void write(byte[] bytes) throws IOException;

    /**
     * Shortens the file.
     *
     * @param size the new size, in bytes
     */
    void truncate(long size) throws IOException;

    /** Makes the content survive a crash of the machine. */
    void sync() throws IOException;
  }
}
