package net.sluice.l2tp.userspace;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import net.sluice.l2tp.Encapsulation;
import net.sluice.l2tp.TunnelProfile;
import net.sluice.l2tp.TunnelSocket;
import net.sluice.l2tp.socket.L2tpSocket;
import net.sluice.netlink.system.Syscalls;

/**
 * The socket of a tunnel, bound to the local end and connected to the peer. The data plane opens
 * it, or it belongs to the signaling, which then receives the control messages.
 */
final class Wire implements AutoCloseable {
  private final TunnelProfile tunnel;
  private final Optional<TunnelSocket> owner;
  private final Optional<L2tpSocket> own;
  private final DropCounters drops = new DropCounters();
  private final int fd;
  private final boolean udp;
  private final boolean ipv4Header;

  /**
   * Opens a socket in the network namespace of this thread, unless the signaling has one.
   *
   * @throws net.sluice.netlink.system.ErrnoException if the kernel refuses
   */
  Wire(Syscalls syscalls, TunnelProfile tunnel, Optional<TunnelSocket> owner) {
    this.tunnel = tunnel;
    this.owner = owner;
    this.udp = tunnel.encapsulation() == Encapsulation.UDP;
    this.ipv4Header = !udp && !(tunnel.peerAddress() instanceof Inet6Address);
    this.own = owner.isPresent() ? Optional.empty() : Optional.of(open(syscalls, tunnel));
    this.fd = own.isPresent() ? own.get().fd() : owner.orElseThrow().descriptor();
  }

  private static L2tpSocket open(Syscalls syscalls, TunnelProfile tunnel) {
    boolean udp = tunnel.encapsulation() == Encapsulation.UDP;
    L2tpSocket socket =
        L2tpSocket.open(
            syscalls,
            udp ? L2tpSocket.Kind.UDP : L2tpSocket.Kind.RAW_IP,
            tunnel.localAddress(),
            tunnel.localPort(),
            tunnel.tunnelId(),
            tunnel.udpChecksum(),
            false);
    try {
      socket.connect(new InetSocketAddress(tunnel.peerAddress(), tunnel.peerPort()));
      return socket;
    } catch (RuntimeException e) {
      socket.close();
      throw e;
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

  /** Returns true if received packets start with their IP header. */
  boolean ipv4Header() {
    return ipv4Header;
  }

  /** Returns the counters of dropped packets that belong to no session. */
  DropCounters drops() {
    return drops;
  }

  /**
   * Passes a packet that is not data to the owner of the socket, if it is a control message and
   * there is an owner.
   *
   * @return true if the packet was passed on
   */
  boolean control(ByteBuffer packet, int length) {
    int at = DataPackets.controlOffset(packet, udp, ipv4Header);
    if (owner.isEmpty() || at < 0) {
      return false;
    }
    owner.get().received(packet.limit(length).position(at));
    return true;
  }

  @Override
  public void close() {
    own.ifPresent(L2tpSocket::close);
  }
}
