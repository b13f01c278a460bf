package net.sluice.tests.hostile;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import net.sluice.northbound.netconf.RawClient;
import net.sluice.tests.site.Namespace;
import net.sluice.tests.site.Netconf;
import net.sluice.tests.site.Pseudowires;
import net.sluice.tests.site.Sluice;
import org.opendaylight.netconf.shaded.sshd.common.config.keys.PublicKeyEntry;

/** A Sluice under attack. It simulates its data plane, and has thousands of pseudowires. */
final class Target implements AutoCloseable {
  static final int NETCONF_PORT = 830;
  static final int STATUS_PORT = 8830;
  static final String USER = "admin";

  /** The maximum heap. A host that runs nothing else but Sluice has more. */
  static final int HEAP_MEGABYTES = 256;

  private static final int PSEUDOWIRES = 2000;

  private final Namespace namespace = Namespace.create("target");
  private final KeyPair key;
  private final Sluice sluice;

  /** Starts it. Skips the test if the process is not root. */
  Target(Path directory) throws IOException, GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    key = generator.generateKeyPair();
    sluice = new Sluice(namespace, directory);
    allow(directory.resolve("users"));
    sluice.javaOptions("-Xmx" + HEAP_MEGABYTES + "m");
    sluice.arguments("--simulate");
    sluice.start();
    try (Netconf client = sluice.netconf()) {
      client.apply(
          Pseudowires.TUNNEL + Pseudowires.of(IntStream.rangeClosed(1, PSEUDOWIRES), n -> ""));
    }
  }

  /** Lets the user log in with the key of the attackers, as well as with that of the site. */
  private void allow(Path users) throws IOException {
    String both = ", \"" + PublicKeyEntry.toString(key.getPublic()) + "\"]";
    Files.writeString(users, Files.readString(users).replaceFirst("]", both));
  }

  /** Runs a task whose sockets, and those of the threads that it starts, reach the target. */
  <T> T call(Callable<T> task) {
    return namespace.call(task);
  }

  /** Logs in. It sends no hello yet. Call it within {@link #call}. */
  RawClient login() throws IOException {
    return RawClient.login(NETCONF_PORT, USER, key);
  }

  /** Logs in and exchanges hellos. Call it within {@link #call}. */
  RawClient session() throws IOException {
    RawClient client = login();
    client.hello(RawClient.HELLO_1_1);
    return client;
  }

  /** Returns the log since the start. */
  String log() {
    return sluice.log();
  }

  boolean alive() {
    return sluice.process().isAlive();
  }

  /** Returns the resident memory in megabytes. */
  long resident() {
    try {
      return Files.readAllLines(Path.of("/proc/" + sluice.process().pid() + "/status")).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10)
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends SIGTERM, and waits until the process has ended, up to thirty seconds. */
  void stop() {
    sluice.stop();
  }

  @Override
  public void close() {
    try {
      sluice.close();
    } finally {
      namespace.close();
    }
  }
}
