package net.sluice.netlink.system;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The Linux system calls that Sluice makes. All code calls them through this interface.
 *
 * <p>Buffers are direct and are used from position to limit; no call moves a position or a limit. A
 * caller keeps its buffers and uses them again: nothing is allocated per call.
 *
 * <p>Two kinds of calls:
 *
 * <ul>
 *   <li>calls that move data ({@link #read} to {@link #epollWait}) return a count, or the error
 *       number negated ({@code -EAGAIN}), as the kernel itself does: on a data path errors are
 *       ordinary and must cost nothing. A call that a signal interrupts is repeated;
 *   <li>all other calls throw {@link ErrnoException}.
 * </ul>
 *
 * <p>Thread: any.
 */
public interface Syscalls {

  /** Opens a socket, see socket(2). Pass {@link Linux#SOCK_CLOEXEC} with the type. */
  int socket(int domain, int type, int protocol);

  /** Binds to an encoded address; see {@link SocketAddresses}. */
  void bind(int fd, ByteBuffer address);

  /** Connects to an encoded address; see {@link SocketAddresses}. */
  void connect(int fd, ByteBuffer address);

  /** Writes the local address of a socket into {@code address} and returns its length in bytes. */
  int getsockname(int fd, ByteBuffer address);

  /** Sets a socket option to the bytes of {@code value}. */
  void setsockopt(int fd, int level, int option, ByteBuffer value);

  /** Sets a socket option whose value is an int. */
  default void setsockopt(int fd, int level, int option, int value) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(Integer.BYTES).order(ByteOrder.nativeOrder());
    setsockopt(fd, level, option, buffer.putInt(0, value));
  }

  /** Reads a socket option into {@code value} and returns its length in bytes. */
  int getsockopt(int fd, int level, int option, ByteBuffer value);

  /** Reads a socket option whose value is an int. */
  default int getsockopt(int fd, int level, int option) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(Integer.BYTES).order(ByteOrder.nativeOrder());
    getsockopt(fd, level, option, buffer);
    return buffer.getInt(0);
  }

  /** Opens an existing file or device. */
  int open(String path, int flags);

  /** Controls a device, with a structure as argument that the kernel may change. */
  void ioctl(int fd, long request, ByteBuffer argument);

  /** Controls a device, with a number as argument. */
  void ioctl(int fd, long request, long argument);

  /** Sets or clears O_NONBLOCK. */
  void setNonBlocking(int fd, boolean nonBlocking);

  /** Opens an epoll instance, which exec closes. */
  int epollCreate();

  /**
   * Adds a descriptor to an epoll instance, or removes it.
   *
   * @param operation {@link Linux#EPOLL_CTL_ADD} or {@link Linux#EPOLL_CTL_DEL}
   * @param events mask of {@link Linux#EPOLLIN} and the like; ignored for DEL
   * @param data returned with each event by {@link EpollEvents#data}
   */
  void epollControl(int epoll, int operation, int fd, int events, long data);

  /** Opens an event counter (eventfd(2)), which is non-blocking and which exec closes. */
  int eventfd(int initial);

  /** Closes a descriptor. */
  void close(int fd);

  /** Returns the largest number of open descriptors of the process (RLIMIT_NOFILE). */
  default int descriptorLimit() {
    return Integer.MAX_VALUE;
  }

  /** Returns the effective user id of the process; 0 is root. */
  int geteuid();

  /**
   * Reads into the buffer and returns the count of bytes (0 at the end of a file) or {@code
   * -errno}.
   */
  int read(int fd, ByteBuffer buffer);

  /** Writes the buffer and returns the count of bytes or {@code -errno}. */
  int write(int fd, ByteBuffer buffer);

  /** Sends the buffer on a connected socket and returns the count of bytes or {@code -errno}. */
  int send(int fd, ByteBuffer buffer, int flags);

  /**
   * Receives one datagram and returns its length or {@code -errno}. With {@link Linux#MSG_TRUNC}
   * the length is that on the wire, so a result above the space in the buffer means that the
   * datagram was cut.
   */
  int recv(int fd, ByteBuffer buffer, int flags);

  /** Sends the buffer to an encoded address and returns the count of bytes or {@code -errno}. */
  int sendto(int fd, ByteBuffer buffer, int flags, ByteBuffer address);

  /** Receives as {@link #recv} does, and writes the sender's address into {@code address}. */
  int recvfrom(int fd, ByteBuffer buffer, int flags, ByteBuffer address);

  /**
   * Waits for events of an epoll instance.
   *
   * @param timeoutMillis -1 for no limit, 0 for no wait
   * @return the count of events, 0 after the timeout or a signal, or {@code -errno}
   */
  int epollWait(int epoll, EpollEvents events, int timeoutMillis);
}
