package net.sluice.manager;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import net.sluice.manager.store.Changes;
import net.sluice.manager.store.CommitLog;
import org.opendaylight.yangtools.yang.common.ErrorTag;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;

/** A commit log in memory, which can fail as a disk does. What it holds outlives its manager. */
final class FakeCommitLog implements CommitLog {
  private ContainerNode running = Changes.EMPTY;
  private Map<String, Integer> ids = new HashMap<>();
  private Optional<Changes> prepared = Optional.empty();
  private Map<String, Integer> preparedIds = Map.of();
  private int commits;

  boolean failPrepare;
  boolean failCommit;

  @Override
  public Loaded loaded() {
    return new Loaded(running, Map.copyOf(ids), prepared);
  }

  @Override
  public void prepare(Changes changes, Map<String, Integer> newIds, String user)
      throws ConfigException {
    if (failPrepare) {
      throw full();
    }
    prepared = Optional.of(changes);
    preparedIds = newIds;
  }

  @Override
  public void commit() throws ConfigException {
    if (failCommit) {
      throw full();
    }
    running = prepared.orElseThrow().after();
    ids.putAll(preparedIds);
    prepared = Optional.empty();
    commits++;
  }

  @Override
  public void abort() {
    prepared = Optional.empty();
  }

  @Override
  public void compact() {}

  int commits() {
    return commits;
  }

  private static ConfigException full() {
    return new ConfigException(
        ConfigError.protocol(ErrorTag.RESOURCE_DENIED, "No space left on device"));
  }
}
