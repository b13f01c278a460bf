package net.sluice.l2tp.link;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import net.sluice.l2tp.link.LinkRequests.Ipv6Switch;
import net.sluice.netlink.system.Errno;
import net.sluice.netlink.system.ErrnoException;
import net.sluice.netlink.system.Linux;
import net.sluice.netlink.system.Syscalls;

/**
 * Switches IPv6 off on an interface, through the kernel parameter disable_ipv6: rtnetlink has no
 * way to. Not only for the sake of a quiet wire: each interface that comes up with IPv6 gets a
 * route for ff00::/8, and the kernel walks all of them to add one more. 40,000 interfaces took two
 * minutes so, and take seconds without (Linux 6.12).
 */
final class Ipv6Sysctl implements Ipv6Switch {
  private final Syscalls syscalls;
  private static final String CONF = "/proc/sys/net/ipv6/conf/";

  private final ByteBuffer one =
      ByteBuffer.allocateDirect(1).put(0, "1".getBytes(StandardCharsets.US_ASCII));

  private final ByteBuffer answer = ByteBuffer.allocateDirect(1);
  private boolean offByDefault;

  Ipv6Sysctl(Syscalls syscalls) {
    this.syscalls = syscalls;
  }

  /** Looks at the default of the network namespace, which counts until the next look. */
  void readDefault() {
    answer.clear();
    try {
      int fd = syscalls.open(CONF + "default/disable_ipv6", Linux.O_RDONLY | Linux.O_CLOEXEC);
      try {
        offByDefault = syscalls.read(fd, answer) == 1 && answer.get(0) == '1';
      } finally {
        syscalls.close(fd);
      }
    } catch (ErrnoException e) {
      offByDefault = false; // it is switched off one by one then, or there is no IPv6
    }
  }

  /** Saves a write for each new interface: worth setting on a large host. */
  @Override
  public boolean offByDefault() {
    return offByDefault;
  }

  /** False where kernel parameters can't be written, as in many containers. */
  @Override
  public boolean off(String name) {
    int fd;
    try {
      fd = syscalls.open(CONF + name + "/disable_ipv6", Linux.O_RDWR | Linux.O_CLOEXEC);
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
