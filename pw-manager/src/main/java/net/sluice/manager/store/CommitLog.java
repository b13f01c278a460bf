package net.sluice.manager.store;

import java.util.Optional;
import net.sluice.manager.api.ConfigException;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;

/**
 * Where commits are made to last: the manager writes down what it is about to do, does it, and then
 * says that it counts. Used by the manager's thread only.
 */
public interface CommitLog {

  /**
   * What was there at the start.
   *
   * @param running the configuration of the last successful commit
   * @param numbers the numbers that its objects have
   * @param interrupted from that configuration: what a commit was about to change that never ended
   */
  record Loaded(ContainerNode running, PersistedNumbers numbers, Optional<Changes> interrupted) {}

  /** What was there at the start. */
  Loaded loaded();

  /**
   * Writes down what is about to be done.
   *
   * @param changes from running
   * @param given numbers that are new with it
   * @param user who wants it
   * @throws ConfigException it can't be written; nothing has changed
   */
  void prepare(Changes changes, PersistedNumbers given, String user) throws ConfigException;

  /**
   * Makes what was prepared count.
   *
   * @throws ConfigException it can't be written: what was prepared does not count
   */
  void commit() throws ConfigException;

  /** Takes back what was prepared, also after {@link #commit} has failed. */
  void abort();

  /** Does what is due now and then, and need not keep a commit waiting. */
  void compact();
}
