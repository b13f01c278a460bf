package net.sluice.l2tp.userspace;

import java.nio.ByteBuffer;
import net.sluice.netlink.system.EpollLoop;
import net.sluice.netlink.system.Errno;
import net.sluice.netlink.system.ErrnoException;
import net.sluice.netlink.system.Linux;
import net.sluice.netlink.system.Syscalls;

/**
 * Carries frames between sockets and TAPs. It allocates nothing per frame, and no packet, however
 * malformed, ends its thread. Control messages go to the owner of the socket, if the signaling
 * opened it.
 *
 * <p>Thread: l2tp-forwarder owns the tables and the buffer. The methods to add and remove wait
 * until that thread has done the work; Thread: any.
 */
final class Forwarder implements AutoCloseable {
  /** Largest number of packets of one descriptor before the next descriptor is served. */
  private static final int BURST = 64;

  private static final int PACKET = 64 * 1024;

  /** Error of a TAP whose interface another program has deleted. */
  private static final int EBADFD = 77;

  private static final long TAP = 1L << 32;

  private final Syscalls syscalls;
  private final EpollLoop loop;
  private final IdTable<Wire> wires = new IdTable<>();
  private final IdTable<Attachment> attachments = new IdTable<>();
  private final ByteBuffer packet = ByteBuffer.allocateDirect(PACKET + DataPackets.MAX_HEADER);

  Forwarder(Syscalls syscalls) {
    this.syscalls = syscalls;
    this.loop = new EpollLoop(syscalls, "l2tp-forwarder", this::ready);
    loop.start();
  }

  /** Starts receiving from a tunnel. */
  void add(Wire wire) {
    int id = (int) wire.tunnel().tunnelId();
    loop.run(
        () -> {
          wires.put(id, wire);
          loop.watch(wire.fd(), Integer.toUnsignedLong(id));
        });
  }

  /** Stops receiving from a tunnel without sessions; its socket can be closed afterwards. */
  void remove(Wire wire) {
    loop.run(
        () -> {
          wires.remove((int) wire.tunnel().tunnelId());
          unwatch(wire);
        });
  }

  private void unwatch(Wire wire) {
    try {
      loop.unwatch(wire.fd());
    } catch (ErrnoException e) {
      // The signaling has closed its socket, so epoll no longer watches it.
    }
  }

  /** Starts carrying the frames of a session. */
  void add(Attachment attachment) {
    int id = (int) attachment.session().sessionId();
    loop.run(
        () -> {
          attachments.put(id, attachment);
          loop.watch(attachment.tap().fd(), TAP | Integer.toUnsignedLong(id));
        });
  }

  /** Stops carrying frames of a session; its TAP, once closed, is no longer watched. */
  void remove(Attachment attachment) {
    loop.run(() -> attachments.remove((int) attachment.session().sessionId()));
  }

  private void ready(long data, int events) {
    if ((data & TAP) == 0) {
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
  }

  private void receive(Wire wire) {
    for (int i = 0; i < BURST; i++) {
      packet.clear();
      int length = syscalls.recv(wire.fd(), packet, 0);
      if (length == -Errno.EAGAIN) {
        return;
      }
      // Other errors are ICMP messages about packets sent earlier: the call has cleared them.
      if (length >= 0) {
        deliver(wire, length);
      }
    }
  }

  private void deliver(Wire wire, int length) {
    int at = DataPackets.sessionIdOffset(packet, length, wire.udp(), wire.ipv4Header());
    if (at == Drop.NOT_DATA.code() && wire.control(packet, length)) {
      return;
    }
    if (at < 0) {
      wire.drops().add(Drop.of(at));
      return;
    }
    Attachment attachment = attachments.get(packet.getInt(at));
    if (attachment == null) {
      wire.drops().add(Drop.UNKNOWN_SESSION);
    } else if (attachment.wire() == wire) { // each raw socket between two hosts gets a copy
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
      loop.unwatch(tap); // its interface was removed, which epoll would report endlessly
      return;
    }
    int header = attachment.packets().headerLength();
    for (int i = 0; i < BURST; i++) {
      int length = syscalls.read(tap, packet.clear().position(header));
      if (length == -EBADFD) {
        loop.unwatch(tap);
      }
      if (length <= 0) {
        return;
      }
      packet.limit(header + length).position(0);
      attachment.packets().writeHeader(packet);
      int result = syscalls.send(attachment.wire().fd(), packet, 0);
      if (result < 0) {
        // The error may be an ICMP message about an earlier packet; then this one was not sent.
        result = syscalls.send(attachment.wire().fd(), packet, 0);
      }
      if (result < 0) {
        attachment.drops().add(Drop.NOT_SENT);
      }
    }
  }

  /** Ends the thread; sockets and TAPs stay open. */
  @Override
  public void close() {
    loop.close();
  }
}
