package net.sluice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import net.sluice.files.ConfigFile;
import net.sluice.files.ExitCode;
import net.sluice.manager.store.Changes;
import net.sluice.manager.store.ConfigStore;
import net.sluice.manager.store.PersistedNumbers;
import net.sluice.netlink.system.Linux;
import net.sluice.netlink.system.LinuxSyscalls;
import net.sluice.netlink.system.Syscalls;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;

/** The daemon, started with the launcher and the simulated data plane. */
@Timeout(120)
class DaemonIT {
  private static final Path LAUNCHER = Path.of("target/sluice/bin/sluice").toAbsolutePath();

  private final List<Process> started = new ArrayList<>();
  @TempDir private Path directory;
  private Path bootstrap;
  private int netconfPort;
  private int statusPort;

  @BeforeEach
  void writeBootstrap() throws IOException {
    netconfPort = freePort();
    statusPort = freePort();
    Path initial = directory.resolve("initial.json");
    try (InputStream in = DaemonIT.class.getResourceAsStream("one.json")) {
      Files.copy(in, initial);
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

  static int freePort() throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }

  private Process start(String... arguments) throws IOException {
    // If these tests run with nohup, SIGHUP is ignored, and the JVM leaves that as it is.
    List<String> command = new ArrayList<>(List.of("env", "--default-signal=HUP"));
    command.add(LAUNCHER.toString());
    command.addAll(List.of(arguments));
    command.addAll(List.of("--bootstrap", bootstrap.toString()));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(Map.of("JAVA_HOME", System.getProperty("java.home")));
    builder.environment().remove("NOTIFY_SOCKET");
    Process process = builder.start();
    started.add(process);
    return process;
  }

  private Process startDaemon() throws IOException {
    Process daemon = start("daemon", "--simulate");
    BufferedReader output = daemon.inputReader();
    StringBuilder seen = new StringBuilder();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      seen.append(line).append('\n');
      if (line.contains("daemon ready ")) {
        return daemon;
      }
    }
    throw new AssertionError("the daemon did not start:\n" + seen);
  }

  private static String outputOf(Process process) throws Exception {
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output;
  }

  private static void stop(Process daemon) throws InterruptedException {
    Instant before = Instant.now();
    daemon.destroy();
    assertTrue(daemon.waitFor(20, TimeUnit.SECONDS), "SIGTERM did not end the daemon");
    assertEquals(ExitCode.OK, daemon.exitValue());
    Duration took = Duration.between(before, Instant.now());
    assertTrue(took.compareTo(Duration.ofSeconds(5)) < 0, "the stop took " + took);
  }

  @Test
  void theInitialConfigurationIsAppliedOnceAndKept() throws Exception {
    Process first = startDaemon();
    String shown = outputOf(start("show", "pseudowires"));
    assertTrue(shown.contains("alpha") && shown.contains("beta0"), shown);
    assertTrue(
        outputOf(start("show", "status")).contains("simulated"),
        "the status does not show the simulation");
    assertEquals(0, start("show", "health").waitFor());
    stop(first);

    Files.delete(directory.resolve("initial.json"));
    Process second = startDaemon();

    assertEquals(
        shown.replaceAll("\\S+Z", "T"),
        outputOf(start("show", "pseudowires")).replaceAll("\\S+Z", "T"));
    stop(second);
  }

  @Test
  void anEmptiedConfigurationStaysEmpty() throws Exception {
    ContainerNode initial = ConfigFile.read(directory.resolve("initial.json"));
    try (ConfigStore store = ConfigStore.open(directory.resolve("state"), InstantSource.system())) {
      store.prepare(Changes.between(Changes.EMPTY, initial), PersistedNumbers.NONE, "test");
      store.commit();
      store.prepare(Changes.between(initial, Changes.EMPTY), PersistedNumbers.NONE, "test");
      store.commit();
    }
    Process daemon = startDaemon();

    String shown = outputOf(start("show", "pseudowires"));

    assertFalse(shown.contains("alpha"), shown);
    stop(daemon);
  }

