package net.sluice.manager;

import java.util.EnumMap;
import java.util.Map;
import net.sluice.manager.api.ConfigError;
import net.sluice.manager.api.ConfigException;
import net.sluice.manager.api.ConfigService.Client;
import net.sluice.manager.api.Datastore;
import org.opendaylight.yangtools.yang.common.ErrorTag;

/** Who holds which datastore (RFC 6241 section 7.5). Owned by the manager's thread. */
final class Locks {
  private final Map<Datastore, Client> holders = new EnumMap<>(Datastore.class);

  void lock(Client client, Datastore datastore) throws ConfigException {
    requireUnlocked(datastore);
    holders.put(datastore, client);
  }

  /** Refuses to lock what is locked, by whomever. */
  void requireUnlocked(Datastore datastore) throws ConfigException {
    Client holder = holders.get(datastore);
    if (holder != null) {
      throw new ConfigException(
          denied(
              ErrorTag.LOCK_DENIED,
              "the %s datastore is locked by session %d (%s)"
                  .formatted(datastore.netconfName(), holder.sessionId(), holder.user()),
              holder.sessionId()));
    }
  }

  void unlock(Client client, Datastore datastore) throws ConfigException {
    Client holder = holders.get(datastore);
    if (holder == null) {
      throw new ConfigException(
          ConfigError.protocol(
              ErrorTag.OPERATION_FAILED,
              "the %s datastore is not locked".formatted(datastore.netconfName())));
    }
    if (holder.sessionId() != client.sessionId()) {
      throw new ConfigException(
          ConfigError.protocol(
              ErrorTag.OPERATION_FAILED,
              "the %s datastore is locked by session %d (%s), not by this one"
                  .formatted(datastore.netconfName(), holder.sessionId(), holder.user())));
    }
    holders.remove(datastore);
  }

  /** Refuses a change of a datastore that another session has locked. */
  void requireFree(Client client, Datastore datastore) throws ConfigException {
    Client holder = holders.get(datastore);
    if (holder != null && holder.sessionId() != client.sessionId()) {
      throw new ConfigException(
          denied(
              ErrorTag.IN_USE,
              "the %s datastore is locked by session %d (%s)"
                  .formatted(datastore.netconfName(), holder.sessionId(), holder.user()),
              holder.sessionId()));
    }
  }

  boolean holds(Client client, Datastore datastore) {
    Client holder = holders.get(datastore);
    return holder != null && holder.sessionId() == client.sessionId();
  }

  void release(Client client) {
    holders.values().removeIf(holder -> holder.sessionId() == client.sessionId());
  }

  private static ConfigError denied(ErrorTag tag, String message, long sessionId) {
    return ConfigError.protocol(tag, message).withInfo("session-id", Long.toString(sessionId));
  }
}
