package net.sluice.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import net.sluice.netlink.system.Errno;
import net.sluice.netlink.system.ErrnoException;
import net.sluice.netlink.system.Linux;
import net.sluice.netlink.system.SocketAddresses;
import net.sluice.netlink.system.Syscalls;
import org.jspecify.annotations.Nullable;

/**
 * A netlink socket for requests, one at a time or in a {@link RequestBatch}. It belongs to the
 * network namespace of the thread that opened it.
 *
 * <pre>{@code
 * socket.request(Rtnl.RTM_GETLINK, 0).rawU32(0)…;
 * Optional<Link> link = socket.get("get link br0", LinkDecoder::decode);
 * }</pre>
 *
 * <p>Events have a socket of their own, see {@link NetlinkEvents}.
 *
 * <p>Thread: one at a time; nothing here is synchronized.
 */
public final class NetlinkSocket implements Requests, AutoCloseable {
  /** The kernel cuts dumps into datagrams of at most 32 KB. */
  private static final int RECEIVE_BUFFER = 64 * 1024;

  private static final int SEND_BUFFER = 16 * 1024;

  /**
   * Bytes that the kernel may queue for this socket. The acknowledgements of a batch wait there,
   * each about 1 KB with its overhead.
   */
  private static final int SOCKET_BUFFER = 8 * 1024 * 1024;

  /** Time after which an answer is lost: the kernel answers while it handles the request. */
  private static final int ANSWER_SECONDS = 10;

  private static final int DUMP_ATTEMPTS = 5;

  private final Syscalls syscalls;
  private final int fd;
  private final int protocol;
  private final RequestCounters counters = new RequestCounters();
  private final MessageWriter writer = MessageWriter.allocate(SEND_BUFFER);
  private final ByteBuffer received =
      ByteBuffer.allocateDirect(RECEIVE_BUFFER).order(ByteOrder.nativeOrder());
  private final MessageReader reader = new MessageReader();
  private int sequence;

  private NetlinkSocket(Syscalls syscalls, int fd, int protocol) {
    this.syscalls = syscalls;
    this.fd = fd;
    this.protocol = protocol;
  }

  /**
   * Opens a socket.
   *
   * @param protocol {@link Nl#NETLINK_ROUTE} or {@link Nl#NETLINK_GENERIC}
   * @throws ErrnoException if the kernel refuses
   */
  public static NetlinkSocket open(Syscalls syscalls, int protocol) {
    int fd = openDescriptor(syscalls, protocol, SOCKET_BUFFER);
    try {
      ByteBuffer timeout = ByteBuffer.allocateDirect(16).order(ByteOrder.nativeOrder());
      timeout.putLong(0, ANSWER_SECONDS);
      syscalls.setsockopt(fd, Linux.SOL_SOCKET, Linux.SO_RCVTIMEO, timeout);
      return new NetlinkSocket(syscalls, fd, protocol);
    } catch (RuntimeException e) {
      syscalls.close(fd);
      throw e;
    }
  }

  /** Opens a bound and connected netlink socket with extended acks and large buffers. */
  static int openDescriptor(Syscalls syscalls, int protocol, int bufferSize) {
    int fd = syscalls.socket(Linux.AF_NETLINK, Linux.SOCK_RAW | Linux.SOCK_CLOEXEC, protocol);
    try {
      syscalls.setsockopt(fd, Nl.SOL_NETLINK, Nl.NETLINK_EXT_ACK, 1);
      syscalls.setsockopt(fd, Nl.SOL_NETLINK, Nl.NETLINK_CAP_ACK, 1);
      bufferSize(syscalls, fd, Linux.SO_RCVBUFFORCE, Linux.SO_RCVBUF, bufferSize);
      bufferSize(syscalls, fd, Linux.SO_SNDBUFFORCE, Linux.SO_SNDBUF, bufferSize);
      ByteBuffer kernel = SocketAddresses.encodeNetlink(SocketAddresses.allocate(), 0);
      syscalls.bind(fd, kernel);
      syscalls.connect(fd, kernel); // from now on only the kernel can send to this socket
      return fd;
    } catch (RuntimeException e) {
      syscalls.close(fd);
      throw e;
    }
  }

