package net.sluice.northbound.netconf;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import net.sluice.manager.api.Datastore;

/** Who holds which lock, for those who ask; {@code ConfigService} is what enforces them. */
final class Locks {

  /** A lock that is held. */
  record Lock(long sessionId, Instant since) {}

  private final Map<Datastore, Lock> locks = new ConcurrentHashMap<>();

  void taken(Datastore datastore, long sessionId) {
    locks.put(datastore, new Lock(sessionId, Instant.now()));
  }

  void released(Datastore datastore) {
    locks.remove(datastore);
  }

  void closed(long sessionId) {
    locks.values().removeIf(lock -> lock.sessionId == sessionId);
  }

  Optional<Lock> of(Datastore datastore) {
    return Optional.ofNullable(locks.get(datastore));
  }
}
