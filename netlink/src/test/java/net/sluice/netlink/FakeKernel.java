package net.sluice.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import net.sluice.netlink.genl.GenericFamily;
import net.sluice.netlink.rtnl.Rtnl;
import net.sluice.netlink.system.EpollEvents;
import net.sluice.netlink.system.Errno;
import net.sluice.netlink.system.ErrnoException;
import net.sluice.netlink.system.Linux;
import net.sluice.netlink.system.SocketAddresses;
import net.sluice.netlink.system.Syscalls;

/**
 * A kernel for tests, which records netlink requests and answers them by rules of the test. Without
 * a rule it acknowledges everything, and has no links, addresses and generic netlink families.
 *
 * <pre>{@code
 * FakeKernel kernel = new FakeKernel();
 * kernel.defineFamily(new GenericFamily("l2tp", 30, 1, Map.of("config", 7)));
 * kernel.answer(request -> "l2tp57".equals(request.string(Rtnl.IFLA_IFNAME)), Answer.error(Errno.EEXIST, ""));
 * kernel.fail("bind", Errno.EACCES);
 * }</pre>
 *
 * <p>Descriptors other than netlink record the bytes sent to them and have no input. Receiving
 * never blocks (an empty queue is EAGAIN); epollWait does.
 *
 * <p>Thread: any.
 */
public final class FakeKernel implements Syscalls {
  private static final int CTRL_CMD_NEWFAMILY = 1;
  private static final int FIRST_FD = 1000;

  private record Rule(Predicate<FakeRequest> matches, Answer answer, boolean once) {}

  /** The state of a descriptor. */
  private static final class Descriptor {
    final int protocol;
    final Queue<byte[]> queue = new ArrayDeque<>();
    final Set<Integer> groups = new HashSet<>();
    final Map<Integer, long[]> watched = new HashMap<>();
    int pendingErrno;

    Descriptor(int protocol) {
      this.protocol = protocol;
    }

    boolean readable() {
      return pendingErrno != 0 || !queue.isEmpty();
    }
  }

  private static final int NO_NETLINK = -1;

  private final Map<Integer, Descriptor> descriptors = new HashMap<>();
  private final Deque<Rule> rules = new ArrayDeque<>();
  private final Map<String, Deque<Integer>> failures = new HashMap<>();
  private final List<FakeRequest> requests = new ArrayList<>();
  private final List<byte[]> sent = new ArrayList<>();
  private int nextFd = FIRST_FD;

  /** A kernel that acknowledges everything. */
  public FakeKernel() {
    answer(FakeKernel::isGet, Answer.error(Errno.ENODEV, ""));
    answer(request -> request.isGeneric(Nl.GENL_ID_CTRL), Answer.error(Errno.ENOENT, ""));
    answer(FakeRequest::isDump, Answer.dump());
  }

  private static boolean isGet(FakeRequest request) {
    boolean route = request.protocol() == Nl.NETLINK_ROUTE;
    return route && (request.type() == Rtnl.RTM_GETLINK || request.type() == Rtnl.RTM_GETADDR);
  }

  /** Answers every request that matches. A later rule goes before an earlier one. */
  public synchronized void answer(Predicate<FakeRequest> matches, Answer answer) {
    rules.addFirst(new Rule(matches, answer, false));
  }

  /** Answers the next request that matches, and no other. */
  public synchronized void answerOnce(Predicate<FakeRequest> matches, Answer answer) {
    rules.addFirst(new Rule(matches, answer, true));
  }

  /** Adds a generic netlink family. */
  public void defineFamily(GenericFamily family) {
    answer(
        request ->
            request.isGeneric(Nl.GENL_ID_CTRL)
                && family.name().equals(request.string(Nl.CTRL_ATTR_FAMILY_NAME)),
        Answer.reply(Nl.GENL_ID_CTRL, message -> writeFamily(message, family)));
  }

  private static void writeFamily(MessageWriter message, GenericFamily family) {
    message.genl(CTRL_CMD_NEWFAMILY, 2).putString(Nl.CTRL_ATTR_FAMILY_NAME, family.name());
    message.putU16(Nl.CTRL_ATTR_FAMILY_ID, family.id());
    message.putU32(Nl.CTRL_ATTR_VERSION, family.version());
    int groups = message.startNested(Nl.CTRL_ATTR_MCAST_GROUPS);
    int number = 1;
    for (Map.Entry<String, Integer> entry : family.groups().entrySet()) {
      int group = message.startNested(number++);
      message.putU32(Nl.CTRL_ATTR_MCAST_GRP_ID, entry.getValue());
      message.putString(Nl.CTRL_ATTR_MCAST_GRP_NAME, entry.getKey());
      message.endNested(group);
    }
    message.endNested(groups);
  }

