package net.sluice;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells systemd what the daemon does, when systemd asked for it. By the program systemd-notify, for
 * the JDK has no datagram sockets of the Unix domain.
 */
final class ServiceManager {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceManager.class);

  private final boolean listens;

  ServiceManager() {
    listens = System.getenv("NOTIFY_SOCKET") != null;
  }

  /** The start is over. */
  void ready(String status) {
    send("--ready", "--status=" + status);
  }

  /** What is being done now. */
  void status(String status) {
    send("--status=" + status);
  }

  private void send(String... arguments) {
    if (!listens) {
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
        LOG.warn("systemd-notify did not reach systemd");
      }
    } catch (IOException e) {
      LOG.warn("systemd is not told of the start: {}", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
