package net.sluice.tests.forwarding;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import net.sluice.netlink.system.ErrnoException;
import net.sluice.netlink.system.Linux;
import net.sluice.netlink.system.LinuxSyscalls;
import net.sluice.netlink.system.Syscalls;

/**
 * A socket for Ethernet frames on an interface, in the namespace of the thread that opens it
 * (packet(7)). The kernel forwards a frame before the call that sends it returns, unless something
 * queues it.
 */
final class PacketSocket implements AutoCloseable {
  private static final int AF_PACKET = 17;
  private static final short ETH_P_ALL = 3;
  private static final int ADDRESS_LENGTH = 20;
  private static final int ADDRESS_PROTOCOL = 2;
  private static final int ADDRESS_INDEX = 4;
  private static final int TIMEOUT_SECONDS = 5;

  private final Syscalls syscalls = LinuxSyscalls.instance();
  private final int fd;

  private PacketSocket(int index, short protocol) {
    fd = syscalls.socket(AF_PACKET, Linux.SOCK_RAW | Linux.SOCK_CLOEXEC, 0);
    syscalls.bind(
        fd,
        buffer(ADDRESS_LENGTH)
            .putShort(0, (short) AF_PACKET)
            .putShort(ADDRESS_PROTOCOL, Short.reverseBytes(protocol))
            .putInt(ADDRESS_INDEX, index));
  }

  /** Opens a socket that only sends. */
  static PacketSocket sender(int index) {
    return new PacketSocket(index, (short) 0);
  }

  /** Opens a socket that receives all frames of the interface, even of a port of a bridge. */
  static PacketSocket receiver(int index) {
    PacketSocket socket = new PacketSocket(index, ETH_P_ALL);
    socket.syscalls.setsockopt(
        socket.fd,
        Linux.SOL_SOCKET,
        Linux.SO_RCVTIMEO,
        buffer(2 * Long.BYTES).putLong(0, TIMEOUT_SECONDS));
    return socket;
  }

  private static ByteBuffer buffer(int length) {
    return ByteBuffer.allocateDirect(length).order(ByteOrder.nativeOrder());
  }

  void send(ByteBuffer frame) {
    check("send a frame", syscalls.send(fd, frame, 0));
  }

  /** Waits for a frame. */
  void receive(ByteBuffer frame) {
    check("receive a frame", syscalls.recv(fd, frame, 0));
  }

  private static void check(String operation, int result) {
    if (result < 0) {
      throw new ErrnoException(operation, -result);
    }
  }

  @Override
  public void close() {
    syscalls.close(fd);
  }
}