  @Test
  void aSecondDaemonDoesNotStart() throws Exception {
    Process first = startDaemon();
    Process second = start("daemon", "--simulate");

    String output = outputOf(second);

    assertEquals(ExitCode.FAILURE, second.exitValue(), output);
    assertTrue(output.startsWith("sluice: "), output);
    assertEquals(1, output.lines().count(), output);
    stop(first);
  }

  @Test
  void aPortInUseIsNamed() throws Exception {
    for (int port : List.of(netconfPort, statusPort)) {
      try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        Process daemon = start("daemon", "--simulate");
        List<String> problems =
            outputOf(daemon).lines().filter(line -> line.startsWith("sluice: ")).toList();

        assertEquals(ExitCode.FAILURE, daemon.exitValue());
        assertEquals(1, problems.size(), problems.toString());
        assertTrue(
            problems.getFirst().contains(Integer.toString(taken.getLocalPort())),
            problems.getFirst());
        assertTrue(problems.getFirst().contains("in use"), problems.getFirst());
      }
    }
  }

  @Test
  void aWrongInitialConfigurationIsRejectedAndNotStored() throws Exception {
    Path initial = directory.resolve("initial.json");
    String right = Files.readString(initial);
    Files.writeString(initial, right.replace("19", "17"));
    Process daemon = start("daemon", "--simulate");

    String output = outputOf(daemon);

    assertEquals(ExitCode.CONFIGURATION, daemon.exitValue());
    assertTrue(output.contains("local-session-id 17 is already used"), output);

    Files.writeString(initial, right);
    stop(startDaemon());
  }

  @Test
  void aDamagedDatastoreIsReportedWithItsOctet() throws Exception {
    Path checkpoint = directory.resolve("state/running-0.json");
    stop(startDaemon());
    Files.writeString(checkpoint, "{");
    Process daemon = start("daemon", "--simulate");

    String output = outputOf(daemon);

    assertEquals(ExitCode.CONFIGURATION, daemon.exitValue());
    assertTrue(output.startsWith("sluice: %s is damaged at byte 1".formatted(checkpoint)), output);
    assertEquals("{", Files.readString(checkpoint));
  }

  @Test
  void aMissingRevisionIsRejected() throws Exception {
    stop(startDaemon());
    Process daemon = start("daemon", "--simulate", "--revision", "7");

    String output = outputOf(daemon);

    assertEquals(ExitCode.CONFIGURATION, daemon.exitValue());
    assertTrue(output.contains("has no checkpoint of revision 7; it has: 0"), output);
  }

  @Test
  void aWrongBootstrapFileIsAUsageError() throws Exception {
    Files.writeString(bootstrap, "{\"colour\": 1}");
    Process daemon = start("daemon", "--simulate");

    String output = outputOf(daemon);

    assertEquals(ExitCode.USAGE, daemon.exitValue());
    assertTrue(output.contains("colour is not known here"), output);
  }

  @Test
  void permissionsThatLetOthersInAreRejected() throws Exception {
    stop(startDaemon());
    Path key = directory.resolve("state/netconf-host-key");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
    Process daemon = start("daemon", "--simulate");

    String output = outputOf(daemon);

    assertEquals(ExitCode.CONFIGURATION, daemon.exitValue(), output);
    assertTrue(output.contains("chmod 600 " + key), output);
  }

  /** Adds a log file to the bootstrap file. */
  private Path logTo(String file, String level) throws IOException {
    String log = "\"log\": {\"file\": \"%s\", \"level\": \"%s\"}".formatted(file, level);
    String text =
        Files.readString(bootstrap).replaceFirst("(, *\"log\".*)?\\s*}\\s*$", ", " + log + "}");
    Files.writeString(bootstrap, text);
    return Path.of(file);
  }

  private static void await(Path file, String text) throws Exception {
    while (!Files.exists(file) || !Files.readString(file).contains(text)) {
      LockSupport.parkNanos(10_000_000);
      assertFalse(Thread.interrupted(), "too late: " + text);
    }
  }

  private static void hangUp(Process daemon) throws Exception {
    assertEquals(0, new ProcessBuilder("kill", "-HUP", "" + daemon.pid()).start().waitFor());
  }

  @Test
  void aHangupReopensTheLogFile() throws Exception {
    Path log = logTo(directory.resolve("log").toString(), "info");
    Process daemon = start("daemon", "--simulate");
    await(log, "daemon ready ");
    Path rotated = Files.move(log, directory.resolve("log.1"));
    logTo(log.toString(), "debug");
    hangUp(daemon);
    await(log, "bootstrap file reloaded log-level=DEBUG");
    assertFalse(Files.readString(rotated).contains("reloaded"));

    Files.writeString(bootstrap, Files.readString(bootstrap).replace("\"log\"", "\"lag\""));
    hangUp(daemon);
    await(log, "bootstrap file not reloaded reason=");
    Files.writeString(bootstrap, Files.readString(bootstrap).replace("\"lag\"", "\"log\""));
    logTo("/proc/no-log", "debug");
    hangUp(daemon);
    await(log, "can not open the log file: /proc/no-log");
    logTo(log.toString(), "info");
    String moved = Files.readString(bootstrap).replace("" + statusPort, "" + freePort());
    Files.writeString(bootstrap, moved);
    hangUp(daemon);
    await(log, "bootstrap key changed key=status");

    stop(daemon);
    String lines = Files.readString(log);
    assertTrue(lines.contains("daemon stopping") && lines.contains("daemon stopped"), lines);
  }

  @Test
  void aLogFileThatCanNotBeOpenedRefusesTheStart() throws Exception {
    logTo("/proc/no-log", "info");
    Process daemon = start("daemon", "--simulate");
    String output = outputOf(daemon);
    assertTrue(output.contains("can not open the log file: /proc/no-log"), output);
    assertEquals(ExitCode.CONFIGURATION, daemon.exitValue());
  }

  @Test
  void anInitialConfigurationWithoutEffectIsReported() throws Exception {
    stop(startDaemon());
    Files.writeString(directory.resolve("initial.json"), "{\"sluice-l2tp:l2tp\": {}}");
    Path log = logTo(directory.resolve("log").toString(), "info");
    start("daemon", "--simulate");
    await(log, "daemon ready ");
    assertTrue(Files.readString(log).contains("initial-config not applied"), Files.readString(log));
  }

  @Test
  void systemdIsNotifiedOfTheStart() throws Exception {
    Path socket = directory.resolve("socket");
    Syscalls syscalls = LinuxSyscalls.instance();
    int fd = syscalls.socket(Linux.AF_UNIX, Linux.SOCK_DGRAM, 0);
    byte[] path = (socket + "\0").getBytes(StandardCharsets.UTF_8);
    ByteBuffer address = ByteBuffer.allocateDirect(2 + path.length).order(ByteOrder.nativeOrder());
    syscalls.bind(fd, address.putShort((short) Linux.AF_UNIX).put(path).flip());
    ProcessBuilder builder =
        new ProcessBuilder(
            LAUNCHER.toString(), "daemon", "--simulate", "--bootstrap", bootstrap.toString());
    builder.environment().put("NOTIFY_SOCKET", socket.toString());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process daemon = builder.redirectErrorStream(true).start();
    started.add(daemon);

    String message = received(syscalls, fd);
    while (!message.startsWith("READY=1")) {
      message = received(syscalls, fd);
    }

    assertEquals("READY=1\nSTATUS=Ready, simulated data plane", message);
    stop(daemon);
    syscalls.close(fd);
  }

  private static String received(Syscalls syscalls, int fd) {
    ByteBuffer message = ByteBuffer.allocateDirect(500);
    byte[] octets = new byte[syscalls.recv(fd, message, 0)];
    message.get(0, octets);
    return new String(octets, StandardCharsets.UTF_8);
  }
}
