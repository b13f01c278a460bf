package net.sluice.northbound.netconf;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import net.sluice.manager.store.Changes;
import net.sluice.manager.store.CommitLog;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;

/** Commits that last as long as the process. */
final class MemoryLog implements CommitLog {
  private ContainerNode running = Changes.EMPTY;
  private final Map<String, Integer> ids = new HashMap<>();
  private Changes prepared;
  private Map<String, Integer> preparedIds = Map.of();

  @Override
  public Loaded loaded() {
    return new Loaded(running, Map.copyOf(ids), Optional.empty());
  }

  @Override
  public void prepare(Changes changes, Map<String, Integer> newIds, String user) {
    prepared = changes;
    preparedIds = newIds;
  }

  @Override
  public void commit() {
    running = prepared.after();
    ids.putAll(preparedIds);
  }

  @Override
  public void abort() {
    prepared = null;
  }

  @Override
  public void compact() {}
}
