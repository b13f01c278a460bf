package net.sluice.northbound.netconf;

import java.util.Optional;
import net.sluice.manager.store.Changes;
import net.sluice.manager.store.CommitLog;
import net.sluice.manager.store.PersistedNumbers;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;

/** A commit log in memory. */
final class MemoryLog implements CommitLog {
  private ContainerNode running = Changes.EMPTY;
  private Changes prepared;

  @Override
  public Loaded loaded() {
    return new Loaded(running, PersistedNumbers.NONE, Optional.empty());
  }

  @Override
  public void prepare(Changes changes, PersistedNumbers numbers, String user) {
    prepared = changes;
  }

  @Override
  public void commit() {
    running = prepared.after();
  }

  @Override
  public void abort() {
    prepared = null;
  }

  @Override
  public void compact() {}
}
