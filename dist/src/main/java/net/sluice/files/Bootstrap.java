package net.sluice.files;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import net.sluice.northbound.netconf.NetconfServerConfig;

/**
 * What the daemon must know before it can read its configuration.
 *
 * @param stateDirectory where the datastores and the persisted ids are
 * @param initialConfig configuration to begin with when there is none yet
 * @param netconf the NETCONF server
 * @param status where the status endpoint listens; a loopback address
 * @param log logging
 */
public record Bootstrap(
    Path stateDirectory,
    Optional<Path> initialConfig,
    NetconfServerConfig netconf,
    InetSocketAddress status,
    Log log) {

  /** Where the file is unless the command line says otherwise. */
  public static final String DEFAULT_FILE = "/etc/sluice/bootstrap.json";

  /**
   * Logging.
   *
   * @param level least level that is logged
   * @param file where to; stderr when empty
   */
  public record Log(LogLevel level, Optional<Path> file) {}

  /** Levels of log messages. */
  public enum LogLevel {
    TRACE,
    DEBUG,
    INFO,
    WARN,
    ERROR
  }
}
