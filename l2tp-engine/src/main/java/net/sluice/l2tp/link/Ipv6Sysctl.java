package net.sluice.l2tp.link;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import net.sluice.l2tp.link.LinkRequests.Ipv6Switch;
import net.sluice.netlink.system.Errno;
import net.sluice.netlink.system.ErrnoException;
import net.sluice.netlink.system.Linux;
import net.sluice.netlink.system.Syscalls;

/**
 * Disables IPv6 on an interface through the kernel parameter disable_ipv6, because rtnetlink can
 * not do it. This avoids IPv6 packets of the host in pseudowires, and it saves time: each interface
 * that comes up with IPv6 gets a route for ff00::/8, and the kernel walks all of these to add
 * another. 40,000 interfaces take two minutes with IPv6, and seconds without (Linux 6.12).
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

  /** Reads the default of the network namespace, which applies until the next call. */
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
      offByDefault = false; // each interface is switched off, or there is no IPv6
    }
  }

  /** Returns true if IPv6 is off by default. This saves a write for each new interface. */
  @Override
  public boolean offByDefault() {
    return offByDefault;
  }

  /** Returns false if kernel parameters can not be written, as in many containers. */
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

  /** Describes the change for people. */
  static String describe(String name) {
    return "sysctl net.ipv6.conf." + name + ".disable_ipv6=1";
  }
}
