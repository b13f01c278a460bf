package net.sluice.manager.api;

import java.time.Instant;
import java.util.Optional;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;

/**
 * The configuration datastores: one running, and one candidate that all sessions share. A call
 * returns when its work is done. Calls that change something run one after the other. A call that
 * throws has changed nothing.
 *
 * <p>Thread: any.
 */
public interface ConfigService {

  /** Returns the whole content of a datastore. The call is cheap and never waits for a commit. */
  ContainerNode read(Datastore datastore);

  /**
   * Edits the candidate. Checks and edits are one step: no other change comes between them.
   *
   * @throws ConfigException data-exists, data-missing, or in-use (locked by another session); after
   *     a test, also the errors of a commit of the resulting candidate. With {@link
   *     Edit.ErrorOption#CONTINUE}, the edits that no error names have been applied, unless the
   *     test has failed
   */
  void edit(
      Client client, EditRequest request, Edit.ErrorOption errorOption, Edit.TestOption testOption)
      throws ConfigException;

  /** Replaces the whole candidate. */
  void replaceCandidate(Client client, ContainerNode content) throws ConfigException;

  /** Checks a datastore as a commit of it would, and changes nothing. */
  void validate(Datastore datastore) throws ConfigException;

  /** Checks a whole configuration that is not in a datastore, as a commit of it would. */
  void validate(ContainerNode content) throws ConfigException;

  /**
   * Makes the candidate the running configuration, on disk and in the data plane. The commit is
   * applied completely or not at all.
   *
   * @return true if this commit changed running; false if the candidate had no changes
   * @throws ConfigException the candidate is invalid, the data plane or the disk refused it, or the
   *     running or candidate datastore is in-use (locked by another session)
   */
  boolean commit(Client client) throws ConfigException;

  /** Resets the candidate to the running configuration. */
  void discard(Client client) throws ConfigException;

  /** Locks a datastore (RFC 6241 section 7.5). */
  void lock(Client client, Datastore datastore) throws ConfigException;

  /** Unlocks a datastore (RFC 6241 section 7.6). */
  void unlock(Client client, Datastore datastore) throws ConfigException;

  /**
   * Returns the holder of the lock of a datastore; empty if it is not locked. This is the lock
   * table itself: it names a client from the return of {@link #lock} until {@link #unlock} or
   * {@link #closed} is called. It never waits for a commit.
   */
  Optional<LockHolder> lockOf(Datastore datastore);

  /**
   * Releases the locks of a client whose session has ended. If it held the lock of the candidate,
   * the changes of the candidate are discarded (RFC 6241 section 8.3.5.2). When this returns,
   * {@link #lockOf} does not name the client any more.
   *
   * @throws ConfigException the calling thread was interrupted; the locks are released later
   */
  void closed(Client client) throws ConfigException;

  /**
   * A client that edits.
   *
   * @param sessionId NETCONF session id, 1 to 4294967295; it identifies the holder of a lock
   * @param user the authenticated user name
   */
  record Client(long sessionId, String user) {}

  /**
   * The client that holds a lock.
   *
   * @param since the time at which the lock was granted, from the clock of the manager
   */
  record LockHolder(Client client, Instant since) {}
}
