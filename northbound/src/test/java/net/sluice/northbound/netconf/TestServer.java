package net.sluice.northbound.netconf;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import net.sluice.yang.Schema;

/** A server on a free loopback port, with the users "admin" and "reader". */
final class TestServer implements AutoCloseable {
  static final String ADMIN = "admin";
  static final String READER = "reader";
  static final String PASSWORD = "correct horse";

  final FakeDevice device = new FakeDevice();
  final NetconfServerConfig config;
  final NetconfServer server;

  TestServer(Path directory) throws IOException {
    this(directory, 16, 1 << 20, Duration.ofMinutes(1), Duration.ZERO);
  }

  TestServer(
      Path directory, int maxSessions, int maxMessage, Duration helloTimeout, Duration idleTimeout)
      throws IOException {
    var users = directory.resolve("users.json");
    new UsersFile(users).setPassword(ADMIN, PASSWORD.toCharArray());
    new UsersFile(users).setPassword(READER, PASSWORD.toCharArray());
    config =
        new NetconfServerConfig(
            InetAddress.getLoopbackAddress(),
            0,
            directory.resolve("host.key"),
            users,
            maxSessions,
            maxMessage,
            helloTimeout,
            idleTimeout);
    server = NetconfServer.start(config, Schema.get(), device, device);
  }

  RawClient open() throws IOException {
    return RawClient.open(server.boundPort(), ADMIN, PASSWORD);
  }

  @Override
  public void close() {
    server.close();
  }
}
