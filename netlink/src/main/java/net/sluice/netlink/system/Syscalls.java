package net.sluice.netlink.system;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The Linux system calls that Sluice makes, and the only way to them.
 *
 * <p>Buffers are direct and stand for their bytes from position to limit; no call moves a position
 * or a limit. A caller keeps its buffers for as long as it lives: nothing is allocated per call.
 *
 * <p>Two kinds of calls:
 *
 * <ul>
 *   <li>calls that move data ({@link #read} to {@link #epollWait}) return a count, or the error
 *       number negated ({@code -EAGAIN}), as the kernel itself does: on a data path errors are
 *       ordinary and must cost nothing. They are repeated when a signal interrupts them;
 *   <li>all the others throw {@link ErrnoException}.
 * </ul>
 *
 * <p>An implementation can be used by any number of threads at once.
 */
public interface Syscalls {

  /** Opens a socket; see socket(2). Pass {@link Linux#SOCK_CLOEXEC} with the type. */
  int socket(int domain, int type, int protocol);

  /** Binds to an encoded address; see {@link SocketAddresses}. */
  void bind(int fd, ByteBuffer address);

  /** Connects to an encoded address; see {@link SocketAddresses}. */
  void connect(int fd, ByteBuffer address);

  /** Writes the local address of a socket into {@code address}; returns its length in bytes. */
  int getsockname(int fd, ByteBuffer address);

  /** Sets a socket option to the bytes of {@code value}. */
  void setsockopt(int fd, int level, int option, ByteBuffer value);

  /** Sets a socket option whose value is an int. */
  default void setsockopt(int fd, int level, int option, int value) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(Integer.BYTES).order(ByteOrder.nativeOrder());
    setsockopt(fd, level, option, buffer.putInt(0, value));
  }

  /** Reads a socket option into {@code value}; returns its length in bytes. */
  int getsockopt(int fd, int level, int option, ByteBuffer value);

  /** Reads a socket option whose value is an int. */
  default int getsockopt(int fd, int level, int option) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(Integer.BYTES).order(ByteOrder.nativeOrder());
    getsockopt(fd, level, option, buffer);
    return buffer.getInt(0);
  }

  /** Opens an existing file or device. */
  int open(String path, int flags);

  /** Device control with a structure as argument, which the kernel may change. */
  void ioctl(int fd, long request, ByteBuffer argument);

  /** Device control with a number as argument. */
  void ioctl(int fd, long request, long argument);

  /** Sets or clears O_NONBLOCK. */
  void setNonBlocking(int fd, boolean nonBlocking);

  /** A new epoll instance, closed on exec. */
  int epollCreate();

  /**
   * Adds, changes or removes a descriptor of an epoll instance.
   *
   * @param operation {@link Linux#EPOLL_CTL_ADD}, MOD or DEL
   * @param events mask of {@link Linux#EPOLLIN} and its like; ignored when removing
   * @param data comes back with each event, see {@link EpollEvents#data}
   */
  void epollControl(int epoll, int operation, int fd, int events, long data);

  /** A new event counter (eventfd(2)), non-blocking and closed on exec. */
  int eventfd(int initial);

  /** Closes a descriptor. */
  void close(int fd);

  /** The effective user id of the process; 0 is root. */
  int geteuid();

  /**
   * Reads into the buffer; returns the count of bytes (0 at the end of a file) or {@code -errno}.
   */
  int read(int fd, ByteBuffer buffer);

  /** Writes the buffer; returns the count of bytes or {@code -errno}. */
  int write(int fd, ByteBuffer buffer);

  /** Sends the buffer on a connected socket; returns the count of bytes or {@code -errno}. */
  int send(int fd, ByteBuffer buffer, int flags);

  /**
   * Receives one datagram; returns its length or {@code -errno}. With {@link Linux#MSG_TRUNC} that
   * is the length on the wire, so a result above the room in the buffer says that the datagram was
   * cut.
   */
  int recv(int fd, ByteBuffer buffer, int flags);

  /** Sends the buffer to an encoded address; returns the count of bytes or {@code -errno}. */
  int sendto(int fd, ByteBuffer buffer, int flags, ByteBuffer address);

  /** As {@link #recv}, and writes the sender's address into {@code address}. */
  int recvfrom(int fd, ByteBuffer buffer, int flags, ByteBuffer address);

  /**
   * Waits for events of an epoll instance.
   *
   * @param timeoutMillis -1 waits without end, 0 not at all
   * @return the count of events, 0 after the time-out or a signal, or {@code -errno}
   */
  int epollWait(int epoll, EpollEvents events, int timeoutMillis);
}
