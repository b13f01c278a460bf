package net.sluice;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports the state of the daemon to systemd, if systemd started it with {@code Type=notify}. Runs
 * the program systemd-notify, because the JDK has no datagram sockets of the Unix domain.
 */
final class ServiceManager {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceManager.class);

  private final boolean enabled;

  ServiceManager() {
    enabled = System.getenv("NOTIFY_SOCKET") != null;
  }

  /** Reports that the start is complete. */
  void ready(String status) {
    send("--ready", "--status=" + status);
  }

  /** Reports the present activity. */
  void status(String status) {
    send("--status=" + status);
  }

  private void send(String... arguments) {
    if (!enabled) {
      return;
    }
    String[] command = new String[arguments.length + 1];
    command[0] = "systemd-notify";
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      if (!process.waitFor(5, TimeUnit.SECONDS) || process.exitValue() != 0) {
        process.destroyForcibly();
        LOG.warn("systemd-notify failed");
      }
    } catch (IOException e) {
      LOG.warn("systemd-notify failed reason=\"{}\"", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
