package net.sluice.manager;

import java.time.Clock;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import net.sluice.manager.api.ConfigError;
import net.sluice.manager.api.ConfigException;
import net.sluice.manager.api.ConfigService.Client;
import net.sluice.manager.api.ConfigService.LockHolder;
import net.sluice.manager.api.Datastore;
import org.opendaylight.yangtools.yang.common.ErrorTag;

/**
 * The locks of the datastores (RFC 6241 section 7.5). There is no other lock table.
 *
 * <p>Thread: manager. {@link #holder}: any.
 */
final class Locks {
  private final Clock clock;

  /** Immutable and replaced by each change, so that other threads read it without waiting. */
  private volatile Map<Datastore, LockHolder> holders = Map.of();

  Locks(Clock clock) {
    this.clock = clock;
  }

  /** Returns the holder of a datastore's lock; empty if it is not locked. Thread: any. */
  Optional<LockHolder> holder(Datastore datastore) {
    return Optional.ofNullable(holders.get(datastore));
  }

  /**
   * Grants a lock.
   *
   * @throws ConfigException lock-denied: the datastore is locked, by this client or by another
   */
  void lock(Client client, Datastore datastore) throws ConfigException {
    requireUnlocked(datastore);
    change(locks -> locks.put(datastore, new LockHolder(client, clock.instant())));
  }

  /**
   * Checks that no session has locked a datastore.
   *
   * @throws ConfigException lock-denied: the datastore is locked, by this client or by another
   */
  void requireUnlocked(Datastore datastore) throws ConfigException {
    Optional<Client> holder = client(datastore);
    if (holder.isPresent()) {
      throw new ConfigException(denied(ErrorTag.LOCK_DENIED, datastore, holder.get()));
    }
  }

  /**
   * Releases a lock.
   *
   * @throws ConfigException operation-failed: the client does not hold the lock
   */
  void unlock(Client client, Datastore datastore) throws ConfigException {
    Optional<Client> holder = client(datastore);
    if (holder.isEmpty()) {
      throw new ConfigException(
          ConfigError.protocol(
              ErrorTag.OPERATION_FAILED,
              "the %s datastore is not locked".formatted(datastore.netconfName())));
    }
    if (holder.get().sessionId() != client.sessionId()) {
      throw new ConfigException(
          ConfigError.protocol(
              ErrorTag.OPERATION_FAILED, text(datastore, holder.get()) + ", not by this one"));
    }
    change(locks -> locks.remove(datastore));
  }

  /**
   * Checks that a client may change a datastore.
   *
   * @throws ConfigException in-use: another session has locked the datastore
   */
  void requireFree(Client client, Datastore datastore) throws ConfigException {
    Optional<Client> holder = client(datastore);
    if (holder.isPresent() && !holds(client, datastore)) {
      throw new ConfigException(denied(ErrorTag.IN_USE, datastore, holder.get()));
    }
  }

  /** Returns true if a client has locked a datastore. */
  boolean holds(Client client, Datastore datastore) {
    return client(datastore).filter(holder -> holder.sessionId() == client.sessionId()).isPresent();
  }

  /** Releases all locks of a client. */
  void release(Client client) {
    change(
        locks -> locks.values().removeIf(held -> held.client().sessionId() == client.sessionId()));
  }

  private Optional<Client> client(Datastore datastore) {
    return holder(datastore).map(LockHolder::client);
  }

  private void change(Consumer<Map<Datastore, LockHolder>> change) {
    Map<Datastore, LockHolder> next = new EnumMap<>(Datastore.class);
    next.putAll(holders);
    change.accept(next);
    holders = Collections.unmodifiableMap(next);
  }

  private static ConfigError denied(ErrorTag tag, Datastore datastore, Client holder) {
    return ConfigError.protocol(tag, text(datastore, holder))
        .withInfo("session-id", Long.toString(holder.sessionId()));
  }

  private static String text(Datastore datastore, Client holder) {
    return "the %s datastore is locked by session %d (%s)"
        .formatted(datastore.netconfName(), holder.sessionId(), holder.user());
  }
}
