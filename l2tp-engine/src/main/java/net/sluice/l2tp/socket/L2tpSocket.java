package net.sluice.l2tp.socket;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import net.sluice.netlink.system.Errno;
import net.sluice.netlink.system.ErrnoException;
import net.sluice.netlink.system.Linux;
import net.sluice.netlink.system.SocketAddresses;
import net.sluice.netlink.system.Syscalls;

/**
 * A socket of L2TP over UDP or IP (RFC 3931 section 4.1). It belongs to the network namespace of
 * the thread that opens it, and to one thread for receiving and one for sending.
 */
public final class L2tpSocket implements AutoCloseable {
  /** What stands below L2TP, and who looks after the four zero octets of control over IP. */
  public enum Kind {
    UDP,
    /** IP protocol 115 through the kernel's L2TP, which tells control connections apart. */
    IP,
    /** IP protocol 115 by hand: it gets all packets from its peer, with an IPv4 header. */
    RAW_IP
  }

  /** Room in front of a message, in octets, that {@link #send} needs. */
  public static final int HEADROOM = Integer.BYTES;

  /** What {@link #receive} returns for a packet that is no control message of this socket's. */
  public static final int NOT_CONTROL = 0;

  private static final int IPPROTO_L2TP = 115;
  private static final int SO_NO_CHECK = 11;
  private static final int UDP_NO_CHECK6_TX = 101;
  private static final int UDP_NO_CHECK6_RX = 102;

  /** The T bit of a control message header (RFC 3931 section 3.2.1). */
  private static final int T_BIT = 0x80;

  private static final int CONTROL_HEADER = 12;
  private static final int MIN_IPV4_HEADER = 20;

  /** Room for bursts; a limit, not memory taken. */
  public static final int BUFFER = 4 * 1024 * 1024;

  private final Syscalls syscalls;
  private final Kind kind;
  private final boolean ipv6;
  private final boolean udpChecksum;
  private final int connectionId;
  private final int fd;
  private final ByteBuffer address = SocketAddresses.allocate();
  private InetSocketAddress peer;

  private L2tpSocket(
      Syscalls syscalls, Kind kind, boolean ipv6, boolean udpChecksum, int connectionId) {
    this.syscalls = syscalls;
    this.kind = kind;
    this.ipv6 = ipv6;
    this.udpChecksum = udpChecksum || kind != Kind.UDP;
    this.connectionId = connectionId;
    int type = kind == Kind.RAW_IP ? Linux.SOCK_RAW : Linux.SOCK_DGRAM;
    this.fd =
        syscalls.socket(
            ipv6 ? Linux.AF_INET6 : Linux.AF_INET,
            type | Linux.SOCK_CLOEXEC | Linux.SOCK_NONBLOCK,
            kind == Kind.UDP ? Linux.IPPROTO_UDP : IPPROTO_L2TP);
  }

