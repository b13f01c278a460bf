package net.sluice.northbound.netconf;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How the NETCONF server is set up.
 *
 * @param address address to listen at
 * @param port TCP port, 830 by standard (RFC 6242); 0 for any that is free
 * @param hostKeyFile the private key of the host; made when it is not there
 * @param usersFile who may log in, see {@code UsersFile}
 * @param maxSessions sessions at one time
 * @param maxMessageBytes octets in a request
 * @param helloTimeout how long a client may take until its hello
 * @param idleTimeout how long a client may be silent; zero for ever
 */
public record NetconfServerConfig(
    InetAddress address,
    int port,
    Path hostKeyFile,
    Path usersFile,
    int maxSessions,
    int maxMessageBytes,
    Duration helloTimeout,
    Duration idleTimeout) {

  /** 64 MiB: 100,000 pseudowires and more. */
  public static final int DEFAULT_MAX_MESSAGE_BYTES = 64 << 20;

  /** Limits as most hosts want them: 64 sessions, 64 MiB, a minute until hello, idle for ever. */
  public static NetconfServerConfig of(
      InetAddress address, int port, Path hostKeyFile, Path usersFile) {
    return new NetconfServerConfig(
        address,
        port,
        hostKeyFile,
        usersFile,
        64,
        DEFAULT_MAX_MESSAGE_BYTES,
        Duration.ofMinutes(1),
        Duration.ZERO);
  }
}