  /**
   * Makes the next call of this name fail; n calls of this method make n of them fail.
   *
   * @param call name of the method of {@link Syscalls}: {@code socket}, {@code bind}, {@code send}…
   */
  public synchronized void fail(String call, int errno) {
    failures.computeIfAbsent(call, name -> new ArrayDeque<>()).add(errno);
  }

  /** Returns all netlink requests so far, in their order. */
  public synchronized List<FakeRequest> requests() {
    return List.copyOf(requests);
  }

  /** Forgets the requests so far. */
  public synchronized void clearRequests() {
    requests.clear();
  }

  /** Returns the bytes written or sent to other descriptors than netlink sockets. */
  public synchronized List<byte[]> sent() {
    return List.copyOf(sent);
  }

  /** Returns the number of open descriptors; 0 at the end of a test. */
  public synchronized int openDescriptors() {
    return descriptors.size();
  }

  /** Sends an event to the members of a multicast group. */
  public synchronized void publish(
      int protocol, int group, int type, Consumer<MessageWriter> event) {
    MessageWriter writer = Answer.writer().start(type, 0);
    event.accept(writer);
    byte[] datagram = Answer.bytes(writer.messages());
    members(protocol, group).forEach(member -> member.queue.add(datagram));
    notifyAll();
  }

  /**
   * Makes the next receive of each member of a group fail with ENOBUFS, as after dropped events.
   */
  public synchronized void overrun(int protocol, int group) {
    members(protocol, group).forEach(member -> member.pendingErrno = Errno.ENOBUFS);
    notifyAll();
  }

  private List<Descriptor> members(int protocol, int group) {
    return descriptors.values().stream()
        .filter(each -> each.protocol == protocol && each.groups.contains(group))
        .toList();
  }

  @Override
  public synchronized int socket(int domain, int type, int protocol) {
    check("socket");
    return open(domain == Linux.AF_NETLINK ? protocol : NO_NETLINK);
  }

  private int open(int protocol) {
    int fd = nextFd++;
    descriptors.put(fd, new Descriptor(protocol));
    return fd;
  }

  @Override
  public synchronized void bind(int fd, ByteBuffer address) {
    check("bind");
    descriptor("bind", fd);
  }

  @Override
  public synchronized void connect(int fd, ByteBuffer address) {
    check("connect");
    descriptor("connect", fd);
  }

  @Override
  public synchronized int getsockname(int fd, ByteBuffer address) {
    check("getsockname");
    descriptor("getsockname", fd);
    return SocketAddresses.encodeNetlink(address, fd).limit();
  }

  @Override
  public synchronized void setsockopt(int fd, int level, int option, ByteBuffer value) {
    check("setsockopt");
    Descriptor descriptor = descriptor("setsockopt", fd);
    if (level == Nl.SOL_NETLINK && option == Nl.NETLINK_ADD_MEMBERSHIP) {
      descriptor.groups.add(value.getInt(value.position()));
    }
  }

  @Override
  public synchronized int getsockopt(int fd, int level, int option, ByteBuffer value) {
    check("getsockopt");
    descriptor("getsockopt", fd);
    value.putInt(value.position(), 0);
    return Integer.BYTES;
  }

  @Override
  public synchronized int open(String path, int flags) {
    check("open");
    return open(NO_NETLINK);
  }

  @Override
  public synchronized void ioctl(int fd, long request, ByteBuffer argument) {
    check("ioctl");
    descriptor("ioctl", fd);
  }

  @Override
  public synchronized void ioctl(int fd, long request, long argument) {
    check("ioctl");
    descriptor("ioctl", fd);
  }

  @Override
  public synchronized void setNonBlocking(int fd, boolean nonBlocking) {
    check("setNonBlocking");
    descriptor("setNonBlocking", fd);
  }

  @Override
  public synchronized int epollCreate() {
    check("epollCreate");
    return open(NO_NETLINK);
  }

  @Override
  public synchronized void epollControl(int epoll, int operation, int fd, int events, long data) {
    check("epollControl");
    Map<Integer, long[]> watched = descriptor("epollControl", epoll).watched;
    if (operation == Linux.EPOLL_CTL_DEL) {
      watched.remove(fd);
    } else {
      watched.put(fd, new long[] {events, data});
    }
    notifyAll();
  }

  @Override
  public synchronized int eventfd(int initial) {
    check("eventfd");
    return open(NO_NETLINK);
  }

  @Override
  public synchronized void close(int fd) {
    check("close");
    descriptor("close", fd);
    descriptors.remove(fd);
    notifyAll();
  }

  @Override
  public int geteuid() {
    return 0;
  }

  @Override
  public synchronized int read(int fd, ByteBuffer buffer) {
    return take("read", fd, buffer);
  }

