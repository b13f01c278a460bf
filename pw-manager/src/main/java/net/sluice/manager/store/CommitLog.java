package net.sluice.manager.store;

import java.util.Optional;
import net.sluice.manager.api.ConfigException;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;

/**
 * The persistent log of commits. The manager writes a commit with {@link #prepare}, applies it to
 * the data plane, and then makes it valid with {@link #commit}, or takes it back with {@link
 * #abort}.
 *
 * <p>Thread: manager.
 */
public interface CommitLog {

  /**
   * The content of the log at the start.
   *
   * @param running the configuration of the last successful commit
   * @param numbers the numbers of its objects
   * @param interrupted the changes from that configuration that a commit had prepared when the
   *     process ended; the data plane may contain a part of them. Empty if there was no such commit
   */
  record Loaded(ContainerNode running, PersistedNumbers numbers, Optional<Changes> interrupted) {}

  /** Returns the content of the log at the start. */
  Loaded loaded();

  /**
   * Writes a commit, which is not valid yet.
   *
   * @param changes the changes from the running configuration
   * @param given the numbers that the commit gives to new objects
   * @param user the user that commits
   * @throws ConfigException writing failed; nothing has changed
   */
  void prepare(Changes changes, PersistedNumbers given, String user) throws ConfigException;

  /**
   * Makes the prepared commit valid.
   *
   * @throws ConfigException writing failed; the prepared commit is not valid
   */
  void commit() throws ConfigException;

  /** Takes back the prepared commit, also after {@link #commit} has failed. */
  void abort();

  /** Does maintenance that is due now and then and must not delay a commit. */
  void compact();
}
