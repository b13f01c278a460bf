package net.sluice.manager.store;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A disk in memory that fails, or crashes the machine, at a given step. After a crash, the disk has
 * all synced data and a random part of the other data: of each file a prefix of the bytes written
 * since the last sync, and of each directory a prefix of its changes.
 */
final class CrashDisk implements Disk {

  /** The machine has crashed. */
  static final class CrashException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private static final class Content {
    private final ByteArrayOutputStream now = new ByteArrayOutputStream();
    private byte[] synced = new byte[0];
  }

  private Map<Path, Content> names = new TreeMap<>();
  private final List<Map<Path, Content>> unsynced = new ArrayList<>();
  private final Random chance;
  private int stepsToFailure = Integer.MAX_VALUE;
  private boolean crash;
  private boolean off;

  CrashDisk(Random chance) {
    this.chance = chance;
    unsynced.add(new TreeMap<>());
  }

  /** Makes the step after a number of other steps crash the machine. */
  void crashAfter(int number) {
    stepsToFailure = number;
    crash = true;
  }

  /** Makes the step after a number of other steps fail, once. */
  void failAfter(int number) {
    stepsToFailure = number;
    crash = false;
  }

  /** Ends all failures. */
  void repair() {
    stepsToFailure = Integer.MAX_VALUE;
  }

  /** Turns the machine on again. */
  void restart() {
    off = false;
    repair();
    names = new TreeMap<>(unsynced.get(chance.nextInt(unsynced.size())));
    unsynced.clear();
    unsynced.add(new TreeMap<>(names));
    for (Content content : names.values()) {
      byte[] now = content.now.toByteArray();
      byte[] kept = content.synced;
      if (startsWith(now, content.synced)) {
        kept =
            Arrays.copyOf(
                now,
                content.synced.length + chance.nextInt(now.length - content.synced.length + 1));
      } else if (chance.nextBoolean()) {
        kept = now;
      }
      content.now.reset();
      content.now.writeBytes(kept);
      content.synced = kept;
    }
  }

  /** Returns the present content of the files. */
  Map<String, String> contents() {
    var contents = new TreeMap<String, String>();
    names.forEach(
        (path, content) ->
            contents.put(
                path.getFileName().toString(),
                JournalLine.checksum(content.now.toByteArray()) + "/" + content.now.size()));
    return contents;
  }

  private static boolean startsWith(byte[] bytes, byte[] start) {
    return bytes.length >= start.length
        && Arrays.equals(bytes, 0, start.length, start, 0, start.length);
  }

  private void step() throws IOException {
    if (off) {
      throw new CrashException();
    }
    if (stepsToFailure-- == 0) {
      off = crash;
      if (crash) {
        throw new CrashException();
      }
      throw new IOException("No space left on device");
    }
  }

  private void changed() {
    unsynced.add(new TreeMap<>(names));
  }

  private Content content(Path file) throws IOException {
    Content content = names.get(file);
    if (content == null) {
      throw new FileNotFoundException(file.toString());
    }
    return content;
  }

  @Override
  public void makeDirectory(Path directory) {}

  @Override
  public Closeable lock(Path directory) {
    return () -> {};
  }

  @Override
  public List<String> list(Path directory) {
    return names.keySet().stream().map(path -> path.getFileName().toString()).toList();
  }

  @Override
  public byte[] read(Path file) throws IOException {
    return content(file).now.toByteArray();
  }

  @Override
  public Output create(Path file) throws IOException {
    step();
    names.put(file, new Content());
    changed();
    return new CrashOutput(content(file));
  }

  @Override
  public Output append(Path file) throws IOException {
    return new CrashOutput(content(file));
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    step();
    names.put(to, content(from));
    names.remove(from);
    changed();
  }

  @Override
  public void delete(Path file) throws IOException {
    step();
    names.remove(file);
    changed();
  }

  @Override
  public void sync(Path directory) throws IOException {
    step();
    unsynced.clear();
    changed();
  }

  private final class CrashOutput implements Output {
    private final Content content;

    CrashOutput(Content content) {
      this.content = content;
    }

    @Override
    public void write(byte[] bytes) throws IOException {
      try {
        step();
      } catch (IOException | CrashException e) {
        content.now.write(bytes, 0, chance.nextInt(bytes.length + 1));
        throw e;
      }
      content.now.writeBytes(bytes);
    }

    @Override
    public void truncate(long size) throws IOException {
      step();
      byte[] rest = Arrays.copyOf(content.now.toByteArray(), (int) size);
      content.now.reset();
      content.now.writeBytes(rest);
    }

    @Override
    public void sync() throws IOException {
      step();
      content.synced = content.now.toByteArray();
    }

    @Override
    public void close() {}
  }
}