  /**
   * Sets the size of a buffer. A size above net.core.*mem_max needs CAP_NET_ADMIN; without it the
   * buffer is smaller, which works as well.
   */
  private static void bufferSize(Syscalls syscalls, int fd, int force, int plain, int bytes) {
    try {
      syscalls.setsockopt(fd, Linux.SOL_SOCKET, force, bytes);
    } catch (ErrnoException e) {
      syscalls.setsockopt(fd, Linux.SOL_SOCKET, plain, bytes);
    }
  }

  /**
   * Starts the single request that the next {@link #execute}, {@link #get} or {@link #dump} sends.
   */
  @Override
  public MessageWriter request(int type, int flags) {
    writer.reset();
    return writer.start(type, flags | Nl.NLM_F_REQUEST);
  }

  /**
   * Sends the request and waits until the kernel has carried it out.
   *
   * @param operation verb and object, for the text of an error: {@code create link br0}
   * @throws NetlinkException if the kernel refuses
   */
  public void execute(String operation) {
    get(operation, message -> message);
  }

  /**
   * Sends the request and decodes its answer.
   *
   * @param decode receives the message that answers and must not keep it
   * @return empty if the kernel acknowledges without an answer
   * @throws NetlinkException if the kernel refuses, or the answer is malformed (EBADMSG)
   */
  public <T> Optional<T> get(String operation, Function<MessageReader, T> decode) {
    int expected = send(operation, Nl.NLM_F_ACK);
    T answer = null;
    try {
      while (true) {
        receiveOrThrow(operation, expected);
        while (reader.next()) {
          if (reader.sequence() != expected) {
            continue; // a late answer to an earlier request, which has timed out
          }
          if (reader.type() == Nl.NLMSG_ERROR) {
            throwIfFailed(operation, expected);
            return Optional.ofNullable(answer);
          }
          answer = decode.apply(reader);
        }
      }
    } catch (MalformedMessageException e) {
      throw malformed(operation, expected, e);
    }
  }

  /**
   * Sends the request as a dump and decodes every object of it. Starts again if the kernel reports
   * that objects changed meanwhile (NLM_F_DUMP_INTR), up to five times.
   *
   * @param decode receives one message at a time and must not keep it; null leaves an object out
   * @throws NetlinkException if the kernel refuses, the answer is malformed (EBADMSG), or every
   *     attempt was interrupted (EINTR)
   */
  public <T> List<T> dump(String operation, Function<MessageReader, T> decode) {
    List<T> objects = new ArrayList<>();
    for (int attempt = 1; attempt <= DUMP_ATTEMPTS; attempt++) {
      objects.clear();
      if (dumpOnce(operation, decode, objects)) {
        return objects;
      }
    }
    String text = "objects changed during each of " + DUMP_ATTEMPTS + " dumps";
    throw new NetlinkException(operation, KernelError.of(Errno.EINTR, text), sequence);
  }

  /** Returns false if the dump was interrupted. */
  private <T> boolean dumpOnce(
      String operation, Function<MessageReader, T> decode, List<T> objects) {
    int expected = send(operation, Nl.NLM_F_DUMP);
    boolean done = false;
    try {
      boolean consistent = true;
      while (!done) {
        receiveOrThrow(operation, expected);
        while (!done && reader.next()) {
          if (reader.sequence() != expected) {
            continue;
          }
          consistent &= (reader.flags() & Nl.NLM_F_DUMP_INTR) == 0;
          done = reader.type() == Nl.NLMSG_DONE;
          if (done || reader.type() == Nl.NLMSG_ERROR) {
            throwIfFailed(operation, expected);
          } else {
            add(objects, decode.apply(reader));
          }
        }
      }
      return consistent;
    } catch (MalformedMessageException e) {
      throw malformed(operation, expected, e);
    } finally {
      if (!done) {
        drain();
      }
    }
  }

