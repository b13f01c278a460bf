package net.sluice.l2tp.userspace;

import java.net.Inet6Address;
import net.sluice.l2tp.Encapsulation;
import net.sluice.l2tp.TunnelProfile;
import net.sluice.netlink.Linux;
import net.sluice.netlink.SocketAddresses;
import net.sluice.netlink.Syscalls;

/** A tunnel's socket, bound to its local end and connected to the peer. */
final class Wire implements AutoCloseable {
  private static final int IPPROTO_L2TP = 115;
  private static final int SO_NO_CHECK = 11;
  private static final int UDP_NO_CHECK6_TX = 101;
  private static final int UDP_NO_CHECK6_RX = 102;

  /** Room for bursts; a limit, not memory taken. */
  static final int SOCKET_BUFFER = 4 * 1024 * 1024;

  private final Syscalls syscalls;
  private final TunnelProfile tunnel;
  private final DropCounters drops = new DropCounters();
  private final int fd;
  private final boolean udp;
  private final boolean ipv4Header;

  /**
   * Opens the socket in the network namespace of this thread.
   *
   * @throws net.sluice.netlink.ErrnoException when the kernel refuses
   */
  Wire(Syscalls syscalls, TunnelProfile tunnel) {
    boolean ipv6 = tunnel.peerAddress() instanceof Inet6Address;
    this.syscalls = syscalls;
    this.tunnel = tunnel;
    this.udp = tunnel.encapsulation() == Encapsulation.UDP;
    this.ipv4Header = !udp && !ipv6;
    int type = (udp ? Linux.SOCK_DGRAM : Linux.SOCK_RAW) | Linux.SOCK_CLOEXEC | Linux.SOCK_NONBLOCK;
    fd =
        syscalls.socket(
            ipv6 ? Linux.AF_INET6 : Linux.AF_INET, type, udp ? Linux.IPPROTO_UDP : IPPROTO_L2TP);
    try {
      configure(ipv6);
      var address = SocketAddresses.allocate();
      syscalls.bind(fd, SocketAddresses.encode(address, tunnel.localAddress(), tunnel.localPort()));
      syscalls.connect(
          fd, SocketAddresses.encode(address, tunnel.peerAddress(), tunnel.peerPort()));
    } catch (RuntimeException e) {
      syscalls.close(fd);
      throw e;
    }
  }

  private void configure(boolean ipv6) {
    syscalls.setsockopt(fd, Linux.SOL_SOCKET, Linux.SO_RCVBUFFORCE, SOCKET_BUFFER);
    syscalls.setsockopt(fd, Linux.SOL_SOCKET, Linux.SO_SNDBUFFORCE, SOCKET_BUFFER);
    if (udp && !tunnel.udpChecksum()) {
      if (ipv6) {
        syscalls.setsockopt(fd, Linux.IPPROTO_UDP, UDP_NO_CHECK6_TX, 1);
        syscalls.setsockopt(fd, Linux.IPPROTO_UDP, UDP_NO_CHECK6_RX, 1);
      } else {
        syscalls.setsockopt(fd, Linux.SOL_SOCKET, SO_NO_CHECK, 1);
      }
    }
  }

  TunnelProfile tunnel() {
    return tunnel;
  }

  int fd() {
    return fd;
  }

  boolean udp() {
    return udp;
  }

  /** Whether packets received start with their IP header. */
  boolean ipv4Header() {
    return ipv4Header;
  }

  /** Drops of packets that belong to no session. */
  DropCounters drops() {
    return drops;
  }

  @Override
  public void close() {
    syscalls.close(fd);
  }
}
