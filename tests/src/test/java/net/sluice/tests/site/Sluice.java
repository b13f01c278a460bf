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
import java.util.stream.Stream;
import net.sluice.netlink.Await;

/**
 * A Sluice in a namespace, started with the launcher, with NETCONF and status at their default
 * ports.
 */
public final class Sluice implements AutoCloseable {
  /** The launcher in the image of the build. */
  public static final Path LAUNCHER =
      Path.of(System.getProperty("basedir", ""), "../dist/target/sluice/bin/sluice")
          .toAbsolutePath()
          .normalize();

  private static final int NETCONF_PORT = 830;
  private static final int STATUS_PORT = 8830;
  private static final Duration START_LIMIT = Await.lengthened(Duration.ofMinutes(3));
  private static final Duration STOP_LIMIT = Await.lengthened(Duration.ofSeconds(30));

  /** The user nobody, for a daemon without root. */
  private static final int NOBODY = 65534;

  /** The capabilities in the unit of systemd. */
  private static final String UNIT_CAPABILITIES = "-all,+net_admin,+net_raw,+net_bind_service";

  private final Namespace namespace;
  private final Path directory;

  /** The JVM lives for seconds only, so it uses the first compiler. */
  private String javaOptions = "-Xmx1g -XX:TieredStopAtLevel=1 -XX:+UseSerialGC";

  private List<String> program = List.of(LAUNCHER.toString());
  private List<String> arguments = List.of();
  private List<String> privileges = List.of();
  private Process process;

  /**
   * Prepares a Sluice, which does not run yet.
   *
   * @param directory the directory for its files; created if it does not exist
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

  /** Writes the bootstrap file again, with more members than the paths. */
  public void bootstrap(String more) {
    write(
        bootstrapFile(),
        "{'state-directory': '%s', 'netconf': {'users-file': '%s'}%s}"
            .formatted(state(), directory.resolve("users"), more)
            .replace('\'', '"'));
  }

  /** Sets the initial configuration: RFC 7951 JSON with apostrophes as quotation marks. */
  public void initialConfig(String json) {
    Path file = directory.resolve("initial.json");
    write(file, json.replace('\'', '"'));
    bootstrap(", 'initial-config': '%s'".formatted(file));
  }

  /** Sets the program to start instead of the launcher, with the same arguments. */
  public void program(List<String> command) {
    program = command;
  }

  /** Sets the options of its JVM instead of the default ones. */
  public void javaOptions(String options) {
    javaOptions = options;
  }

  /** Sets more arguments for {@code sluice daemon}. */
  public void arguments(String... more) {
    arguments = List.of(more);
  }

  /** Makes it run as a user without privileges. */
  public void unprivileged() {
    privileges = List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups");
  }

  /** Makes it run as a user with only the capabilities that the unit of systemd grants. */
  public void privilegesOfTheUnit() {
    unprivileged();
    privileges =
        Stream.concat(
                privileges.stream(),
                Stream.of(
                    "--bounding-set=" + UNIT_CAPABILITIES,
                    "--inh-caps=" + UNIT_CAPABILITIES,
                    "--ambient-caps=" + UNIT_CAPABILITIES,
                    "--no-new-privs"))
            .toList();
    Shell.ok("chown", "-R", NOBODY + ":" + NOBODY, directory.toString());
    Shell.ok("chmod", "711", directory.toAbsolutePath().getParent().toString());
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the private key of the user admin. */
  public Path key() {
    return directory.resolve("key");
  }

  /** Returns the bootstrap file. */
  public Path bootstrapFile() {
    return directory.resolve("bootstrap.json");
  }

  /** Returns the directory of its datastores. */
  public Path state() {
    return directory.resolve("state");
  }

  /** Returns the namespace that it runs in. */
  public Namespace namespace() {
    return namespace;
  }

  /** Returns its process. */
  public ProcessHandle process() {
    return process.toHandle();
  }

  /** Starts it and waits until it listens. */
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
   * Starts a Sluice that must fail.
   *
   * @return its log
   */
  public String failToStart() {
    begin();
    if (!ended(START_LIMIT)) {
      throw new AssertionError("Sluice started:\n" + log());
    }
    if (process.exitValue() == 0) {
      throw new AssertionError("Sluice exited with 0:\n" + log());
    }
    return log();
  }

  /** Starts it and kills it with {@code kill -9} after some time, unless it has ended by then. */
  public void startAndKillAfter(Duration time) {
    begin();
    ended(time);
    kill();
  }

  private void begin() {
    if (!Files.isExecutable(Path.of(program.getFirst()))) {
      throw new AssertionError(
          program.getFirst() + " does not exist: package the module dist first");
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

  /** Returns true if a socket in the namespace of the process listens on the port. */
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

  /** Stops it with SIGTERM, and waits until it has ended. */
  public void stop() {
    process.destroy();
    if (!ended(STOP_LIMIT)) {
      process.destroyForcibly();
      throw new AssertionError("Sluice did not stop:\n" + log());
    }
  }

  /** Waits until it has ended by itself. Returns its exit status. */
  public int awaitEnd() {
    if (!ended(START_LIMIT)) {
      throw new AssertionError("Sluice still runs:\n" + log());
    }
    return process.exitValue();
  }

  /** Stops it with {@code kill -9}, and waits until it has ended. */
  public void kill() {
    process.destroyForcibly();
    ended(STOP_LIMIT);
  }

  /** Opens a NETCONF session with it. */
  public Netconf netconf() {
    return new Netconf(namespace, key());
  }

  /** Returns the reply of the status endpoint for a path, even if it is an error. */
  public JsonNode status(String path) {
    URI uri = URI.create("http://127.0.0.1:" + STATUS_PORT + path.replace(" ", "%20"));
    return namespace.call(
        () -> {
          HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
          // The JDK would reuse a kept connection for the same address in another namespace.
          connection.setRequestProperty("Connection", "close");
          boolean ok = connection.getResponseCode() < 400;
          try (InputStream in = ok ? connection.getInputStream() : connection.getErrorStream()) {
            return new ObjectMapper().readTree(in);
          }
        });
  }

  /** Returns a field of a pseudowire from the status endpoint. */
  public String pseudowire(String name, String field) {
    return status("/pseudowires/" + name).path(field).asText();
  }

  /** Returns the log since its last start. */
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
