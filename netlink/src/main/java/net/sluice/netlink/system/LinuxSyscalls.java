package net.sluice.netlink.system;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import jnr.ffi.LastError;
import jnr.ffi.LibraryLoader;
import jnr.ffi.LibraryOption;
import jnr.ffi.Runtime;

/**
 * The system calls of the running kernel, through the C library.
 *
 * <p>Thread: any.
 */
public final class LinuxSyscalls implements Syscalls {
  private static final LibC LIBC =
      LibraryLoader.loadLibrary(LibC.class, Map.of(LibraryOption.LoadNow, true), "c");
  private static final Runtime RUNTIME = Runtime.getRuntime(LIBC);
  private static final LinuxSyscalls INSTANCE = new LinuxSyscalls();

  private static final int F_GETFL = 3;
  private static final int F_SETFL = 4;
  private static final int EPOLL_CLOEXEC = 0x80000;
  private static final int EFD_CLOEXEC_NONBLOCK = 0x80000 | 0x800;

  /** The argument of calls that return a length through a pointer (socklen_t). */
  private final ThreadLocal<ByteBuffer> length =
      ThreadLocal.withInitial(
          () -> ByteBuffer.allocateDirect(Integer.BYTES).order(ByteOrder.nativeOrder()));

  private LinuxSyscalls() {}

  /** Returns the only instance; it has no state. */
  public static LinuxSyscalls instance() {
    return INSTANCE;
  }

  @Override
  public int socket(int domain, int type, int protocol) {
    return check("socket", LIBC.socket(domain, type, protocol));
  }

  @Override
  public void bind(int fd, ByteBuffer address) {
    check("bind", LIBC.bind(fd, direct(address), address.remaining()));
  }

  @Override
  public void connect(int fd, ByteBuffer address) {
    check("connect", LIBC.connect(fd, direct(address), address.remaining()));
  }

  @Override
  public int getsockname(int fd, ByteBuffer address) {
    ByteBuffer size = length.get().putInt(0, address.remaining());
    check("getsockname", LIBC.getsockname(fd, direct(address), size));
    return size.getInt(0);
  }

  @Override
  public void setsockopt(int fd, int level, int option, ByteBuffer value) {
    int result = LIBC.setsockopt(fd, level, option, direct(value), value.remaining());
    if (result < 0) {
      throw new ErrnoException("setsockopt " + level + "/" + option, errno());
    }
  }

  @Override
  public int getsockopt(int fd, int level, int option, ByteBuffer value) {
    ByteBuffer size = length.get().putInt(0, value.remaining());
    int result = LIBC.getsockopt(fd, level, option, direct(value), size);
    if (result < 0) {
      throw new ErrnoException("getsockopt " + level + "/" + option, errno());
    }
    return size.getInt(0);
  }

  @Override
  public int open(String path, int flags) {
    int fd = LIBC.open(path, flags);
    if (fd < 0) {
      throw new ErrnoException("open " + path, errno());
    }
    return fd;
  }

  @Override
  public void ioctl(int fd, long request, ByteBuffer argument) {
    check("ioctl", LIBC.ioctl(fd, request, direct(argument)));
  }

  @Override
  public void ioctl(int fd, long request, long argument) {
    check("ioctl", LIBC.ioctl(fd, request, argument));
  }

  @Override
  public void setNonBlocking(int fd, boolean nonBlocking) {
    int flags = check("fcntl F_GETFL", LIBC.fcntl(fd, F_GETFL, 0));
    int wanted = nonBlocking ? flags | Linux.O_NONBLOCK : flags & ~Linux.O_NONBLOCK;
    check("fcntl F_SETFL", LIBC.fcntl(fd, F_SETFL, wanted));
  }

  @Override
  public int epollCreate() {
    return check("epoll_create1", LIBC.epoll_create1(EPOLL_CLOEXEC));
  }

  @Override
  public void epollControl(int epoll, int operation, int fd, int events, long data) {
    EpollEvents event = new EpollEvents(1);
    event.set(0, events, data);
    check("epoll_ctl", LIBC.epoll_ctl(epoll, operation, fd, event.buffer()));
  }

  @Override
  public int eventfd(int initial) {
    return check("eventfd", LIBC.eventfd(initial, EFD_CLOEXEC_NONBLOCK));
  }

  @Override
  public void close(int fd) {
    check("close", LIBC.close(fd));
  }

