package net.sluice.manager.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;

/**
 * The configuration datastores: one running, one candidate that all sessions share. Any thread may
 * call; a call returns when its work is done, and calls are done one after the other. A call that
 * throws has changed nothing.
 */
public interface ConfigService {

  /** The whole content of a datastore: immutable, cheap, never waits for a commit. */
  ContainerNode read(Datastore datastore);

  /**
   * Edits the candidate.
   *
   * @throws ConfigException data-exists, data-missing, in-use (locked by another session); with
   *     {@link Edit.ErrorOption#CONTINUE} the edits that are not named in the errors were applied
   */
  void edit(Client client, List<Edit> edits, Edit.ErrorOption errorOption) throws ConfigException;

  /**
   * Checks what {@link #edit} would do, and the candidate that it would leave, and changes nothing.
   */
  void test(Client client, List<Edit> edits) throws ConfigException;

  /** Replaces the whole candidate. */
  void replaceCandidate(Client client, ContainerNode content) throws ConfigException;

  /**
   * Checks a datastore against the model and everything that a commit would check without doing.
   */
  void validate(Datastore datastore) throws ConfigException;

  /** Checks a whole configuration that is in no datastore. */
  void validate(ContainerNode content) throws ConfigException;

  /**
   * Makes the candidate the running configuration, in the data plane and on disk, all or nothing.
   *
   * @return true if this commit changed running; false if the candidate had no changes
   * @throws ConfigException invalid, refused by the data plane, not writable to disk, or in-use
   */
  boolean commit(Client client) throws ConfigException;

  /** Makes the candidate what running is. */
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
   * Ends what a client holds: its locks, and the candidate's changes if it had locked that (RFC
   * 6241 section 8.3.5.2). {@link #lockOf} does not name it any more when this returns.
   *
   * @throws ConfigException interrupted: the client loses all this later
   */
  void closed(Client client) throws ConfigException;

  /**
   * Somebody who edits.
   *
   * @param sessionId NETCONF session id, 1 to 4294967295, which the holder of a lock is known by
   * @param user authenticated name
   */
  record Client(long sessionId, String user) {}

  /**
   * The client that holds a lock.
   *
   * @param since time at which it was granted, from the clock of the manager
   */
  record LockHolder(Client client, Instant since) {}
}
