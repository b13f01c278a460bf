package net.sluice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import net.sluice.files.ExitCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The daemon in a JVM of its own, in which one thread gets an OutOfMemoryError. */
@Timeout(120)
class ThreadFailureTest {
  @TempDir private Path directory;
  private final List<Process> started = new ArrayList<>();
  private Path bootstrap;
  private int netconfPort;
  private int statusPort;

  @BeforeEach
  void writeBootstrap() throws IOException {
    netconfPort = DaemonIT.freePort();
    statusPort = DaemonIT.freePort();
    try (InputStream in = DaemonIT.class.getResourceAsStream("one.json")) {
      Files.copy(in, directory.resolve("initial.json"));
    }
    bootstrap =
        Files.writeString(
            directory.resolve("bootstrap.json"),
            """
            {
              "state-directory": "%1$s/state",
              "initial-config": "%1$s/initial.json",
              "netconf": {"address": "127.0.0.1", "port": %2$d, "users-file": "%1$s/users"},
              "status": {"port": %3$d}
            }
            """
                .formatted(directory, netconfPort, statusPort));
  }

  @AfterEach
  void killProcesses() {
    started.forEach(Process::destroyForcibly);
  }

  private Process start(String... options) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
    command.addAll(List.of(options));
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.addAll(
        List.of("net.sluice.Main", "daemon", "--simulate", "--bootstrap", bootstrap.toString()));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
            .start();
    started.add(process);
    return process;
  }

  private Path log() {
    return directory.resolve("log");
  }

  /** Keeps a daemon busy until it has ended. */
  private int exitCode(Process daemon, boolean terminate) throws Exception {
    while (!daemon.waitFor(50, TimeUnit.MILLISECONDS)) {
      if (exchange(statusPort) && exchange(netconfPort) && terminate) {
        daemon.destroy();
      }
    }
    return daemon.exitValue();
  }

  private boolean exchange(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(1_000);
      socket
          .getOutputStream()
          .write(
              (port == netconfPort
                      ? "SSH-2.0-test\r\n"
                      : "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
                  .getBytes(StandardCharsets.UTF_8));
      return socket.getInputStream().read() >= 0;
    } catch (IOException e) {
      return false; // it does not listen yet, or no longer
    }
  }

  /**
   * Sends the identification of an SSH client, and waits until the server closes the connection.
   */
  private static void greet(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(2_000);
      socket.getOutputStream().write("SSH-2.0-test\r\n".getBytes(StandardCharsets.UTF_8));
      socket.getInputStream().readAllBytes();
    } catch (IOException e) {
      // the server waits for more
    }
  }

  private String pseudowires(Process daemon) throws Exception {
    while (!exchange(statusPort)) {
      assertFalse(daemon.waitFor(50, TimeUnit.MILLISECONDS), Files.readString(log()));
    }
    URI uri = URI.create("http://127.0.0.1:" + statusPort + "/pseudowires");
    try (InputStream in = uri.toURL().openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "main,           net.sluice.Daemon,                                    startParts",
    "manager,        net.sluice.Watchdog$Part,                             lambda$works",
    "l2tp-signaling, net.sluice.Watchdog$Part,                             lambda$works",
    "status,         net.sluice.Watchdog$Part,                             lambda$works",
    "netconf,        net.sluice.Watchdog$Part,                             lambda$works",
    "status,         net.sluice.northbound.status.StatusHandler,           channelRead",
    "netconf,        net.sluice.northbound.netconf.transport.SshConnections, accepted",
    "netconf-handshake, net.sluice.northbound.netconf.transport.SshConnections, sessionPeer",
    "netconf-timer,  net.sluice.northbound.netconf.monitoring.OpenSessions, all",
    "watchdog,       net.sluice.Watchdog,                                  tick",
    "stop,           net.sluice.Running,                                   close",
    "status-worker,  net.sluice.northbound.status.StatusHandler,           answer"
  })
  void theProcessEndsAndTheNextOneHasEverything(String thread, String type, String method)
      throws Exception {
    Path jar = directory.resolve("agent.jar");
    String agent = FailingThread.option(jar, thread, type, method, OutOfMemoryError.class);
    int exitCode = exitCode(start(agent), thread.equals("stop"));
    assertEquals(ExitCode.OUT_OF_MEMORY, exitCode, Files.readString(log()));

    String shown = pseudowires(start());
    assertTrue(shown.contains("alpha") && shown.contains("beta0"), shown);
  }

  @ParameterizedTest
  @CsvSource({
    "status-worker,     net.sluice.northbound.status.StatusHandler,             answer",
    "netconf-handshake, net.sluice.northbound.netconf.transport.SshConnections, sessionPeer"
  })
  void noClientEndsTheProcess(String thread, String type, String method) throws Exception {
    Path jar = directory.resolve("agent.jar");
    String agent = FailingThread.option(jar, thread, type, method, StackOverflowError.class);
    Process daemon = start(agent);
    pseudowires(daemon);
    while (!Files.readString(log()).contains(FailingThread.MESSAGE)) {
      greet(netconfPort);
      assertFalse(daemon.waitFor(50, TimeUnit.MILLISECONDS), Files.readString(log()));
    }

    assertTrue(pseudowires(daemon).contains("alpha"));
  }

  @Test
  void theJvmEndsTheProcessWhoseHeapIsFull() throws Exception {
    int exitCode =
        exitCode(start("-Xmx6m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError"), false);

    assertEquals(ExitCode.OUT_OF_MEMORY, exitCode, Files.readString(log()));
  }
}
