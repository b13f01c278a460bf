package net.sluice.l2tp.runtime;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import net.sluice.netlink.system.Linux;
import net.sluice.netlink.system.LinuxSyscalls;
import net.sluice.netlink.system.Syscalls;

/** A capture of all packets of an interface, which it writes to a pcap file. */
final class Capture implements AutoCloseable {
  private static final int AF_PACKET = 17;
  private static final short ETH_P_ALL = 3;
  private static final int ROOM = 16 * 1024 * 1024;
  private static final int PACKET = 64 * 1024;
  private static final Syscalls SYSCALLS = LinuxSyscalls.instance();

  private final int fd;

  /** Starts a capture in the namespace of this thread. */
  Capture(int linkIndex) {
    int type = Linux.SOCK_RAW | Linux.SOCK_CLOEXEC | Linux.SOCK_NONBLOCK;
    fd = SYSCALLS.socket(AF_PACKET, type, 0);
    SYSCALLS.setsockopt(fd, Linux.SOL_SOCKET, Linux.SO_RCVBUFFORCE, ROOM);
    ByteBuffer address = ByteBuffer.allocateDirect(20).order(ByteOrder.nativeOrder());
    address.putShort(0, (short) AF_PACKET).putInt(4, linkIndex);
    address.order(ByteOrder.BIG_ENDIAN).putShort(2, ETH_P_ALL);
    SYSCALLS.bind(fd, address);
  }

  /** Writes the packets since the last call. */
  void write(Path file) throws IOException {
    ByteBuffer packet = ByteBuffer.allocateDirect(PACKET);
    try (OutputStream out = Files.newOutputStream(file)) {
      ByteBuffer header = ByteBuffer.allocate(24).putInt(0xa1b2c3d4).putShort((short) 2);
      out.write(header.putShort((short) 4).putLong(0).putInt(PACKET).putInt(1).array());
      for (int n = SYSCALLS.recv(fd, packet, 0); n >= 0; n = SYSCALLS.recv(fd, packet, 0)) {
        byte[] octets = new byte[n];
        packet.get(0, octets);
        out.write(ByteBuffer.allocate(16).putLong(0).putInt(n).putInt(n).array());
        out.write(octets);
      }
    }
  }

  @Override
  public void close() {
    SYSCALLS.close(fd);
  }
}
