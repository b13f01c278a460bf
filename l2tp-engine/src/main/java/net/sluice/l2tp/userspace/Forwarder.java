package net.sluice.l2tp.userspace;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import net.sluice.netlink.EpollEvents;
import net.sluice.netlink.Errno;
import net.sluice.netlink.ErrnoException;
import net.sluice.netlink.Linux;
import net.sluice.netlink.Syscalls;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries frames between sockets and TAPs, on one thread that owns the tables and the buffer.
 * Nothing is allocated per frame, and no packet, however broken, ends the thread.
 */
final class Forwarder implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Forwarder.class);

  /** How many packets of one descriptor are carried before the next one's turn. */
  private static final int BURST = 64;

  private static final int EVENTS = 256;
  private static final int PACKET = 64 * 1024;

  /** The TAP's interface was deleted by others. */
  private static final int EBADFD = 77;

  private static final long WAKEUP = -1;
  private static final long TAP = 1L << 32;

  private final Syscalls syscalls;
  private final int epoll;
  private final int wakeup;
  private final IdTable<Wire> wires = new IdTable<>();
  private final IdTable<Attachment> attachments = new IdTable<>();
  private final ByteBuffer packet = ByteBuffer.allocateDirect(PACKET + DataPackets.MAX_HEADER);
  private final ByteBuffer wakeupCount =
      ByteBuffer.allocateDirect(Long.BYTES).order(ByteOrder.nativeOrder());
  private final Queue<Runnable> changes = new ConcurrentLinkedQueue<>();
  private final Thread thread;
  private boolean closed;

  Forwarder(Syscalls syscalls) {
    this.syscalls = syscalls;
    this.epoll = syscalls.epollCreate();
    this.wakeup = syscalls.eventfd(0);
    syscalls.epollControl(epoll, Linux.EPOLL_CTL_ADD, wakeup, Linux.EPOLLIN, WAKEUP);
    this.thread = Thread.ofPlatform().name("l2tp-forwarder").daemon().start(this::run);
  }

  /** Starts to receive from a tunnel. */
  void add(Wire wire) {
    int id = (int) wire.tunnel().tunnelId();
    change(
        () -> {
          wires.put(id, wire);
          watch(wire.fd(), Integer.toUnsignedLong(id));
        });
  }

  /** Ends with a tunnel that has no sessions; its socket can be closed then. */
  void remove(Wire wire) {
    change(
        () -> {
          wires.remove((int) wire.tunnel().tunnelId());
          syscalls.epollControl(epoll, Linux.EPOLL_CTL_DEL, wire.fd(), 0, 0);
        });
  }

  /** Starts to carry the frames of a session. */
  void add(Attachment attachment) {
    int id = (int) attachment.session().sessionId();
    change(
        () -> {
          attachments.put(id, attachment);
          watch(attachment.tap().fd(), TAP | Integer.toUnsignedLong(id));
        });
  }

  /** Ends with a session; its TAP can be closed then, which also ends its watching. */
  void remove(Attachment attachment) {
    change(() -> attachments.remove((int) attachment.session().sessionId()));
  }

  private void watch(int fd, long data) {
    syscalls.epollControl(epoll, Linux.EPOLL_CTL_ADD, fd, Linux.EPOLLIN, data);
  }

  /** Runs on the forwarder's thread, between two packets, and waits for it. */
  private void change(Runnable change) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    changes.add(
        () -> {
          try {
            change.run();
            done.complete(null);
          } catch (RuntimeException e) {
            done.completeExceptionally(e);
          }
        });
    wake();
    done.join();
  }

  private void wake() {
    ByteBuffer one = ByteBuffer.allocateDirect(Long.BYTES).order(ByteOrder.nativeOrder());
    syscalls.write(wakeup, one.putLong(0, 1));
  }

  private void run() {
    EpollEvents events = new EpollEvents(EVENTS);
    while (!closed) {
      int count = syscalls.epollWait(epoll, events, -1);
      if (count < 0) {
        LOG.error("forwarding ends", new ErrnoException("epoll_wait", -count));
        return;
      }
      for (int i = 0; i < count; i++) {
        handle(events.data(i), events.events(i));
      }
    }
  }

  private void handle(long data, int events) {
    try {
      if (data == WAKEUP) {
        applyChanges();
      } else if ((data & TAP) == 0) {
        Wire wire = wires.get((int) data);
        if (wire != null) {
          receive(wire);
        }
      } else {
        Attachment attachment = attachments.get((int) data);
        if (attachment != null) {
          send(attachment, events);
        }
      }
    } catch (RuntimeException e) {
      LOG.error("forwarding goes on after a packet that could not be handled", e);
    }
  }

  private void applyChanges() {
    syscalls.read(wakeup, wakeupCount);
    for (Runnable change = changes.poll(); change != null; change = changes.poll()) {
      change.run();
    }
  }

  private void receive(Wire wire) {
    for (int i = 0; i < BURST; i++) {
      packet.clear();
      int length = syscalls.recv(wire.fd(), packet, 0);
      if (length == -Errno.EAGAIN) {
        return;
      }
      // Other errors are ICMP messages about packets sent before: reading has cleared them.
      if (length >= 0) {
        deliver(wire, length);
      }
    }
  }

  private void deliver(Wire wire, int length) {
    int at = DataPackets.sessionIdOffset(packet, length, wire.udp(), wire.ipv4Header());
    if (at < 0) {
      wire.drops().add(Drop.of(at));
      return;
    }
    Attachment attachment = attachments.get(packet.getInt(at));
    if (attachment == null) {
      wire.drops().add(Drop.UNKNOWN_SESSION);
    } else if (attachment.wire() == wire) { // raw sockets between the same hosts each get a copy
      deliver(attachment, at + Integer.BYTES, length);
    }
  }

  private void deliver(Attachment attachment, int at, int length) {
    int frame = attachment.packets().frameOffset(packet, at, length);
    if (frame < 0) {
      attachment.drops().add(Drop.of(frame));
    } else if (syscalls.write(attachment.tap().fd(), packet.limit(length).position(frame)) < 0) {
      attachment.drops().add(Drop.NOT_DELIVERED);
    }
  }

  private void send(Attachment attachment, int events) {
    int tap = attachment.tap().fd();
    if ((events & Linux.EPOLLIN) == 0) {
      unwatch(tap);
      return;
    }
    int header = attachment.packets().headerLength();
    for (int i = 0; i < BURST; i++) {
      int length = syscalls.read(tap, packet.clear().position(header));
      if (length == -EBADFD) {
        unwatch(tap);
      }
      if (length <= 0) {
        return;
      }
      packet.limit(header + length).position(0);
      attachment.packets().writeHeader(packet);
      int result = syscalls.send(attachment.wire().fd(), packet, 0);
      if (result < 0) {
        // It may only report an ICMP message about an earlier packet, without sending this one.
        result = syscalls.send(attachment.wire().fd(), packet, 0);
      }
      if (result < 0) {
        attachment.drops().add(Drop.NOT_SENT);
      }
    }
  }

  /** Without this a TAP whose interface is gone would report that without end. */
  private void unwatch(int tap) {
    syscalls.epollControl(epoll, Linux.EPOLL_CTL_DEL, tap, 0, 0);
  }

  /** Ends the thread; sockets and TAPs stay open. */
  @Override
  public void close() {
    change(() -> closed = true);
    joinUninterruptibly();
    syscalls.close(epoll);
    syscalls.close(wakeup);
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
}