  /**
   * Opens a socket and binds it.
   *
   * @param local address to bind to
   * @param port UDP port; 0 for any, and over IP
   * @param connectionId over IP the Control Connection ID whose messages it receives; 0 for those
   *     with none
   * @param udpChecksum whether data packets over UDP carry a checksum; control messages always do
   * @param shared whether other sockets may have the same address and UDP port
   * @throws net.sluice.netlink.system.ErrnoException when the kernel refuses
   */
  public static L2tpSocket open(
      Syscalls syscalls,
      Kind kind,
      InetAddress local,
      int port,
      long connectionId,
      boolean udpChecksum,
      boolean shared) {
    boolean ipv6 = local instanceof Inet6Address;
    L2tpSocket socket = new L2tpSocket(syscalls, kind, ipv6, udpChecksum, (int) connectionId);
    try {
      socket.configure(shared);
      syscalls.bind(socket.fd, socket.encode(local, port));
      return socket;
    } catch (RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  private void configure(boolean shared) {
    enlargeBuffer(Linux.SO_RCVBUFFORCE, Linux.SO_RCVBUF);
    enlargeBuffer(Linux.SO_SNDBUFFORCE, Linux.SO_SNDBUF);
    if (ipv6 && udp()) {
      syscalls.setsockopt(fd, Linux.IPPROTO_IPV6, Linux.IPV6_V6ONLY, 1);
    }
    if (shared && kind == Kind.UDP) {
      syscalls.setsockopt(fd, Linux.SOL_SOCKET, Linux.SO_REUSEADDR, 1);
    }
    if (!udpChecksum) {
      sendChecksums(false);
      if (ipv6) {
        syscalls.setsockopt(fd, Linux.IPPROTO_UDP, UDP_NO_CHECK6_RX, 1);
      }
    }
  }

  /** A process without CAP_NET_ADMIN, which needs a simulated data plane, gets what it may have. */
  private void enlargeBuffer(int beyondLimit, int withinLimit) {
    try {
      syscalls.setsockopt(fd, Linux.SOL_SOCKET, beyondLimit, BUFFER);
    } catch (ErrnoException e) {
      if (e.errno() != Errno.EPERM) {
        throw e;
      }
      syscalls.setsockopt(fd, Linux.SOL_SOCKET, withinLimit, BUFFER);
    }
  }

  private void sendChecksums(boolean on) {
    if (ipv6) {
      syscalls.setsockopt(fd, Linux.IPPROTO_UDP, UDP_NO_CHECK6_TX, on ? 0 : 1);
    } else {
      syscalls.setsockopt(fd, Linux.SOL_SOCKET, SO_NO_CHECK, on ? 0 : 1);
    }
  }

  /** For {@link Kind#IP} a struct sockaddr_l2tpip or _l2tpip6: with the connection's id behind. */
  private ByteBuffer encode(InetAddress host, int port) {
    SocketAddresses.encode(address, host, port);
    if (kind == Kind.IP) {
      int at = ipv6 ? 28 : 8;
      address.limit(Math.max(address.limit(), at + Integer.BYTES)).putInt(at, connectionId);
    }
    return address;
  }

  /**
   * Connects to the peer: nothing is received from others any more.
   *
   * @throws net.sluice.netlink.system.ErrnoException when the kernel refuses
   */
  public void connect(InetSocketAddress to) {
    syscalls.connect(fd, encode(to.getAddress(), to.getPort()));
    peer = to;
  }

  /** Whether it is connected. */
  public boolean connected() {
    return peer != null;
  }

  /** The descriptor. */
  public int fd() {
    return fd;
  }

  /** Over UDP or IP. */
  public boolean udp() {
    return kind == Kind.UDP;
  }

  /** Whether packets received start with their IP header. */
  public boolean ipv4Header() {
    return kind == Kind.RAW_IP && !ipv6;
  }

  /** Address and port that it is bound to; the port is 0 over IP. */
  public InetSocketAddress local() {
    syscalls.getsockname(fd, address.clear());
    InetSocketAddress bound = SocketAddresses.decode(address);
    return udp() ? bound : new InetSocketAddress(bound.getAddress(), 0);
  }

  /**
   * Sends a control message.
   *
   * @param to where to; of no account when the socket is connected
   * @param packet direct; the message from {@link #HEADROOM} to the limit
   * @return the octets sent, or {@code -errno}
   */
  public int send(InetSocketAddress to, ByteBuffer packet) {
    packet.position(HEADROOM);
    if (kind == Kind.RAW_IP) {
      packet.position(0).putInt(0, 0); // section 4.1.1.2
    }
    if (udpChecksum) {
      return transmit(to, packet);
    }
    // Section 4.1.2.3: a control message has a checksum whatever data has. Data that another
    // thread or the kernel sends meanwhile gets one as well.
    sendChecksums(true);
    int result = transmit(to, packet);
    sendChecksums(false);
    return result;
  }

  private int transmit(InetSocketAddress to, ByteBuffer packet) {
    int result = transmitOnce(to, packet);
    // It may only report an ICMP message about an earlier packet, without sending this one.
    return result < 0 && result != -Errno.EAGAIN ? transmitOnce(to, packet) : result;
  }

  private int transmitOnce(InetSocketAddress to, ByteBuffer packet) {
    return connected()
        ? syscalls.send(fd, packet, 0)
        : syscalls.sendto(fd, packet, 0, encode(to.getAddress(), to.getPort()));
  }

  /**
   * Receives a packet, and leaves position and limit of the buffer around the control message in
   * it.
   *
   * @param packet direct
   * @return the length of the control message; {@link #NOT_CONTROL} for a packet that has none for
   *     this socket, or is longer than the buffer; {@code -EAGAIN} when nothing is there; another
   *     {@code -errno} for an ICMP message, which is cleared by that
   */
  public int receive(ByteBuffer packet) {
    packet.clear();
    int length =
        connected()
            ? syscalls.recv(fd, packet, Linux.MSG_TRUNC)
            : syscalls.recvfrom(fd, packet, Linux.MSG_TRUNC, address.clear());
    return length < 0 ? length : findControl(packet, length);
  }

  private int findControl(ByteBuffer packet, int length) {
    int at = kind == Kind.RAW_IP ? controlOffset(packet, length) : 0;
    if (at < 0 || length > packet.capacity() || length <= at || (packet.get(at) & T_BIT) == 0) {
      return NOT_CONTROL;
    }
    return isFor(packet.limit(length).position(at)) ? length - at : NOT_CONTROL;
  }

  /** Whether a control message that came by this socket is for it, and not for one beside it. */
  public boolean isFor(ByteBuffer message) {
    int idAt = message.position() + Integer.BYTES;
    return kind != Kind.RAW_IP
        || message.remaining() < CONTROL_HEADER
        || message.getInt(idAt) == connectionId;
  }

  private int controlOffset(ByteBuffer packet, int length) {
    int at = 0;
    if (!ipv6) {
      if (length < MIN_IPV4_HEADER) {
        return -1;
      }
      at = (packet.get(0) & 0xf) * 4;
    }
    return length >= at + HEADROOM && packet.getInt(at) == 0 ? at + HEADROOM : -1;
  }

  /** Who sent what {@link #receive} returned last. */
  public InetSocketAddress source() {
    if (connected()) {
      return peer;
    }
    InetSocketAddress sender = SocketAddresses.decode(address);
    return udp() ? sender : new InetSocketAddress(sender.getAddress(), 0);
  }

  @Override
  public void close() {
    syscalls.close(fd);
  }
}
