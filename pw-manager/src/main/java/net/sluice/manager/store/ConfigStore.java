package net.sluice.manager.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import net.sluice.manager.api.ConfigError;
import net.sluice.manager.api.ConfigException;
import org.opendaylight.yangtools.yang.common.ErrorTag;
import org.opendaylight.yangtools.yang.common.ErrorType;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;
import org.opendaylight.yangtools.yang.data.api.schema.NormalizedNode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running configuration on disk, and the numbers of its objects. A checkpoint holds all of it;
 * a journal beside it holds the commits since, so that a commit costs what it changes. A new
 * checkpoint is made when the journal has outgrown the old one.
 *
 * <p>A commit is written in two steps. {@link #prepare} writes what will change, so that a full
 * disk is found before anything else is touched; {@link #commit} writes that it counts. What is on
 * disk after a crash at any moment is the state before the commit or the state after it; after it,
 * if commit() has returned.
 *
 * <p>One thread at a time.
 */
public final class ConfigStore implements CommitLog, AutoCloseable {
  /** Bytes that a journal may have however small its checkpoint is. */
  private static final long MIN_JOURNAL = 1 << 20;

  /** Checkpoints kept: the current one, and two to go back to. */
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
  private Pending pending;

  /** Whether the journal holds, or may hold, something beyond what was committed. */
  private boolean dirty;

  /** Whether nobody knows any more what a restart would find. */
  private boolean broken;

  /**
   * Opens the store in a directory, which is made if it is missing; starts with an empty
   * configuration at revision 0.
   *
   * @throws StoreException damaged, in use by another process, not readable, not writable
   */
  public static ConfigStore open(Path directory, InstantSource clock) throws StoreException {
    return open(new FileDisk(), directory, OptionalLong.empty(), clock, MIN_JOURNAL);
  }

  /**
   * Opens the store at an older checkpoint with its journal. Newer files are renamed, not deleted.
   *
   * @param checkpoint a revision of which there is a checkpoint
   * @throws StoreException there is none, or as {@link #open(Path, InstantSource)}
   */
  public static ConfigStore open(Path directory, long checkpoint, InstantSource clock)
      throws StoreException {
    return open(new FileDisk(), directory, OptionalLong.of(checkpoint), clock, MIN_JOURNAL);
  }

  /**
   * Reads what is on disk and changes nothing; another process may be using it. Where there is no
   * store, that is the empty configuration.
   *
   * @throws StoreException damaged, not readable
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

  /** The running configuration as it is on disk. */
  ContainerNode running() {
    return running;
  }

  /** The number of commits so far. */
  public long revision() {
    return revision;
  }

  @Override
  public void prepare(Changes changes, PersistedNumbers given, String user) throws ConfigException {
    if (pending != null) {
      throw new IllegalStateException("a commit is under way already");
    }
    if (broken) {
      throw refused(journalFile + " can't be written since an earlier failure: restart");
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
    byte[] line = Journal.committed(pending.record.revision());
    try {
      journal.write(line);
      journal.sync();
    } catch (IOException e) {
      throw failed(e);
    }
    running = pending.changes.after();
    revision = pending.record.revision();
    StoredState.applyNumbers(pending.record, numbers);
    committedSize += pending.size + line.length;
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
      LOG.warn("{}; the next commit will try again", message("take back a commit in", e));
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

  /** Starts a new journal after a new checkpoint. Without success the old one goes on. */
  private void checkpoint() {
    try {
      Disk.Output old = journal;
      use(NewCheckpoint.make(files, revision, new Checkpoint(running, numbers)));
      old.close();
      files.keepNewest(KEPT);
    } catch (NewCheckpoint.HalfDoneException e) {
      broken = true;
      LOG.error("{}", message("make a checkpoint after", e));
    } catch (IOException e) {
      LOG.warn("{}", message("make a checkpoint after", e));
      checkpointDue = committedSize + minJournal;
    }
  }

  private void use(NewCheckpoint started) {
    journal = started.journal();
    journalFile = files.journal(started.header().revision());
    committedSize = started.header().encode().length;
    checkpointDue = Math.max(minJournal, started.header().length());
  }

  private String message(String doing, IOException e) {
    return StoreException.of(doing, journalFile, e).getMessage();
  }

  private ConfigException failed(IOException e) {
    return refused(message("write", e));
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
