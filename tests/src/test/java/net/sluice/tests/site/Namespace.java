package net.sluice.tests.site;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import jnr.ffi.LibraryLoader;
import net.sluice.netlink.system.Linux;
import net.sluice.netlink.system.LinuxSyscalls;
import net.sluice.netlink.system.Syscalls;

/**
 * A network namespace, which stands for a host.
 *
 * @param name what {@code ip netns} calls it
 */
public record Namespace(String name) implements AutoCloseable {
  private static final int CLONE_NEWNET = 0x40000000;
  private static final AtomicInteger COUNT = new AtomicInteger();

  /** Makes one, with its loopback up; skips the test when the process may not. */
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

  /** The command that runs a program in the namespace. */
  public List<String> command(String... program) {
    return Stream.concat(Stream.of("ip", "netns", "exec", name), Stream.of(program)).toList();
  }

  /** Runs a program in the namespace. */
  public Shell.Result run(String... program) {
    return Shell.run(command(program));
  }

  /** Runs a program that must succeed in the namespace; what it printed. */
  public String exec(String... program) {
    return run(program).ok();
  }

  /** Runs a task whose sockets, and those of the threads that it starts, are in the namespace. */
  public <T> T call(Callable<T> task) {
    FutureTask<T> result =
        new FutureTask<>(
            () -> {
              enter();
              return task.call();
            });
    Thread.ofPlatform().daemon().name("in-" + name).start(result);
    try {
      return result.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CompletionException(e);
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException unchecked -> throw unchecked;
        case Error error -> throw error;
        default -> throw new CompletionException(e.getCause());
      }
    }
  }

  private void enter() {
    Syscalls syscalls = LinuxSyscalls.instance();
    int fd = syscalls.open("/run/netns/" + name, Linux.O_RDONLY | Linux.O_CLOEXEC);
    int result = LibraryLoader.create(LibC.class).load("c").setns(fd, CLONE_NEWNET);
    syscalls.close(fd);
    if (result != 0) {
      throw new IllegalStateException("setns(" + name + ") fails");
    }
  }

  /** Public because jnr-ffi implements it from another package. */
  public interface LibC {
    int setns(int fd, int type);
  }

  @Override
  public void close() {
    Shell.ok("ip", "netns", "del", name);
  }
}
