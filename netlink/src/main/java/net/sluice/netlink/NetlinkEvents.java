package net.sluice.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A subscription to multicast groups, on a socket and a thread of its own: mass changes overflow
 * event sockets, and that must neither disturb requests nor wait for them.
 *
 * <p>The socket belongs to the network namespace of the thread that opens the subscription.
 */
public final class NetlinkEvents implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NetlinkEvents.class);
  private static final int RECEIVE_BUFFER = 64 * 1024;

  /** About 30,000 link events. */
  private static final int SOCKET_BUFFER = 64 * 1024 * 1024;

  private static final long SOCKET = 0;
  private static final long WAKEUP = 1;

  /** Receives events, on the subscription's thread. */
  public interface Listener {
    /** One event; the message is valid during the call only. */
    void event(MessageReader message);

    /** The kernel dropped events (ENOBUFS): what is known may be wrong, read everything again. */
    void overrun();
  }

  private final Syscalls syscalls;
  private final Listener listener;
  private final int fd;
  private final int[] groups;
  private final int epoll;
  private final int wakeup;
  private final Thread thread;
  private final ByteBuffer received =
      ByteBuffer.allocateDirect(RECEIVE_BUFFER).order(ByteOrder.nativeOrder());
  private volatile boolean closed;

  private NetlinkEvents(
      Syscalls syscalls,
      String name,
      int fd,
      int[] groups,
      int epoll,
      int wakeup,
      Listener listener) {
    this.syscalls = syscalls;
    this.fd = fd;
    this.groups = groups;
    this.epoll = epoll;
    this.wakeup = wakeup;
    this.listener = listener;
    this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
  }

  /**
   * Subscribes and starts the thread. Events from now on reach the listener, so read the present
   * state afterwards.
   *
   * @param name of the thread
   * @param protocol {@link Nl#NETLINK_ROUTE} or {@link Nl#NETLINK_GENERIC}
   * @param groups multicast groups by number: {@link Rtnl#RTNLGRP_LINK}, or from {@link
   *     GenericFamily#groups}
   * @throws ErrnoException when the kernel refuses
   */
  public static NetlinkEvents open(
      Syscalls syscalls, String name, int protocol, int[] groups, Listener listener) {
    int fd = NetlinkSocket.openDescriptor(syscalls, protocol, SOCKET_BUFFER);
    int epoll = -1;
    int wakeup = -1;
    try {
      for (int group : groups) {
        syscalls.setsockopt(fd, Nl.SOL_NETLINK, Nl.NETLINK_ADD_MEMBERSHIP, group);
      }
      epoll = syscalls.epollCreate();
      wakeup = syscalls.eventfd(0);
      syscalls.epollControl(epoll, Linux.EPOLL_CTL_ADD, fd, Linux.EPOLLIN, SOCKET);
      syscalls.epollControl(epoll, Linux.EPOLL_CTL_ADD, wakeup, Linux.EPOLLIN, WAKEUP);
    } catch (RuntimeException e) {
      closeAll(syscalls, fd, epoll, wakeup);
      throw e;
    }
    NetlinkEvents events =
        new NetlinkEvents(syscalls, name, fd, groups.clone(), epoll, wakeup, listener);
    events.thread.start();
    return events;
  }

  /**
   * Hears nothing until {@link #resume}. Many changes of one's own would only overrun the socket,
   * and every event costs the kernel and this process something.
   */
  public void pause() {
    setMembership(Nl.NETLINK_DROP_MEMBERSHIP);
  }

  /** Hears events again; those in between are lost, which {@link Listener#overrun} tells. */
  public void resume() {
    setMembership(Nl.NETLINK_ADD_MEMBERSHIP);
    listener.overrun();
  }

  private void setMembership(int option) {
    for (int group : groups) {
      syscalls.setsockopt(fd, Nl.SOL_NETLINK, option, group);
    }
  }

  /**
   * Ends the subscription; on return the listener is not called any more. Not to be called by the
   * listener.
   */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    ByteBuffer one = ByteBuffer.allocateDirect(Long.BYTES).order(ByteOrder.nativeOrder());
    syscalls.write(wakeup, one.putLong(0, 1));
    joinUninterruptibly();
    closeAll(syscalls, fd, epoll, wakeup);
  }

  private void joinUninterruptibly() {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    EpollEvents ready = new EpollEvents(2);
    MessageReader reader = new MessageReader();
    try {
      while (!closed) {
        int count = syscalls.epollWait(epoll, ready, -1);
        if (count < 0) {
          throw new ErrnoException("wait for netlink events", -count);
        }
        for (int i = 0; i < count; i++) {
          if (ready.data(i) == SOCKET) {
            receiveAll(reader);
          }
        }
      }
    } catch (RuntimeException e) {
      LOG.error("{} ends: no further netlink events", thread.getName(), e);
    }
  }

  private void receiveAll(MessageReader reader) {
    while (!closed) {
      received.clear();
      int length = syscalls.recv(fd, received, Linux.MSG_DONTWAIT | Linux.MSG_TRUNC);
      if (length == -Errno.EAGAIN) {
        return;
      }
      if (length == -Errno.ENOBUFS || length > received.capacity()) {
        guard(listener::overrun);
      } else if (length < 0) {
        throw new ErrnoException("receive netlink events", -length);
      } else {
        reader.wrap(received.limit(length));
        guard(() -> deliver(reader));
      }
    }
  }

  private void deliver(MessageReader reader) {
    while (!closed && reader.next()) {
      listener.event(reader);
    }
  }

  /** An event that a listener cannot digest must not end the subscription. */
  private void guard(Runnable delivery) {
    try {
      delivery.run();
    } catch (RuntimeException e) {
      LOG.error("{}: a netlink event could not be handled", thread.getName(), e);
    }
  }

  private static void closeAll(Syscalls syscalls, int... descriptors) {
    for (int descriptor : descriptors) {
      if (descriptor >= 0) {
        syscalls.close(descriptor);
      }
    }
  }
}