  private static <T> void add(List<T> objects, @Nullable T object) {
    if (object != null) {
      objects.add(object);
    }
  }

  /** Reads an abandoned dump to its end; until then the kernel refuses the next one with EBUSY. */
  private void drain() {
    int result;
    do {
      result = receive(Linux.MSG_DONTWAIT);
    } while (result >= 0 || result == -Errno.ENOBUFS);
  }

  /**
   * Creates a batch that sends through this socket. A batch has a buffer of its own; create one and
   * keep it.
   *
   * @param listener receives the result of each request
   */
  public RequestBatch batch(BatchListener listener) {
    return new RequestBatch(this, listener);
  }

  /** Returns the numbers of requests sent through this socket, by type and command. */
  public RequestCounters counters() {
    return counters;
  }

  @Override
  public void close() {
    syscalls.close(fd);
  }

  private int send(String operation, int flags) {
    ByteBuffer messages = writer.messages();
    int first = stamp(messages, flags);
    int result = transmit(messages);
    if (result < 0) {
      throw new NetlinkException(operation, KernelError.of(-result, ""), first);
    }
    return first;
  }

  private void receiveOrThrow(String operation, int expected) {
    int result = receive(0);
    if (result < 0) {
      throw new NetlinkException(operation, lost(-result), expected);
    }
  }

  private void throwIfFailed(String operation, int expected) {
    KernelError error = Acknowledgement.error(reader);
    if (error != null) {
      throw new NetlinkException(operation, error, expected);
    }
  }

  private static NetlinkException malformed(
      String operation, int expected, MalformedMessageException cause) {
    KernelError error = KernelError.of(Errno.EBADMSG, cause.getMessage());
    NetlinkException exception = new NetlinkException(operation, error, expected);
    exception.initCause(cause);
    return exception;
  }

  /** Returns the error of a failed receive. The kernel may have carried out the request. */
  static KernelError lost(int errno) {
    return switch (errno) {
      case Errno.EAGAIN ->
          KernelError.of(
              Errno.ETIMEDOUT, "no answer within " + ANSWER_SECONDS + " s, the result is unknown");
      case Errno.ENOBUFS -> KernelError.of(errno, "the answer was lost, the result is unknown");
      default -> KernelError.of(errno, "");
    };
  }

  /**
   * Gives each message a sequence number, sets flags in it and counts it.
   *
   * @return the sequence number of the first one
   */
  int stamp(ByteBuffer messages, int flags) {
    int first = sequence + 1;
    int at = messages.position();
    while (at < messages.limit()) {
      int type = messages.getShort(at + 4) & 0xffff;
      messages.putShort(at + 6, (short) (messages.getShort(at + 6) | flags));
      messages.putInt(at + 8, ++sequence);
      boolean generic = protocol == Nl.NETLINK_GENERIC;
      counters.add(type, generic ? messages.get(at + Nl.NLMSG_HDRLEN) & 0xff : 0);
      at += Nl.align(messages.getInt(at));
    }
    return first;
  }

  /**
   * Sends messages to the kernel, which handles them before this method returns.
   *
   * @return the count of bytes, or {@code -errno}
   */
  int transmit(ByteBuffer messages) {
    return syscalls.send(fd, messages, 0);
  }

  /** Receives one datagram into {@link #reader}; returns its length or {@code -errno}. */
  int receive(int flags) {
    received.clear();
    int length = syscalls.recv(fd, received, flags | Linux.MSG_TRUNC);
    if (length > received.capacity()) {
      return -Errno.EMSGSIZE;
    }
    if (length >= 0) {
      reader.wrap(received.limit(length));
    }
    return length;
  }

  MessageReader reader() {
    return reader;
  }
}
