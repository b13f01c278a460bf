package net.sluice.netlink.system;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Kernel parameters below /proc/sys, for settings that netlink does not have. Parameters of the
 * network are those of the calling thread's network namespace.
 *
 * <p>Thread: one at a time.
 */
public final class Sysctl {
  private static final String ROOT = "/proc/sys/";
  private static final int CAPACITY = 256;

  private final Syscalls syscalls;
  private final ByteBuffer value = ByteBuffer.allocateDirect(CAPACITY);

  public Sysctl(Syscalls syscalls) {
    this.syscalls = syscalls;
  }

  /**
   * Switches IPv6 on a link on or off. With IPv6 the kernel keeps routes for every link that is up,
   * in lists that it walks: in Linux 6.12 it takes 2 ms to bring up the 40,000th link with IPv6,
   * and 0.1 ms without.
   *
   * @throws ErrnoException ENOENT if there is no such link, or the kernel has no IPv6
   */
  public void setIpv6(String link, boolean enabled) {
    set("net/ipv6/conf/" + link + "/disable_ipv6", enabled ? "0" : "1");
  }

  /**
   * Reads a parameter and checks that it can be set.
   *
   * @param path as for {@link #set}
   * @throws ErrnoException if there is no such parameter, or it can not be set: EROFS in many
   *     containers
   */
  public String getWritable(String path) {
    int fd = syscalls.open(ROOT + path, Linux.O_RDWR | Linux.O_CLOEXEC);
    try {
      int length = syscalls.read(fd, value.clear());
      if (length < 0) {
        throw new ErrnoException("read " + path, -length);
      }
      return StandardCharsets.US_ASCII.decode(value.slice(0, length)).toString().strip();
    } finally {
      syscalls.close(fd);
    }
  }

  /**
   * Sets a parameter.
   *
   * @param path with slashes, because interface names may have dots: {@code net/ipv4/ip_forward}
   * @throws ErrnoException if the kernel refuses
   */
  public void set(String path, String text) {
    int fd = syscalls.open(ROOT + path, Linux.O_WRONLY | Linux.O_CLOEXEC);
    try {
      value.clear().put(text.getBytes(StandardCharsets.US_ASCII)).flip();
      int result = syscalls.write(fd, value);
      if (result < 0) {
        throw new ErrnoException("set " + path + " to " + text, -result);
      }
    } finally {
      syscalls.close(fd);
    }
  }
}