  @Override
  public int descriptorLimit() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
        ? (int) Math.min(system.getMaxFileDescriptorCount(), Integer.MAX_VALUE)
        : Integer.MAX_VALUE;
  }

  @Override
  public int geteuid() {
    return LIBC.geteuid();
  }

  @Override
  public int read(int fd, ByteBuffer buffer) {
    int result;
    do {
      result = result(LIBC.read(fd, direct(buffer), buffer.remaining()));
    } while (result == -Errno.EINTR);
    return result;
  }

  @Override
  public int write(int fd, ByteBuffer buffer) {
    int result;
    do {
      result = result(LIBC.write(fd, direct(buffer), buffer.remaining()));
    } while (result == -Errno.EINTR);
    return result;
  }

  @Override
  public int send(int fd, ByteBuffer buffer, int flags) {
    int result;
    do {
      result = result(LIBC.send(fd, direct(buffer), buffer.remaining(), flags));
    } while (result == -Errno.EINTR);
    return result;
  }

  @Override
  public int recv(int fd, ByteBuffer buffer, int flags) {
    int result;
    do {
      result = result(LIBC.recv(fd, direct(buffer), buffer.remaining(), flags));
    } while (result == -Errno.EINTR);
    return result;
  }

  @Override
  public int sendto(int fd, ByteBuffer buffer, int flags, ByteBuffer address) {
    direct(buffer);
    int result;
    do {
      result =
          result(
              LIBC.sendto(
                  fd, buffer, buffer.remaining(), flags, direct(address), address.remaining()));
    } while (result == -Errno.EINTR);
    return result;
  }

  @Override
  public int recvfrom(int fd, ByteBuffer buffer, int flags, ByteBuffer address) {
    direct(buffer);
    ByteBuffer size = length.get();
    int result;
    do {
      size.putInt(0, address.remaining());
      result = result(LIBC.recvfrom(fd, buffer, buffer.remaining(), flags, direct(address), size));
    } while (result == -Errno.EINTR);
    return result;
  }

  @Override
  public int epollWait(int epoll, EpollEvents events, int timeoutMillis) {
    int result = result(LIBC.epoll_wait(epoll, events.buffer(), events.capacity(), timeoutMillis));
    return result == -Errno.EINTR ? 0 : result;
  }

  /** Rejects a heap buffer, which jnr-ffi would silently copy on every call. */
  private static ByteBuffer direct(ByteBuffer buffer) {
    if (!buffer.isDirect()) {
      throw new IllegalArgumentException("a system call needs a direct buffer");
    }
    return buffer;
  }

  private static int check(String operation, int result) {
    if (result < 0) {
      throw new ErrnoException(operation, errno());
    }
    return result;
  }

  private static int result(long result) {
    return result < 0 ? -errno() : (int) result;
  }

  private static int errno() {
    return LastError.getLastError(RUNTIME);
  }

  /** The C functions; public because jnr-ffi implements it from another package. */
  @SuppressWarnings("MethodName") // the names of the C library
  public interface LibC {
    int socket(int domain, int type, int protocol);

    int bind(int fd, ByteBuffer address, int length);

    int connect(int fd, ByteBuffer address, int length);

    int getsockname(int fd, ByteBuffer address, ByteBuffer length);

    int setsockopt(int fd, int level, int option, ByteBuffer value, int length);

    int getsockopt(int fd, int level, int option, ByteBuffer value, ByteBuffer length);

    int open(String path, int flags);

    int ioctl(int fd, long request, ByteBuffer argument);

    int ioctl(int fd, long request, long argument);

    int fcntl(int fd, int command, long argument);

    int epoll_create1(int flags);

    int epoll_ctl(int epoll, int operation, int fd, ByteBuffer event);

    int epoll_wait(int epoll, ByteBuffer events, int capacity, int timeoutMillis);

    int eventfd(int initial, int flags);

    int close(int fd);

    int geteuid();

    long read(int fd, ByteBuffer buffer, long length);

    long write(int fd, ByteBuffer buffer, long length);

    long send(int fd, ByteBuffer buffer, long length, int flags);

    long recv(int fd, ByteBuffer buffer, long length, int flags);

    long sendto(
        int fd, ByteBuffer buffer, long length, int flags, ByteBuffer address, int addressLength);

    long recvfrom(
        int fd,
        ByteBuffer buffer,
        long length,
        int flags,
        ByteBuffer address,
        ByteBuffer addressLength);
  }
}
