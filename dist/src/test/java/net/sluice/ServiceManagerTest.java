package net.sluice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import net.sluice.netlink.system.Errno;
import net.sluice.netlink.system.Linux;
import net.sluice.netlink.system.LinuxSyscalls;
import net.sluice.netlink.system.Syscalls;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The messages to systemd, received by a socket in its place. */
class ServiceManagerTest {
  private static final long PID = ProcessHandle.current().pid();

  private final Syscalls syscalls = LinuxSyscalls.instance();
  @TempDir private Path directory;
  private Path path;
  private int socket;

  @BeforeEach
  void bind() {
    path = directory.resolve("notify");
    socket = open(path.toString() + '\0');
  }

  private int open(String name) {
    byte[] octets = name.getBytes(StandardCharsets.UTF_8);
    ByteBuffer address =
        ByteBuffer.allocateDirect(2 + octets.length).order(ByteOrder.nativeOrder());
    int fd = syscalls.socket(Linux.AF_UNIX, Linux.SOCK_DGRAM | Linux.SOCK_NONBLOCK, 0);
    syscalls.bind(fd, address.putShort((short) Linux.AF_UNIX).put(octets).flip());
    return fd;
  }

  @AfterEach
  void close() {
    syscalls.close(socket);
  }

  private String received(int fd) {
    ByteBuffer message = ByteBuffer.allocateDirect(500);
    int length = syscalls.recv(fd, message, 0);
    if (length == -Errno.EAGAIN) {
      return "";
    }
    byte[] octets = new byte[length];
    message.get(0, octets);
    return new String(octets, StandardCharsets.UTF_8);
  }

  private ServiceManager manager(Map<String, String> environment) {
    return new ServiceManager(syscalls, environment);
  }

  @Test
  void theStartAndTheStopAreReported() {
    ServiceManager manager = manager(Map.of("NOTIFY_SOCKET", path.toString()));

    manager.ready("Ready\nWATCHDOG=trigger");
    assertEquals("READY=1\nSTATUS=Ready\\nWATCHDOG=trigger", received(socket));
    manager.works();
    assertEquals("", received(socket), "nobody watches");
    manager.stopping();
    assertTrue(received(socket).startsWith("STOPPING=1\n"));
  }

  @Test
  void aSocketInTheAbstractNameSpaceIsReached() {
    String name = "sluice-test-" + PID;
    int abstractSocket = open("\0" + name);

    manager(Map.of("NOTIFY_SOCKET", "@" + name)).status("Starting");

    assertEquals("STATUS=Starting", received(abstractSocket));
    syscalls.close(abstractSocket);
  }

  @Test
  void theWatchdogIsServedThreeTimesInItsTime() {
    Map<String, String> environment =
        Map.of(
            "NOTIFY_SOCKET",
            path.toString(),
            "WATCHDOG_USEC",
            "120000000",
            "WATCHDOG_PID",
            "" + PID);
    ServiceManager manager = manager(environment);

    manager.works();

    assertEquals("WATCHDOG=1", received(socket));
    assertEquals(40, manager.reportSeconds());
    assertEquals(1, manager(Map.of("WATCHDOG_USEC", "1000")).reportSeconds());
  }

  @Test
  void theWatchdogOfAnotherProcessIsNotServed() {
    manager(
            Map.of(
                "NOTIFY_SOCKET",
                path.toString(),
                "WATCHDOG_USEC",
                "120000000",
                "WATCHDOG_PID",
                "1"))
        .works();

    assertEquals("", received(socket));
  }

  @Test
  void aSocketThatIsGoneIsNoProblem() {
    manager(Map.of("NOTIFY_SOCKET", directory.resolve("gone").toString())).ready("Ready");
  }
}
