package net.sluice.l2tp.link;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import net.sluice.l2tp.link.LinkRequests.Ipv6Switch;
import net.sluice.netlink.Errno;
import net.sluice.netlink.ErrnoException;
import net.sluice.netlink.Linux;
import net.sluice.netlink.Syscalls;

/**
 * Switches IPv6 off on an interface, through the kernel parameter disable_ipv6: rtnetlink has no
 * way to. Not only for the sake of a quiet wire: each interface that comes up with IPv6 gets a
 * route for ff00::/8, and the kernel walks all of them to add one more. 40,000 interfaces took two
 * minutes so, and take seconds without (Linux 6.12).
 */
final class Ipv6Sysctl implements Ipv6Switch {
  private final Syscalls syscalls;
  private final ByteBuffer one =
      ByteBuffer.allocateDirect(1).put(0, "1".getBytes(StandardCharsets.US_ASCII));

  Ipv6Sysctl(Syscalls syscalls) {
    this.syscalls = syscalls;
  }

  /** False where kernel parameters can't be written, as in many containers. */
  @Override
  public boolean off(String name) {
    int fd;
    try {
      fd =
          syscalls.open(
              "/proc/sys/net/ipv6/conf/" + name + "/disable_ipv6", Linux.O_RDWR | Linux.O_CLOEXEC);
    } catch (ErrnoException e) {
      return e.errno() == Errno.ENOENT; // no IPv6, or no interface
    }
    try {
      return syscalls.write(fd, one) == 1;
    } finally {
      syscalls.close(fd);
    }
  }

  /** What switching off looks like, for people. */
  static String describe(String name) {
    return "sysctl net.ipv6.conf." + name + ".disable_ipv6=1";
  }
}
