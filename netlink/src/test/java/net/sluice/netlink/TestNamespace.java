package net.sluice.netlink;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import jnr.ffi.LastError;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Runtime;
import net.sluice.netlink.rtnl.LinkWriter;
import net.sluice.netlink.rtnl.Rtnetlink;
import net.sluice.netlink.rtnl.Rtnl;
import net.sluice.netlink.rtnl.VethPair;
import net.sluice.netlink.system.Errno;
import net.sluice.netlink.system.ErrnoException;
import net.sluice.netlink.system.Linux;
import net.sluice.netlink.system.LinuxSyscalls;
import net.sluice.netlink.system.Syscalls;
import org.junit.jupiter.api.Assumptions;

/**
 * A network namespace for one test, with a thread that lives in it. Sockets and TAPs opened on that
 * thread, and programs started from it, are in the namespace and can not reach the host's own
 * interfaces. The kernel removes the namespace with its thread and its last descriptor.
 */
public final class TestNamespace implements AutoCloseable {
  private static final int CLONE_NEWNET = 0x40000000;
  private static final int RTM_NEWADDR = 20;
  private static final int RTM_DELADDR = 21;
  private static final int IFA_FLAGS = 8;
  private static final int IFA_F_NODAD = 0x2;
  private static final int IFLA_NET_NS_FD = 28;

  /** Name of the far end of a veth pair until it is in its namespace. */
  private static final String MOVING = "moving0";

  private static final LibC LIBC = LibraryLoader.create(LibC.class).load("c");
  private static final Syscalls SYSCALLS = LinuxSyscalls.instance();

  private final ExecutorService thread;
  private final int fd;

  private TestNamespace(ExecutorService thread, int fd) {
    this.thread = thread;
    this.fd = fd;
  }

  /**
   * Creates a namespace with its loopback up; skips the test if the process has no right to create
   * one.
   */
  public static TestNamespace create() {
    Assumptions.assumeTrue(SYSCALLS.geteuid() == 0, "network namespaces need root");
    ExecutorService thread = newThread();
    Future<Integer> fd = thread.submit(TestNamespace::enterNewNamespace);
    try {
      TestNamespace namespace = new TestNamespace(thread, await(fd));
      namespace.rtnetlink(links -> links.change("lo", LinkWriter::up));
      return namespace;
    } catch (RuntimeException e) {
      thread.shutdownNow();
      throw e;
    }
  }

  /**
   * Opens a namespace that exists, with another thread in it.
   *
   * @param path the file that stands for it, such as /run/netns/NAME
   */
  public static TestNamespace open(Path path) {
    ExecutorService thread = newThread();
    try {
      return new TestNamespace(thread, await(thread.submit(() -> enter(path))));
    } catch (RuntimeException e) {
      thread.shutdownNow();
      throw e;
    }
  }

  private static int enter(Path path) {
    int fd = SYSCALLS.open(path.toString(), Linux.O_RDONLY | Linux.O_CLOEXEC);
    int result = LIBC.setns(fd, CLONE_NEWNET);
    int errno = LastError.getLastError(Runtime.getRuntime(LIBC));
    if (result != 0) {
      SYSCALLS.close(fd);
      throw new ErrnoException("setns(" + path + ")", errno);
    }
    return fd;
  }

  private static ExecutorService newThread() {
    return Executors.newSingleThreadExecutor(
        Thread.ofPlatform().name("test-namespace").daemon().factory());
  }

  private static int enterNewNamespace() {
    int result = LIBC.unshare(CLONE_NEWNET);
    int errno = LastError.getLastError(Runtime.getRuntime(LIBC));
    Assumptions.assumeTrue(result == 0, () -> "unshare(CLONE_NEWNET): " + Errno.name(errno));
    return SYSCALLS.open("/proc/thread-self/ns/net", Linux.O_RDONLY | Linux.O_CLOEXEC);
  }

  /** Runs a task on the namespace's thread and returns its result, or throws what it throws. */
  public <T> T call(Callable<T> task) {
    return await(thread.submit(task));
  }

  /** Runs a task as {@link #call} does, without a result. */
  public void run(ThrowingTask task) {
    call(
        () -> {
          task.run();
          return null;
        });
  }

