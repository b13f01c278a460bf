package net.sluice.netlink.system;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A TAP interface: an Ethernet interface whose frames are read and written through a descriptor,
 * one frame per call and without a header. It exists until its descriptor is closed.
 *
 * <p>Thread: any.
 */
public final class Tap implements AutoCloseable {
  /** Longest interface name, in bytes (IFNAMSIZ without the NUL). */
  private static final int IFNAME_MAX = 15;

  private static final long TUNSETIFF = 0x400454caL;
  private static final int IFF_TAP = 0x2;
  private static final int IFF_NO_PI = 0x1000;
  private static final int IFF_TUN_EXCL = 0x8000;
  private static final int IFREQ_LENGTH = 40;
  private static final int IFREQ_FLAGS = 16;

  private final Syscalls syscalls;
  private final String name;
  private final int fd;

  private Tap(Syscalls syscalls, String name, int fd) {
    this.syscalls = syscalls;
    this.name = name;
    this.fd = fd;
  }

  /**
   * Creates the interface in the network namespace of this thread. Reads do not block.
   *
   * @param name 1 to 15 bytes
   * @throws ErrnoException if the kernel refuses: EBUSY if a TAP has the name, EINVAL if another
   *     interface has it; EMFILE if only reserved descriptors are left
   */
  public static Tap create(Syscalls syscalls, String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    if (bytes.length == 0 || bytes.length > IFNAME_MAX) {
      throw new IllegalArgumentException("interface name must have 1 to 15 bytes: " + name);
    }
    ByteBuffer ifreq = ByteBuffer.allocateDirect(IFREQ_LENGTH).order(ByteOrder.nativeOrder());
    ifreq.put(0, bytes).putShort(IFREQ_FLAGS, (short) (IFF_TAP | IFF_NO_PI | IFF_TUN_EXCL));
    int flags = Linux.O_RDWR | Linux.O_CLOEXEC | Linux.O_NONBLOCK;
    int fd =
        DescriptorReserve.check(
            syscalls, "create TAP " + name, syscalls.open("/dev/net/tun", flags));
    try {
      syscalls.ioctl(fd, TUNSETIFF, ifreq);
      return new Tap(syscalls, name, fd);
    } catch (ErrnoException e) {
      syscalls.close(fd);
      throw new ErrnoException("create TAP " + name, e.errno());
    }
  }

  /** Returns the descriptor that frames are read from and written to. */
  public int fd() {
    return fd;
  }

  /** Returns the name that the interface was created with. */
  public String name() {
    return name;
  }

  /** Removes the interface. */
  @Override
  public void close() {
    syscalls.close(fd);
  }
}
