package net.sluice.tests.site;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import net.sluice.netlink.TestNamespace;

/**
 * A network namespace with a name, which represents a host.
 *
 * @param name its name for {@code ip netns}
 */
public record Namespace(String name) implements AutoCloseable {
  private static final AtomicInteger COUNT = new AtomicInteger();

  /** Creates a namespace with its loopback up. Skips the test if the process is not root. */
  public static Namespace create(String label) {
    assumeTrue(Shell.ok("id", "-u").equals("0"), "network namespaces need root");
    Namespace namespace =
        new Namespace(
            "sluice-%d-%d-%s"
                .formatted(ProcessHandle.current().pid(), COUNT.incrementAndGet(), label));
    Shell.ok("ip", "netns", "add", namespace.name);
    namespace.exec("ip", "link", "set", "lo", "up");
    return namespace;
  }

  /** Returns the command that runs a program in the namespace. */
  public List<String> command(String... program) {
    return Stream.concat(Stream.of("ip", "netns", "exec", name), Stream.of(program)).toList();
  }

  /** Runs a program in the namespace. */
  public Shell.Result run(String... program) {
    return Shell.run(command(program));
  }

  /** Runs a program in the namespace that must succeed. Returns its output. */
  public String exec(String... program) {
    return run(program).ok();
  }

  /** Runs a task whose sockets, and those of the threads that it starts, are in the namespace. */
  public <T> T call(Callable<T> task) {
    try (TestNamespace inside = TestNamespace.open(Path.of("/run/netns", name))) {
      return inside.call(task);
    }
  }

  @Override
  public void close() {
    Shell.ok("ip", "netns", "del", name);
  }
}
