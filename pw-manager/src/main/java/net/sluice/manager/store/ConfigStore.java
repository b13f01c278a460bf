package net.sluice.manager.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import net.sluice.manager.api.ConfigError;
import net.sluice.manager.api.ConfigException;
import org.jspecify.annotations.Nullable;
import org.opendaylight.yangtools.yang.common.ErrorTag;
import org.opendaylight.yangtools.yang.common.ErrorType;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;
import org.opendaylight.yangtools.yang.data.api.schema.NormalizedNode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running configuration on disk, with the numbers of its objects. A checkpoint holds the whole
 * configuration. A journal holds the commits since the checkpoint, so that the cost of a commit
 * depends on its changes only. When the journal is larger than the checkpoint, the store writes a
 * new checkpoint.
 *
 * <p>A commit is written in two steps. {@link #prepare} writes the changes, so that a full disk is
 * detected before the data plane is touched. {@link #commit} writes the line that makes them valid.
 * After a crash at any moment, the disk holds the state before the commit or the state after it. If
 * commit() has returned, it holds the state after it.
 *
 * <p>Thread: manager. The static methods: any.
 */
public final class ConfigStore implements CommitLog, AutoCloseable {
  /** Size in bytes that a journal may always have, even if its checkpoint is smaller. */
  private static final long MIN_JOURNAL = 1 << 20;

  /** Number of checkpoints kept: the current one, and two older ones to start from. */
  private static final int KEPT = 3;

  private static final Logger LOG = LoggerFactory.getLogger(ConfigStore.class);

  private record Pending(JournalRecord record, Changes changes, int size) {}

  private final StoreFiles files;
  private final Closeable lock;
  private final InstantSource clock;
  private final long minJournal;
  private final Loaded loaded;
  private final PersistedNumbers numbers;
  private ContainerNode running;
  private long revision;
  private Disk.Output journal;
  private Path journalFile;
  private long committedSize;
  private long checkpointDue;

  /** The prepared commit; null if none is prepared. */
  private @Nullable Pending pending;

  /** True if the journal has, or may have, data after the last commit. */
  private boolean dirty;

  /** True if it is unknown which checkpoint a restart would find; commits are rejected then. */
  private boolean broken;

  /**
   * Opens the store in a directory. Creates the directory if it does not exist; the new store has
   * an empty configuration at revision 0.
   *
   * @throws StoreException the store is damaged, in use by another process, not readable or not
   *     writable
   */
  public static ConfigStore open(Path directory, InstantSource clock) throws StoreException {
    return open(new FileDisk(), directory, OptionalLong.empty(), clock, MIN_JOURNAL);
  }

  /**
   * Opens the store at an older checkpoint with its journal. Newer files are renamed, not deleted.
   *
   * @param checkpoint the revision of an existing checkpoint
   * @throws StoreException the checkpoint does not exist, or the store is damaged, in use by
   *     another process, not readable or not writable
   */
  public static ConfigStore open(Path directory, long checkpoint, InstantSource clock)
      throws StoreException {
    return open(new FileDisk(), directory, OptionalLong.of(checkpoint), clock, MIN_JOURNAL);
  }

  /**
   * Reads the store and changes nothing; another process may be using it. If the directory does not
   * exist or has no store, the result is the empty configuration.
   *
   * @throws StoreException the store is damaged or not readable
   */
  public static Loaded read(Path directory) throws StoreException {
    var files = new StoreFiles(new FileDisk(), directory);
    try {
      var checkpoints = Files.exists(directory) ? files.checkpoints() : new TreeSet<Long>();
      return checkpoints.isEmpty()
          ? new Loaded(Changes.EMPTY, PersistedNumbers.NONE, Optional.empty())
          : loaded(StoredState.read(files, checkpoints.last()));
    } catch (IOException e) {
      throw StoreException.of("read the configuration store in", directory, e);
    }
  }

  private static Loaded loaded(StoredState state) {
    return new Loaded(state.running(), state.numbers().snapshot(), state.interrupted());
  }

  static ConfigStore open(
      Disk disk, Path directory, OptionalLong checkpoint, InstantSource clock, long minJournal)
      throws StoreException {
    var files = new StoreFiles(disk, directory);
    try {
      disk.makeDirectory(directory);
      Closeable lock = disk.lock(directory);
      try {
        return new ConfigStore(
            files, lock, clock, minJournal, StoreOpening.open(files, checkpoint));
      } catch (IOException | StoreException | RuntimeException e) {
        lock.close();
        throw e;
      }
    } catch (IOException e) {
      throw StoreException.of("open the configuration store in", directory, e);
    }
  }

  private ConfigStore(
      StoreFiles files, Closeable lock, InstantSource clock, long minJournal, StoredState state)
      throws IOException {
    this.files = files;
    this.lock = lock;
    this.clock = clock;
    this.minJournal = minJournal;
    running = state.running();
    revision = state.revision();
    numbers = state.numbers();
    loaded = loaded(state);
    journalFile = files.journal(state.journal().header().revision());
    journal = files.disk().append(journalFile);
    committedSize = state.journal().committedSize();
    checkpointDue = Math.max(minJournal, state.journal().header().length());
    dirty = true;
  }

  @Override
  public Loaded loaded() {
    return loaded;
  }

  /** Returns the running configuration as it is on disk. */
  ContainerNode running() {
    return running;
  }

  /** Returns the revision: the number of commits so far. */
  public long revision() {
    return revision;
  }

  @Override
  public void prepare(Changes changes, PersistedNumbers given, String user) throws ConfigException {
    if (pending != null) {
      throw new IllegalStateException("a commit is already prepared");
    }
    if (broken) {
      throw refused(journalFile + " can't be written after an earlier failure; restart sluice");
    }
    var record =
        new JournalRecord(
            revision + 1, clock.instant(), user, after(changes), numbers.of(changes, given));
    try {
      byte[] line = JournalLine.encode(record.encode(changes));
      if (dirty) {
        journal.truncate(committedSize);
      }
      dirty = true;
      pending = new Pending(record, changes, line.length);
      journal.write(line);
      journal.sync();
    } catch (IOException e) {
      abort();
      throw failed(e);
    }
  }

  @Override
  public void commit() throws ConfigException {
    Pending prepared = Objects.requireNonNull(pending, "no commit is prepared");
    byte[] line = Journal.committed(prepared.record.revision());
    try {
      journal.write(line);
      journal.sync();
    } catch (IOException e) {
      throw failed(e);
    }
    running = prepared.changes.after();
    revision = prepared.record.revision();
    StoredState.applyNumbers(prepared.record, numbers);
    committedSize += prepared.size + line.length;
    dirty = false;
    pending = null;
  }

  @Override
  public void compact() {
    if (committedSize > checkpointDue && !dirty && !broken) {
      checkpoint();
    }
  }

  @Override
  public void abort() {
    pending = null;
    try {
      journal.truncate(committedSize);
      journal.sync();
      dirty = false;
    } catch (IOException e) {
      LOG.warn(
          "commit rollback failed journal={} reason=\"{}\" retry=next-commit",
          journalFile,
          StoreException.reason(e));
    }
  }

  @Override
  public void close() throws IOException {
    try (lock) {
      journal.close();
    }
  }

  private static Map<YangInstanceIdentifier, Optional<NormalizedNode>> after(Changes changes) {
    var units = new LinkedHashMap<YangInstanceIdentifier, Optional<NormalizedNode>>();
    changes.units().forEach((path, change) -> units.put(path, change.after()));
    return units;
  }

  /** Starts a new journal after a new checkpoint. If that fails, the old journal continues. */
  private void checkpoint() {
    try {
      Disk.Output old = journal;
      use(NewCheckpoint.write(files, revision, new Checkpoint(running, numbers)));
      old.close();
      files.keepNewest(KEPT);
    } catch (NewCheckpoint.HalfDoneException e) {
      broken = true;
      LOG.error(
          "checkpoint half written journal={} reason=\"{}\" remedy=restart",
          journalFile,
          StoreException.reason(e));
    } catch (IOException e) {
      LOG.warn("checkpoint failed journal={} reason=\"{}\"", journalFile, StoreException.reason(e));
      checkpointDue = committedSize + minJournal;
    }
  }

  private void use(NewCheckpoint started) {
    journal = started.journal();
    journalFile = files.journal(started.header().revision());
    committedSize = started.header().encode().length;
    checkpointDue = Math.max(minJournal, started.header().length());
  }

  private ConfigException failed(IOException e) {
    return refused(StoreException.message("write", journalFile, e));
  }

  private static ConfigException refused(String message) {
    return new ConfigException(
        new ConfigError(
            ErrorType.APPLICATION,
            ErrorTag.OPERATION_FAILED,
            Optional.empty(),
            Optional.empty(),
            message,
            Map.of()));
  }
}
