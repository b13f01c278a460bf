package net.sluice.files;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.sluice.northbound.netconf.NetconfServerConfig;

/**
 * The settings that the daemon needs before it can read its configuration. {@link BootstrapKey} has
 * the key of each in the bootstrap file.
 *
 * @param stateDirectory the directory of the datastores and the stored numbers
 * @param initialConfig the configuration for a state directory that has none yet
 * @param netconf settings of the NETCONF server
 * @param status the loopback address and the port that the status endpoint listens on
 * @param log settings of the log
 */
public record Bootstrap(
    Path stateDirectory,
    Optional<Path> initialConfig,
    NetconfServerConfig netconf,
    InetSocketAddress status,
    Log log) {

  /** The path of the file if the command line names no other. */
  public static final String DEFAULT_FILE = "/etc/sluice/bootstrap.json";

  /** Returns the keys of the file whose change needs a restart, as far as they differ. */
  public List<String> restartNeeded(Bootstrap other) {
    List<String> keys = new ArrayList<>();
    addIfDifferent(keys, "state-directory", stateDirectory, other.stateDirectory);
    addIfDifferent(keys, "initial-config", initialConfig, other.initialConfig);
    addIfDifferent(keys, "netconf", netconf, other.netconf);
    addIfDifferent(keys, "status", status, other.status);
    return keys;
  }

  private static void addIfDifferent(List<String> keys, String key, Object one, Object other) {
    if (!one.equals(other)) {
      keys.add(key);
    }
  }

  /**
   * Settings of the log.
   *
   * @param level the least level that is logged
   * @param file the file to log to; empty for stderr
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
