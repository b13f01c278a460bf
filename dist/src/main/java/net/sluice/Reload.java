package net.sluice;

import java.nio.file.Path;
import java.util.Optional;
import net.sluice.files.Bootstrap;
import net.sluice.files.BootstrapReader;
import net.sluice.files.FailureException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the bootstrap file again: opens the log file again, so that it can be rotated, with the
 * present level. Other keys need a restart. The users file needs no reload, because each login
 * reads it if it has changed.
 *
 * <p>Thread: any.
 */
final class Reload {
  private static final Logger LOG = LoggerFactory.getLogger(Reload.class);

  private final Optional<Path> file;
  private final Bootstrap atStart;

  /**
   * @param file the bootstrap file; empty for the default
   * @param atStart its settings at the start
   */
  Reload(Optional<Path> file, Bootstrap atStart) {
    this.file = file;
    this.atStart = atStart;
  }

  /** Reads the file. If it has an error, everything stays as it is, and the log has the reason. */
  synchronized void run() {
    try {
      Bootstrap now = BootstrapReader.read(file);
      Logging.configure(now.log());
      LOG.info("bootstrap file reloaded log-level={}", now.log().level());
      for (String key : atStart.restartNeeded(now)) {
        LOG.warn("bootstrap key changed key={} reaction=\"needs a restart\"", key);
      }
    } catch (FailureException e) {
      for (String problem : e.problems()) {
        LOG.error("bootstrap file not reloaded reason=\"{}\"", problem);
      }
    }
  }
}