  /** Runs a task with an rtnetlink socket of the namespace, which is closed afterwards. */
  public void rtnetlink(RtnetlinkTask task) {
    socket(socket -> task.run(new Rtnetlink(socket)));
  }

  private void socket(SocketTask task) {
    run(
        () -> {
          try (NetlinkSocket socket = NetlinkSocket.open(SYSCALLS, Nl.NETLINK_ROUTE)) {
            task.run(socket);
          }
        });
  }

  /**
   * Creates a veth pair with one end here and one in another namespace; both ends stay down.
   *
   * @param far name of the end in the other namespace
   */
  public void connect(String near, TestNamespace other, String far) {
    socket(
        socket -> {
          new Rtnetlink(socket).create(VethPair.of(near, MOVING));
          int index = index(socket, MOVING);
          socket
              .request(Rtnl.RTM_NEWLINK, 0)
              .rawU32(0) // ifi_family, ifi_type
              .rawU32(index)
              .rawU32(0)
              .rawU32(0)
              .putString(Rtnl.IFLA_IFNAME, far)
              .putU32(IFLA_NET_NS_FD, other.fd);
          socket.execute("move " + far);
        });
  }

  /** Adds an address to a link; an IPv6 address is usable immediately (no duplicate detection). */
  public void addAddress(String link, InetAddress address, int prefixLength) {
    socket(
        socket -> {
          writeAddress(socket, RTM_NEWADDR, index(socket, link), address, prefixLength)
              .putU32(IFA_FLAGS, IFA_F_NODAD);
          socket.execute("add address " + address.getHostAddress());
        });
  }

  /** Removes an address from a link. */
  public void deleteAddress(String link, InetAddress address, int prefixLength) {
    socket(
        socket -> {
          writeAddress(socket, RTM_DELADDR, index(socket, link), address, prefixLength);
          socket.execute("delete address " + address.getHostAddress());
        });
  }

  private static MessageWriter writeAddress(
      NetlinkSocket socket, int type, int index, InetAddress address, int prefixLength) {
    return socket
        .request(type, type == RTM_NEWADDR ? Nl.NLM_F_CREATE | Nl.NLM_F_EXCL : 0)
        .rawU8(address instanceof Inet4Address ? Linux.AF_INET : Linux.AF_INET6)
        .rawU8(prefixLength)
        .rawU8(0)
        .rawU8(0)
        .rawU32(index)
        .putBytes(Rtnl.IFA_LOCAL, address.getAddress())
        .putBytes(Rtnl.IFA_ADDRESS, address.getAddress());
  }

  private static int index(NetlinkSocket socket, String link) {
    return new Rtnetlink(socket).link(link).orElseThrow().index();
  }

  /**
   * Runs a program in the namespace and returns its output, both streams.
   *
   * @throws IllegalStateException if it does not end with status 0
   */
  public String exec(String... command) {
    return call(() -> runProgram(command));
  }

  private static String runProgram(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    int status = process.waitFor();
    if (status != 0) {
      throw new IllegalStateException(
          String.join(" ", command) + " ended with " + status + ": " + output);
    }
    return output;
  }

  @Override
  public void close() {
    thread.shutdownNow();
    SYSCALLS.close(fd);
  }

  private static <T> T await(Future<T> result) {
    try {
      return result.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CompletionException(e);
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException unchecked -> throw unchecked;
        case Error error -> throw error;
        case null, default -> throw new CompletionException(e.getCause());
      }
    }
  }

  /** A task that may throw anything. */
  @FunctionalInterface
  public interface ThrowingTask {
    void run() throws Exception;
  }

  /** A task with an rtnetlink socket. */
  @FunctionalInterface
  public interface RtnetlinkTask {
    void run(Rtnetlink rtnetlink) throws Exception;
  }

  /** A task with a netlink socket. */
  private interface SocketTask {
    void run(NetlinkSocket socket) throws Exception;
  }

  /** The C functions; public because jnr-ffi implements it from another package. */
  public interface LibC {
    int unshare(int flags);

    int setns(int fd, int type);
  }
}
