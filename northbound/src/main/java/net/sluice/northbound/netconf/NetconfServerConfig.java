package net.sluice.northbound.netconf;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The configuration of the NETCONF server.
 *
 * @param address address to listen at
 * @param port TCP port: 830 is the standard (RFC 6242); 0 for any free one
 * @param hostKeyFile the private key of the host; created if there is none
 * @param usersFile the users who can log in, see {@code UsersFile}
 * @param maxSessions maximum number of sessions at one time
 * @param maxMessageBytes maximum number of octets in a request
 * @param helloTimeout time that a client may take until its hello
 * @param idleTimeout time that a client may be silent; zero for any time
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

  /** 64 MiB: enough for 100,000 pseudowires. */
  public static final int DEFAULT_MAX_MESSAGE_BYTES = 64 << 20;

  /**
   * Returns a configuration with the usual limits: 64 sessions, 64 MiB, 1 min to hello, any idle
   * time.
   */
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
