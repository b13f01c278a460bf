package net.sluice.tests.site;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** A Sluice as its users run it, in a namespace, with NETCONF and status at their usual ports. */
public final class Sluice implements AutoCloseable {
  /** What the build leaves. */
  public static final Path LAUNCHER =
      Path.of(System.getProperty("basedir", ""), "../dist/target/sluice/bin/sluice")
          .toAbsolutePath()
          .normalize();

  private static final int NETCONF_PORT = 830;
  private static final int STATUS_PORT = 8830;
  private static final Duration START_LIMIT = Duration.ofMinutes(3);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

  private final Namespace namespace;
  private final Path directory;

  /** It lives for seconds: it does not wait for the best code. */
  private String javaOptions = "-Xmx1g -XX:TieredStopAtLevel=1 -XX:+UseSerialGC";

  private List<String> program = List.of(LAUNCHER.toString());
  private List<String> arguments = List.of();
  private List<String> privileges = List.of();
  private Process process;

  /**
   * Prepares one; nothing runs yet.
   *
   * @param directory where its files shall be; made when it is not there
   */
  public Sluice(Namespace namespace, Path directory) {
    this.namespace = namespace;
    this.directory = directory;
    try {
      Files.createDirectories(state());
      if (!Files.exists(key())) {
        Shell.ok("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key().toString());
      }
      Files.writeString(
          directory.resolve("users"),
          "{'users': [{'name': 'admin', 'authorized-keys': ['%s']}]}"
              .replace('\'', '"')
              .formatted(Files.readString(directory.resolve("key.pub")).strip()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    bootstrap("");
  }

  /** Writes the bootstrap file anew, with more members than the paths. */
  public void bootstrap(String more) {
    write(
        bootstrapFile(),
        "{'state-directory': '%s', 'netconf': {'users-file': '%s'}%s}"
            .formatted(state(), directory.resolve("users"), more)
            .replace('\'', '"'));
  }

  /** Makes it start with a configuration, in RFC 7951 JSON with apostrophes for quotes. */
  public void initialConfig(String json) {
    Path file = directory.resolve("initial.json");
    write(file, json.replace('\'', '"'));
    bootstrap(", 'initial-config': '%s'".formatted(file));
  }

  /** What is started in the launcher's place, with the same arguments. */
  public void program(List<String> command) {
    program = command;
  }

  /** Options of its JVM, other than the ones that it has by default. */
  public void javaOptions(String options) {
    javaOptions = options;
  }

  /** More arguments for {@code sluice daemon}. */
  public void arguments(String... more) {
    arguments = List.of(more);
  }

  /** Makes it run as a user who may nothing that others may not. */
  public void unprivileged() {
    privileges = List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Its private key for the user admin. */
  public Path key() {
    return directory.resolve("key");
  }

  /** Its bootstrap file. */
  public Path bootstrapFile() {
    return directory.resolve("bootstrap.json");
  }

  /** Where its datastores are. */
  public Path state() {
    return directory.resolve("state");
  }

  /** The host that it is on. */
  public Namespace namespace() {
    return namespace;
  }

  /** Its process. */
  public ProcessHandle process() {
    return process.toHandle();
  }

  /** Starts it and waits until it answers. */
  public void start() {
    begin();
    long end = System.nanoTime() + START_LIMIT.toNanos();
    while (!(listens(NETCONF_PORT) && listens(STATUS_PORT))) {
      if (ended(Duration.ofMillis(20))) {
        throw new AssertionError("Sluice ended with " + process.exitValue() + ":\n" + log());
      }
      if (System.nanoTime() > end) {
        throw new AssertionError("Sluice does not answer:\n" + log());
      }
    }
  }

  /**
   * Starts one that shall refuse to.
   *
   * @return what it said
   */
  public String startsNot() {
    begin();
    if (!ended(START_LIMIT)) {
      throw new AssertionError("Sluice started:\n" + log());
    }
    if (process.exitValue() == 0) {
      throw new AssertionError("Sluice ended as if all were well:\n" + log());
    }
    return log();
  }

  private void begin() {
    if (!Files.isExecutable(Path.of(program.getFirst()))) {
      throw new AssertionError(program.getFirst() + " is not there: package the module dist first");
    }
    ProcessBuilder builder =
        new ProcessBuilder(command())
            .redirectErrorStream(true)
            .redirectOutput(Redirect.to(logFile().toFile()));
    builder.environment().put("SLUICE_JAVA_OPTS", javaOptions);
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> command() {
    List<String> command = new ArrayList<>(namespace.command());
    command.addAll(privileges);
    command.addAll(program);
    command.addAll(List.of("daemon", "--bootstrap", bootstrapFile().toString()));
    command.addAll(arguments);
    return command;
  }

  /** Whether the process's own namespace has a listening socket at the port. */
  private boolean listens(int port) {
    String local = String.format(Locale.ROOT, ":%04X ", port);
    return List.of("tcp", "tcp6").stream()
        .flatMap(table -> read("/proc/" + process.pid() + "/net/" + table).lines())
        .anyMatch(line -> line.contains(local) && line.contains(" 0A "));
  }

  private static String read(String file) {
    try {
      return Files.readString(Path.of(file));
    } catch (IOException e) {
      return ""; // the process has ended
    }
  }

  private boolean ended(Duration limit) {
    try {
      return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for Sluice", e);
    }
  }

  /** Stops it as an operator does, and waits until it has ended. */
  public void stop() {
    process.destroy();
    if (!ended(STOP_LIMIT)) {
      process.destroyForcibly();
      throw new AssertionError("Sluice did not stop:\n" + log());
    }
  }

  /** {@code kill -9}, and waits until it is gone. */
  public void kill() {
    process.destroyForcibly();
    ended(STOP_LIMIT);
  }

  /** Opens a NETCONF session with it. */
  public Netconf netconf() {
    return new Netconf(namespace, key());
  }

  /** What the status endpoint has at a path, whether it likes it or not. */
  public JsonNode status(String path) {
    URI uri = URI.create("http://127.0.0.1:" + STATUS_PORT + path.replace(" ", "%20"));
    return namespace.call(
        () -> {
          HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
          // Kept connections would be found again by their address, in whatever namespace.
          connection.setRequestProperty("Connection", "close");
          boolean ok = connection.getResponseCode() < 400;
          try (InputStream in = ok ? connection.getInputStream() : connection.getErrorStream()) {
            return new ObjectMapper().readTree(in);
          }
        });
  }

  /** A field of a pseudowire, as the status endpoint tells it. */
  public String pseudowire(String name, String field) {
    return status("/pseudowires/" + name).path(field).asText();
  }

  /** What it has logged since its last start. */
  public String log() {
    return read(logFile().toString());
  }

  private Path logFile() {
    return directory.resolve("log");
  }

  @Override
  public void close() {
    if (process != null && process.isAlive()) {
      stop();
    }
  }
}
