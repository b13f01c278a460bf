package net.sluice;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import net.sluice.netlink.system.ErrnoException;
import net.sluice.netlink.system.Linux;
import net.sluice.netlink.system.Syscalls;
import net.sluice.output.Printable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports the state of the daemon to systemd, if systemd started it with {@code Type=notify}: the
 * protocol of sd_notify(3). Thread: any.
 */
final class ServiceManager {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceManager.class);

  private final Syscalls syscalls;
  private final Map<String, String> environment;

  /**
   * @param environment the variables NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID, as systemd sets
   *     them
   */
  ServiceManager(Syscalls syscalls, Map<String, String> environment) {
    this.syscalls = syscalls;
    this.environment = environment;
  }

  /** Reports that the start is complete. */
  void ready(String status) {
    send("READY=1\nSTATUS=" + Printable.line(status));
  }

  /** Reports the present activity. */
  void status(String status) {
    send("STATUS=" + Printable.line(status));
  }

  /** Reports that the daemon stops. */
  void stopping() {
    send("STOPPING=1\nSTATUS=Stopping");
  }

  /** Reports that all threads of the daemon work. */
  void works() {
    if (isWatching()) {
      send("WATCHDOG=1");
    }
  }

  /** Returns the time between two calls of {@link #works} in seconds: a third of what may pass. */
  int reportSeconds() {
    return isWatching() ? Math.clamp(watchdogMicros() / 3_000_000, 1, 60) : 60;
  }

  private boolean isWatching() {
    String pid = environment.get("WATCHDOG_PID");
    return watchdogMicros() > 0
        && (pid == null || pid.equals(Long.toString(ProcessHandle.current().pid())));
  }

  private long watchdogMicros() {
    try {
      return Long.parseLong(environment.getOrDefault("WATCHDOG_USEC", "0"));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private void send(String message) {
    String socket = environment.get("NOTIFY_SOCKET");
    if (socket == null) {
      return;
    }
    try {
      int type = Linux.SOCK_DGRAM | Linux.SOCK_CLOEXEC | Linux.SOCK_NONBLOCK;
      int fd = syscalls.socket(Linux.AF_UNIX, type, 0);
      int sent = syscalls.sendto(fd, direct(message), 0, address(socket));
      syscalls.close(fd);
      if (sent < 0) {
        LOG.warn(
            "systemd not notified reason=\"{}\"", new ErrnoException("sendto", -sent).getMessage());
      }
    } catch (ErrnoException e) {
      LOG.warn("systemd not notified reason=\"{}\"", e.getMessage());
    }
  }

  /** Returns a sockaddr_un; a path that begins with @ is in the abstract name space (unix(7)). */
  private static ByteBuffer address(String path) {
    byte[] octets = path.getBytes(StandardCharsets.UTF_8);
    boolean named = octets[0] != '@';
    if (!named) {
      octets[0] = 0;
    }
    ByteBuffer address =
        ByteBuffer.allocateDirect(Short.BYTES + octets.length + (named ? 1 : 0))
            .order(ByteOrder.nativeOrder());
    return address.putShort((short) Linux.AF_UNIX).put(octets).rewind();
  }

  private static ByteBuffer direct(String message) {
    byte[] octets = message.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocateDirect(octets.length).put(octets).flip();
  }
}
