package net.sluice.northbound.netconf;

import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import net.sluice.manager.Manager;
import net.sluice.manager.api.ConfigService;
import net.sluice.northbound.load.MemoryBudget;
import net.sluice.northbound.netconf.auth.PasswordHash;
import net.sluice.northbound.netconf.events.EventStream;
import net.sluice.yang.Schema;

/** A server on a free loopback port, with the users "admin" and "reader". */
public final class TestServer implements AutoCloseable {
  public static final String ADMIN = "admin";
  public static final String READER = "reader";
  public static final String PASSWORD = "correct horse";

  private static final PasswordHash HASH = PasswordHash.of(PASSWORD.toCharArray());

  /** The device behind the server; null if that is a manager. */
  public final FakeDevice device;

  private final Runnable closeDevice;
  public final NetconfServerConfig config;
  public final NetconfServer server;

  public TestServer(Path directory) throws IOException {
    this(directory, new FakeDevice());
  }

  public TestServer(Path directory, FakeDevice device) throws IOException {
    this(device, config(directory, 16, 1 << 20, Duration.ofMinutes(1), Duration.ZERO));
  }

  public TestServer(
      Path directory, int maxSessions, int maxMessage, Duration helloTimeout, Duration idleTimeout)
      throws IOException {
    this(new FakeDevice(), config(directory, maxSessions, maxMessage, helloTimeout, idleTimeout));
  }

  private TestServer(FakeDevice device, NetconfServerConfig config) throws IOException {
    this(device, config, MemoryBudget.ofHeap());
  }

  private TestServer(FakeDevice device, NetconfServerConfig config, MemoryBudget memory)
      throws IOException {
    this.device = device;
    this.closeDevice = () -> {};
    this.config = config;
    server = NetconfServer.start(config, Schema.get(), device, device, device, memory);
  }

  /**
   * Starts a server with little memory.
   *
   * @param memory octets for all sessions together
   */
  public static TestServer withMemory(Path directory, long memory) throws IOException {
    var config = config(directory, 16, 64 << 20, Duration.ofMinutes(1), Duration.ZERO);
    return new TestServer(new FakeDevice(), config, new MemoryBudget(memory));
  }

  /**
   * Starts a server in front of a manager, and closes the manager after the server.
   *
   * @param datastores the manager, or something before it
   */
  public TestServer(Path directory, ConfigService datastores, Manager manager) throws IOException {
    device = null;
    closeDevice = manager::close;
    config = config(directory, 16, 1 << 20, Duration.ofMinutes(1), Duration.ZERO);
    server =
        NetconfServer.start(config, Schema.get(), datastores, manager.status(), manager.actions());
  }

  private static NetconfServerConfig config(
      Path directory, int maxSessions, int maxMessage, Duration helloTimeout, Duration idleTimeout)
      throws IOException {
    var users = directory.resolve("users.json");
    Files.writeString(
        users,
        "{\"users\":[{\"name\":\"%s\",\"password\":\"%s\"},{\"name\":\"%s\",\"password\":\"%s\"}]}"
            .formatted(ADMIN, HASH, READER, HASH));
    return new NetconfServerConfig(
        InetAddress.getLoopbackAddress(),
        0,
        directory.resolve("host.key"),
        users,
        maxSessions,
        maxMessage,
        helloTimeout,
        idleTimeout);
  }

  /** Returns the stream of the server. */
  public EventStream events() {
    return server.events();
  }

  /** Returns the memory that the sessions hold, in octets. */
  public long memory() {
    return server.memory().used();
  }

  /** Waits until a session can not write on, because its client does not read. */
  public void awaitStuck(RawClient client) {
    String name = "netconf-session-" + client.sessionId();
    await(
        () ->
            Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> thread.getKey().getName().equals(name))
                .flatMap(thread -> Arrays.stream(thread.getValue()))
                .anyMatch(frame -> frame.getMethodName().equals("awaitOutstanding")));
  }

  /** Waits until a number of sessions is open. */
  public void awaitSessions(int count) {
    await(() -> server.sessions().size() == count);
  }

  /** Waits until a thread waits. The test fails if the thread ends. */
  public static void awaitWaiting(Thread thread) {
    await(
        () -> {
          assertNotEquals(Thread.State.TERMINATED, thread.getState());
          return thread.getState() == Thread.State.WAITING
              || thread.getState() == Thread.State.TIMED_WAITING;
        });
  }

  private static void await(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  public RawClient open() throws IOException {
    return RawClient.open(server.boundPort(), ADMIN, PASSWORD);
  }

  @Override
  public void close() {
    server.close();
    closeDevice.run();
  }
}
