package net.sluice.l2tp;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.Random;
import net.sluice.netlink.system.Linux;
import net.sluice.netlink.system.LinuxSyscalls;
import net.sluice.netlink.system.Syscalls;

/** Sends and receives Ethernet frames of an experimental type through one interface (packet(7)). */
public final class FramePort implements AutoCloseable {
  private static final int AF_PACKET = 17;
  private static final int ETHERNET_HEADER = 14;

  /** IEEE 802 local experimental EtherType 1. */
  private static final short TYPE = (short) 0x88b5;

  private static final int FRAME = 16 * 1024;
  private static final Syscalls SYSCALLS = LinuxSyscalls.instance();

  private final int fd;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(FRAME);

  /** Opens a port in the namespace of this thread. */
  public FramePort(int linkIndex) {
    int type = Linux.SOCK_RAW | Linux.SOCK_CLOEXEC | Linux.SOCK_NONBLOCK;
    fd = SYSCALLS.socket(AF_PACKET, type, 0);
    ByteBuffer address = ByteBuffer.allocateDirect(20).order(ByteOrder.nativeOrder());
    address.putShort(0, (short) AF_PACKET).putInt(4, linkIndex);
    address.order(ByteOrder.BIG_ENDIAN).putShort(2, TYPE);
    SYSCALLS.bind(fd, address);
  }

  /** Returns a broadcast frame with random content of a length after its Ethernet header. */
  public static byte[] frame(int size, long seed) {
    byte[] frame = new byte[ETHERNET_HEADER + size];
    new Random(seed).nextBytes(frame);
    ByteBuffer.wrap(frame)
        .putInt(0, -1)
        .putShort(4, (short) -1)
        .putShort(6, (short) 0x0200)
        .putShort(12, TYPE);
    return frame;
  }

  /** Sends a frame; returns the result of send(2). */
  public int send(byte[] frame) {
    return SYSCALLS.send(fd, buffer.clear().put(0, frame).limit(frame.length), 0);
  }

  /** Returns the next received frame. */
  public Optional<byte[]> receive() {
    int length = SYSCALLS.recv(fd, buffer.clear(), 0);
    if (length < 0) {
      return Optional.empty();
    }
    byte[] frame = new byte[length];
    buffer.get(0, frame);
    return Optional.of(frame);
  }

  @Override
  public void close() {
    SYSCALLS.close(fd);
  }
}
