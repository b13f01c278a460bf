package net.sluice.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import net.sluice.netlink.system.EpollLoop;
import net.sluice.netlink.system.Errno;
import net.sluice.netlink.system.ErrnoException;
import net.sluice.netlink.system.Linux;
import net.sluice.netlink.system.Syscalls;
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

  /**
   * How long events wait that come right after others. Where the kernel makes them one by one, as
   * for the sessions of a tunnel that it deletes, to be woken for each would cost more than to read
   * it, and take the processor from what makes them.
   */
  private static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

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
  private final EpollLoop loop;
  private final MessageReader reader = new MessageReader();
  private final ByteBuffer received =
      ByteBuffer.allocateDirect(RECEIVE_BUFFER).order(ByteOrder.nativeOrder());
  private volatile boolean closed;

  private NetlinkEvents(Syscalls syscalls, String name, int fd, int[] groups, Listener listener) {
    this.syscalls = syscalls;
    this.fd = fd;
    this.groups = groups;
    this.listener = listener;
    this.loop = new EpollLoop(syscalls, name, (data, events) -> receiveAll());
  }

  /**
   * Subscribes and starts the thread. Events from now on reach the listener, so read the present
   * state afterwards.
   *
   * @param name of the thread
   * @param protocol {@link Nl#NETLINK_ROUTE} or {@link Nl#NETLINK_GENERIC}
   * @param groups multicast groups by number: {@code Rtnl.RTNLGRP_LINK}, or from {@link
   *     GenericFamily#groups}
   * @throws ErrnoException when the kernel refuses
   */
  public static NetlinkEvents open(
      Syscalls syscalls, String name, int protocol, int[] groups, Listener listener) {
    int fd = NetlinkSocket.openDescriptor(syscalls, protocol, SOCKET_BUFFER);
    try {
      NetlinkEvents events = new NetlinkEvents(syscalls, name, fd, groups.clone(), listener);
      events.start();
      return events;
    } catch (RuntimeException e) {
      syscalls.close(fd);
      throw e;
    }
  }

  private void start() {
    try {
      setMembership(Nl.NETLINK_ADD_MEMBERSHIP);
      loop.watch(fd, 0);
    } catch (RuntimeException e) {
      loop.close();
      throw e;
    }
    loop.start();
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
    loop.close();
    syscalls.close(fd);
  }

  private void receiveAll() {
    while (!closed) {
      received.clear();
      int length = syscalls.recv(fd, received, Linux.MSG_DONTWAIT | Linux.MSG_TRUNC);
      if (length == -Errno.EAGAIN) {
        LockSupport.parkNanos(REST_NANOS);
        return;
      }
      if (length == -Errno.ENOBUFS || length > received.capacity()) {
        guard(listener::overrun);
      } else if (length < 0) {
        loop.unwatch(fd); // it would be ready without end
        throw new ErrnoException("receive netlink events", -length);
      } else {
        reader.wrap(received.limit(length));
        guard(this::deliver);
      }
    }
  }

  private void deliver() {
    while (!closed && reader.next()) {
      listener.event(reader);
    }
  }

  /** An event that a listener cannot digest must not end the subscription. */
  private void guard(Runnable delivery) {
    try {
      delivery.run();
    } catch (RuntimeException e) {
      LOG.error("a netlink event could not be handled", e);
    }
  }
}
