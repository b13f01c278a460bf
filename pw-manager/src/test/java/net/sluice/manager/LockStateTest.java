package net.sluice.manager;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import net.sluice.funnel.simulated.SimulatedFunnelPlane;
import net.sluice.l2tp.simulated.SimulatedDataPlane;
import net.sluice.manager.api.ConfigException;
import net.sluice.manager.api.ConfigService.Client;
import net.sluice.manager.api.ConfigService.LockHolder;
import net.sluice.manager.api.Datastore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.opendaylight.yangtools.yang.common.ErrorTag;

/** The holders of locks, as other threads read them. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LockStateTest {
  private static final Client ALICE = new Client(1, "alice");
  private static final Client BOB = new Client(2, "bob");
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  private final SimulatedDataPlane dataPlane = new SimulatedDataPlane();
  private final SimulatedFunnelPlane funnelPlane = new SimulatedFunnelPlane(List.of());
  private Manager manager;

  @BeforeEach
  void start() throws ConfigException {
    manager =
        Manager.start(
            new FakeCommitLog(),
            dataPlane,
            funnelPlane,
            new FakeSignaling(),
            Clock.fixed(NOW, ZoneOffset.UTC));
  }

  @AfterEach
  void stop() {
    manager.close();
    dataPlane.close();
    funnelPlane.close();
  }

  @Test
  void namesTheHolderAndTheTimeOfTheManagersClock() throws ConfigException {
    assertEquals(Optional.empty(), manager.config().lockOf(Datastore.CANDIDATE));
    manager.config().lock(ALICE, Datastore.CANDIDATE);
    manager.config().lock(BOB, Datastore.RUNNING);
    assertEquals(
        Optional.of(new LockHolder(ALICE, NOW)), manager.config().lockOf(Datastore.CANDIDATE));
    assertEquals(Optional.of(new LockHolder(BOB, NOW)), manager.config().lockOf(Datastore.RUNNING));
    manager.config().unlock(ALICE, Datastore.CANDIDATE);
    assertEquals(Optional.empty(), manager.config().lockOf(Datastore.CANDIDATE));
    assertEquals(Optional.of(new LockHolder(BOB, NOW)), manager.config().lockOf(Datastore.RUNNING));
  }

  @Test
  void keepsTheHolderWhenARequestIsRefused() throws ConfigException {
    manager.config().lock(ALICE, Datastore.RUNNING);
    assertThrows(ConfigException.class, () -> manager.config().lock(BOB, Datastore.RUNNING));
    assertThrows(ConfigException.class, () -> manager.config().unlock(BOB, Datastore.RUNNING));
    manager.config().closed(BOB);
    assertEquals(
        Optional.of(new LockHolder(ALICE, NOW)), manager.config().lockOf(Datastore.RUNNING));
  }

  @Test
  void namesNoClientWhoseSessionIsClosed() throws ConfigException {
    for (int i = 0; i < 100; i++) {
      manager.config().lock(ALICE, Datastore.CANDIDATE);
      manager.config().lock(ALICE, Datastore.RUNNING);
      manager.config().closed(ALICE);
      assertEquals(Optional.empty(), manager.config().lockOf(Datastore.CANDIDATE));
      assertEquals(Optional.empty(), manager.config().lockOf(Datastore.RUNNING));
    }
  }

  @Test
  void isReadWhileACommitRuns() throws ConfigException {
    AtomicReference<Optional<LockHolder>> during = new AtomicReference<>();
    manager.config().lock(ALICE, Datastore.RUNNING);
    manager.config().replaceCandidate(ALICE, Configs.many(1));
    dataPlane.refuse(
        step -> { // on the manager's thread: a request to that thread would not end
          during.set(manager.config().lockOf(Datastore.RUNNING));
          return Optional.empty();
        });
    manager.config().commit(ALICE);
    assertEquals(Optional.of(new LockHolder(ALICE, NOW)), during.get());
  }

  @Test
  void namesEachHolderWhileManyLockAndUnlock() throws Exception {
    try (var threads = Executors.newFixedThreadPool(4)) {
      List<Callable<Integer>> clients =
          LongStream.rangeClosed(1, 4)
              .mapToObj(id -> (Callable<Integer>) () -> lockAndUnlock(new Client(id, "user" + id)))
              .toList();
      int granted = 0;
      for (Future<Integer> done : threads.invokeAll(clients, 50, TimeUnit.SECONDS)) {
        granted += outcome(done);
      }
      assertTrue(granted > 0);
    }
    assertEquals(Optional.empty(), manager.config().lockOf(Datastore.CANDIDATE));
  }

  private static int outcome(Future<Integer> done) throws Exception {
    try {
      return done.get();
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    }
  }

  /** Locks and unlocks 500 times, and reads the holder while it has the lock. */
  private int lockAndUnlock(Client client) throws ConfigException {
    int granted = 0;
    for (int i = 0; i < 500; i++) {
      try {
        manager.config().lock(client, Datastore.CANDIDATE);
      } catch (ConfigException e) {
        assertEquals(ErrorTag.LOCK_DENIED, e.errors().getFirst().tag());
        continue;
      }
      granted++;
      assertEquals(
          Optional.of(client),
          manager.config().lockOf(Datastore.CANDIDATE).map(LockHolder::client));
      manager.config().unlock(client, Datastore.CANDIDATE);
    }
    return granted;
  }
}
