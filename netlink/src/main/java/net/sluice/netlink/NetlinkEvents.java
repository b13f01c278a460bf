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
 * A subscription to multicast groups, with a socket and a thread of its own: many changes at a time
 * overflow an event socket, and that must neither disturb requests nor wait for them.
 *
 * <p>The socket belongs to the network namespace of the thread that opens the subscription.
 *
 * <p>Thread: any.
 */
public final class NetlinkEvents implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NetlinkEvents.class);
  private static final int RECEIVE_BUFFER = 64 * 1024;

  /** About 30,000 link events. */
  private static final int SOCKET_BUFFER = 64 * 1024 * 1024;

  /**
   * Pause after all queued events are read. Where the kernel makes events one by one, as for the
   * sessions of a tunnel that it deletes, a wake-up for each of them would cost more than to read
   * it, and would take the processor from the thread that makes them.
   */
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  /** Receives events, on the subscription's thread. */
  public interface Listener {
    /** Called for one event; the message is valid during the call only. */
    void event(MessageReader message);

    /**
     * Called if events are lost: the kernel dropped some (ENOBUFS), or the subscription was paused.
     * State that was derived from events may be wrong; read it again.
     */
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
   * Subscribes and starts the thread. The listener receives events from now on, so read the current
   * state after this call.
   *
   * @param name of the thread
   * @param protocol {@link Nl#NETLINK_ROUTE} or {@link Nl#NETLINK_GENERIC}
   * @param groups multicast groups by number: {@code Rtnl.RTNLGRP_LINK}, or from {@code
   *     GenericFamily.groups}
   * @throws ErrnoException if the kernel refuses
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
   * Receives no events until {@link #resume}. Use it for many changes by this process: their events
   * would only overrun the socket, and each one costs the kernel and this process time.
   */
  public void pause() {
    setMembership(Nl.NETLINK_DROP_MEMBERSHIP);
  }

  /**
   * Receives events again. Those in between are lost, which the calling thread reports by {@link
   * Listener#overrun}.
   */
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
   * Ends the subscription. After the return the listener is not called any more. The listener must
   * not call this method.
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
        LockSupport.parkNanos(PAUSE_NANOS);
        return;
      }
      if (length == -Errno.ENOBUFS || length > received.capacity()) {
        guard(listener::overrun);
      } else if (length < 0) {
        loop.unwatch(fd); // it would stay ready forever
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

  /** Calls the listener. An exception of the listener must not end the subscription. */
  private void guard(Runnable delivery) {
    try {
      delivery.run();
    } catch (RuntimeException e) {
      LOG.error("netlink event failed", e);
    }
  }
}
