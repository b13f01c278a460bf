package net.sluice;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What the daemon must know before it can read its configuration.
 *
 * @param stateDirectory where the datastores and the persisted ids are
 * @param initialConfig configuration to begin with when there is none yet
 * @param netconf the NETCONF server
 * @param status where the status endpoint listens; a loopback address
 * @param log logging
 */
record Bootstrap(
    Path stateDirectory,
    Optional<Path> initialConfig,
    Netconf netconf,
    InetSocketAddress status,
    Log log) {

  /** Where the file is unless the command line says otherwise. */
  static final Path DEFAULT_FILE = Path.of("/etc/sluice/bootstrap.json");

  /**
   * The NETCONF server.
   *
   * @param address where it listens
   * @param usersFile who may log in
   * @param hostKeyFile key of the host, made when it isn't there
   */
  record Netconf(InetSocketAddress address, Path usersFile, Path hostKeyFile, Limits limits) {}

  /**
   * What NETCONF clients may ask of the server.
   *
   * @param maxSessions sessions at one time
   * @param maxMessage octets in a request
   * @param helloTimeout how long a client may take until its hello
   * @param idleTimeout how long a client may be silent; zero for ever
   */
  record Limits(int maxSessions, int maxMessage, Duration helloTimeout, Duration idleTimeout) {}

  /**
   * Logging.
   *
   * @param level least level that is logged
   * @param file where to; stderr when empty
   */
  record Log(LogLevel level, Optional<Path> file) {}

  /** Levels of log messages. */
  enum LogLevel {
    TRACE,
    DEBUG,
    INFO,
    WARN,
    ERROR
  }
}
