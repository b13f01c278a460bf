package net.sluice.manager;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import net.sluice.manager.api.ConfigError;
import net.sluice.manager.api.ConfigException;
import net.sluice.manager.store.Changes;
import net.sluice.manager.store.CommitLog;
import net.sluice.manager.store.PersistedNumbers;
import org.opendaylight.yangtools.yang.common.ErrorTag;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;

/** A commit log in memory, which can fail as a disk does. What it holds outlives its manager. */
public final class FakeCommitLog implements CommitLog {
  private ContainerNode running = Changes.EMPTY;
  private PersistedNumbers numbers = PersistedNumbers.NONE;
  private Optional<Changes> prepared = Optional.empty();
  private PersistedNumbers given = PersistedNumbers.NONE;
  private int commits;

  boolean failPrepare;
  boolean failCommit;

  @Override
  public Loaded loaded() {
    return new Loaded(running, numbers, prepared);
  }

  @Override
  public void prepare(Changes changes, PersistedNumbers newNumbers, String user)
      throws ConfigException {
    if (failPrepare) {
      throw full();
    }
    prepared = Optional.of(changes);
    given = newNumbers;
  }

  @Override
  public void commit() throws ConfigException {
    if (failCommit) {
      throw full();
    }
    running = prepared.orElseThrow().after();
    numbers =
        new PersistedNumbers(
            both(numbers.pseudowires(), given.pseudowires()),
            both(numbers.funnels(), given.funnels()),
            both(numbers.leaves(), given.leaves()));
    prepared = Optional.empty();
    commits++;
  }

  @Override
  public void abort() {
    prepared = Optional.empty();
  }

  @Override
  public void compact() {}

  private static Map<String, Integer> both(
      Map<String, Integer> numbers, Map<String, Integer> more) {
    Map<String, Integer> both = new HashMap<>(numbers);
    both.putAll(more);
    return both;
  }

  int commits() {
    return commits;
  }

  private static ConfigException full() {
    return new ConfigException(
        ConfigError.protocol(ErrorTag.RESOURCE_DENIED, "No space left on device"));
  }
}