  /** Writing makes the descriptor readable, as with an eventfd. */
  @Override
  public synchronized int write(int fd, ByteBuffer buffer) {
    int errno = failure("write");
    if (errno != 0) {
      return -errno;
    }
    byte[] bytes = Answer.bytes(buffer);
    descriptor("write", fd).queue.add(bytes);
    sent.add(bytes);
    notifyAll();
    return bytes.length;
  }

  @Override
  public synchronized int send(int fd, ByteBuffer buffer, int flags) {
    int errno = failure("send");
    if (errno != 0) {
      return -errno;
    }
    Descriptor descriptor = descriptor("send", fd);
    byte[] bytes = Answer.bytes(buffer);
    if (descriptor.protocol == NO_NETLINK) {
      sent.add(bytes);
    } else {
      carryOut(descriptor, bytes);
    }
    return bytes.length;
  }

  private void carryOut(Descriptor descriptor, byte[] messages) {
    MessageReader reader =
        new MessageReader().wrap(ByteBuffer.wrap(messages).order(ByteOrder.nativeOrder()));
    while (reader.next()) {
      FakeRequest request = FakeRequest.of(descriptor.protocol, requests.size(), reader);
      requests.add(request);
      Answer.Outbox outbox = new Answer.Outbox(request);
      answerTo(request).write(outbox);
      if (outbox.errno() != 0) {
        descriptor.pendingErrno = outbox.errno();
      }
      descriptor.queue.addAll(outbox.datagrams());
    }
    notifyAll();
  }

  private Answer answerTo(FakeRequest request) {
    Iterator<Rule> all = rules.iterator();
    while (all.hasNext()) {
      Rule rule = all.next();
      if (rule.matches().test(request)) {
        if (rule.once()) {
          all.remove();
        }
        return rule.answer();
      }
    }
    return Answer.ack();
  }

  @Override
  public synchronized int recv(int fd, ByteBuffer buffer, int flags) {
    return take("recv", fd, buffer);
  }

  @Override
  public synchronized int sendto(int fd, ByteBuffer buffer, int flags, ByteBuffer address) {
    return send(fd, buffer, flags);
  }

  @Override
  public synchronized int recvfrom(int fd, ByteBuffer buffer, int flags, ByteBuffer address) {
    return take("recvfrom", fd, buffer);
  }

  /** Returns the length of the whole datagram, as with MSG_TRUNC. */
  private int take(String call, int fd, ByteBuffer buffer) {
    int errno = failure(call);
    Descriptor descriptor = descriptor(call, fd);
    if (errno == 0) {
      errno = descriptor.pendingErrno;
      descriptor.pendingErrno = 0;
    }
    if (errno != 0) {
      return -errno;
    }
    byte[] datagram = descriptor.queue.poll();
    if (datagram == null) {
      return -Errno.EAGAIN;
    }
    int fits = Math.min(datagram.length, buffer.remaining());
    buffer.put(buffer.position(), datagram, 0, fits);
    return datagram.length;
  }

  @Override
  public synchronized int epollWait(int epoll, EpollEvents events, int timeoutMillis) {
    long end = System.nanoTime() + timeoutMillis * 1_000_000L;
    int count = collect(epoll, events);
    while (count == 0 && timeoutMillis != 0) {
      long left = timeoutMillis < 0 ? 0 : (end - System.nanoTime()) / 1_000_000L;
      if (timeoutMillis > 0 && left <= 0) {
        return 0;
      }
      try {
        wait(left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return 0;
      }
      count = collect(epoll, events);
    }
    return count;
  }

  private int collect(int epoll, EpollEvents events) {
    int errno = failure("epollWait");
    Descriptor instance = descriptors.get(epoll);
    if (errno != 0 || instance == null) {
      return -(errno != 0 ? errno : Errno.EBADF);
    }
    int count = 0;
    for (Map.Entry<Integer, long[]> entry : instance.watched.entrySet()) {
      Descriptor watched = descriptors.get(entry.getKey());
      if (watched != null && watched.readable() && count < events.capacity()) {
        events.set(count++, Linux.EPOLLIN, entry.getValue()[1]);
      }
    }
    return count;
  }

  private Descriptor descriptor(String call, int fd) {
    Descriptor descriptor = descriptors.get(fd);
    if (descriptor == null) {
      throw new ErrnoException(call, Errno.EBADF);
    }
    return descriptor;
  }

  private void check(String call) {
    int errno = failure(call);
    if (errno != 0) {
      throw new ErrnoException(call, errno);
    }
  }

  private int failure(String call) {
    Deque<Integer> errnos = failures.get(call);
    return errnos == null || errnos.isEmpty() ? 0 : errnos.remove();
  }
}
