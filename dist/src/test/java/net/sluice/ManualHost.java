package net.sluice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import net.sluice.files.BootstrapReader;
import net.sluice.files.FailureException;
import net.sluice.netlink.system.LinuxSyscalls;

/**
 * A host for the commands of the manual: a directory that stands for its root directory, and a
 * simulated daemon that runs in this process.
 */
final class ManualHost implements AutoCloseable {
  /** The user and the password of the examples. */
  static final String USER = "admin";

  static final String PASSWORD = "change me";

  static final Path PYTHON = Path.of("/usr/bin/python3");

  private static final String KEY =
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKhnxBwPsA3j1G8+H9/OizUep/pcP13u/THM9oaXf/XO me@here\n";

  /** Commands that know where the daemon is by their bootstrap file. */
  private static final List<String> WITH_BOOTSTRAP = List.of("doctor", "plan", "show", "user");

  /** Runs the operations of a page in one session, in order, and prints what was refused. */
  private static final String OPERATIONS =
      """
      import sys
      from lxml import etree
      from ncclient import manager
      from ncclient.operations import RPCError

      host, port, user, password = sys.argv[1:5]
      failed = False
      with manager.connect(host=host, port=int(port), username=user, password=password,
                           hostkey_verify=False, allow_agent=False, look_for_keys=False) as session:
          for file in sys.argv[5:]:
              with open(file) as text:
                  place = text.readline().strip()
                  rpc = etree.fromstring(
                      '<rpc xmlns="urn:ietf:params:xml:ns:netconf:base:1.0">' + text.read() + '</rpc>')
              try:
                  for operation in rpc:
                      session.dispatch(operation)
              except RPCError as error:
                  failed = True
                  print(place + ': ' + str(error))
          session.discard_changes()
      sys.exit(failed)
      """;

  private final Path root;
  private final Running running = new Running();
  private final Path bootstrap;
  private final Daemon.Reach reach;

  /** Starts the daemon with the objects that the manual names. */
  ManualHost(Path root, String exampleFile) throws IOException, FailureException {
    this.root = root;
    Files.createDirectories(root.resolve("backup"));
    Files.createDirectories(root.resolve("etc/sluice"));
    Files.writeString(root.resolve("a.json"), exampleFile);
    Files.writeString(root.resolve("id_ed25519.pub"), KEY);
    Path initial = root.resolve("etc/sluice/initial.json");
    try (InputStream in = ManualHost.class.getResourceAsStream("manual.json")) {
      Files.copy(in, initial);
    }
    bootstrap = root.resolve("etc/sluice/bootstrap.json");
    writeBootstrap();
    ServiceManager none = new ServiceManager(LinuxSyscalls.instance(), Map.of());
    Watchdog stopped = new Watchdog(none, new LastResort(exitCode -> {}));
    reach =
        new Daemon(
                BootstrapReader.read(Optional.of(bootstrap)),
                true,
                Optional.empty(),
                running,
                none,
                stopped)
            .start();
    addUser();
  }

  private void writeBootstrap() throws IOException {
    Files.writeString(
        bootstrap,
        """
        {
          "state-directory": "%1$s/var/lib/sluice",
          "initial-config": "%1$s/etc/sluice/initial.json",
          "netconf": {"address": "127.0.0.1", "port": %2$d, "users-file": "%1$s/etc/sluice/users"},
          "status": {"port": %3$d}
        }
        """
            .formatted(root, DaemonIT.freePort(), DaemonIT.freePort()));
  }

  private void addUser() {
    assertEquals(0, sluice(List.of("user", "add", USER, "--password-stdin")).code());
  }

  /** Writes a file of the host. */
  Path write(String name, String text) throws IOException {
    return Files.writeString(root.resolve(name), text);
  }

  /** Runs sluice; names of files are those of the host, and passwords are those of the examples. */
  Cli sluice(List<String> words) {
    List<String> arguments = new ArrayList<>(words);
    arguments.replaceAll(this::local);
    if (WITH_BOOTSTRAP.contains(words.getFirst())) {
      arguments.addAll(List.of("--bootstrap", bootstrap.toString()));
    }
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream((PASSWORD + "\n").getBytes(StandardCharsets.UTF_8)));
    try {
      return Cli.run(arguments.toArray(String[]::new));
    } finally {
      System.setIn(before);
    }
  }

  private String local(String word) {
    Path file = root.resolve(word);
    boolean isFile = word.endsWith(".svg") || Files.exists(file);
    return isFile ? file.toString() : word;
  }

  /** Runs a program in the host's root directory, with the host's own paths below it. */
  void run(String command) throws IOException, InterruptedException {
    String here = command.replaceAll("(?<= )/(?=(etc|var)/)", "");
    check(List.of("bash", "-c", here));
  }

  /** Gets a resource of the status endpoint. */
  void get(String address) throws IOException, InterruptedException {
    String target = address.replace(":8830/", ":" + reach.status().getPort() + "/");
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> response =
          client.send(
              HttpRequest.newBuilder(URI.create(target)).build(),
              HttpResponse.BodyHandlers.ofString());
      assertEquals(200, response.statusCode(), response::body);
    }
  }

  /** Runs a Python program that is written for the manual's addresses. */
  void python(String text) throws IOException, InterruptedException {
    String program = text;
    for (Map.Entry<String, String> part :
        Map.of(
                "host=\"192.0.2.1\"", "host=\"127.0.0.1\"",
                "port=830", "port=" + reach.netconfPort(),
                "hostkey_verify=True", "hostkey_verify=False")
            .entrySet()) {
      assertTrue(program.contains(part.getKey()), () -> "no " + part.getKey());
      program = program.replace(part.getKey(), part.getValue());
    }
    check(List.of(PYTHON.toString(), write("example.py", program).toString()));
  }

  /**
   * Sends the operations of some blocks in one NETCONF session, and discards what is not committed.
   */
  void operations(List<ManualPage.Block> blocks) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(PYTHON.toString());
    command.add(write("operations.py", OPERATIONS).toString());
    command.addAll(List.of("127.0.0.1", String.valueOf(reach.netconfPort()), USER, PASSWORD));
    for (ManualPage.Block block : blocks) {
      command.add(
          write("operation-%d.xml".formatted(block.line()), block.place() + "\n" + block.text())
              .toString());
    }
    check(command);
  }

  private void check(List<String> command) throws IOException, InterruptedException {
    Path output = root.resolve("output");
    Process process =
        new ProcessBuilder(command)
            .directory(root.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertTrue(process.waitFor(60, TimeUnit.SECONDS), () -> command + " does not end");
    } finally {
      process.destroyForcibly();
    }
    assertEquals(0, process.exitValue(), Files.readString(output));
  }

  @Override
  public void close() {
    running.close();
  }
}
