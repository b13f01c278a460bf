package net.sluice.l2tp.socket;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import net.sluice.netlink.system.DescriptorReserve;
import net.sluice.netlink.system.Errno;
import net.sluice.netlink.system.ErrnoException;
import net.sluice.netlink.system.Linux;
import net.sluice.netlink.system.SocketAddresses;
import net.sluice.netlink.system.Syscalls;
import org.jspecify.annotations.Nullable;

/**
 * A socket of L2TP over UDP or IP (RFC 3931 section 4.1), in the network namespace of the thread
 * that opens it.
 *
 * <p>Thread: one for receiving and one for sending.
 */
public final class L2tpSocket implements AutoCloseable {
  /** The protocol below L2TP, and the way in which IP protocol 115 is used. */
  public enum Kind {
    UDP,
    /** IP protocol 115 through the kernel's L2TP, which separates control connections. */
    IP,
    /**
     * IP protocol 115 on a raw socket, which receives all packets from its peer, over IPv4 with the
     * IP header.
     */
    RAW_IP
  }

  /** Space before a message that {@link #send} needs, in octets. */
  public static final int HEADROOM = Integer.BYTES;

  /** Result of {@link #receive} for a packet that is not a control message for this socket. */
  public static final int NOT_CONTROL = 0;

  private static final int IPPROTO_L2TP = 115;
  private static final int SO_NO_CHECK = 11;
  private static final int UDP_NO_CHECK6_TX = 101;
  private static final int UDP_NO_CHECK6_RX = 102;

  /** The T bit of a control message header (RFC 3931 section 3.2.1). */
  private static final int T_BIT = 0x80;

  private static final int CONTROL_HEADER = 12;
  private static final int MIN_IPV4_HEADER = 20;

  /** Size of the socket buffers in octets, for bursts; a limit, not allocated memory. */
  public static final int BUFFER = 4 * 1024 * 1024;

  private final Syscalls syscalls;
  private final Kind kind;
  private final boolean ipv6;
  private final boolean udpChecksum;
  private final int connectionId;
  private final int fd;
  private final ByteBuffer address = SocketAddresses.allocate();
  private @Nullable InetSocketAddress peer;

  private L2tpSocket(
      Syscalls syscalls, Kind kind, boolean ipv6, boolean udpChecksum, int connectionId) {
    this.syscalls = syscalls;
    this.kind = kind;
    this.ipv6 = ipv6;
    this.udpChecksum = udpChecksum || kind != Kind.UDP;
    this.connectionId = connectionId;
    int type = kind == Kind.RAW_IP ? Linux.SOCK_RAW : Linux.SOCK_DGRAM;
    int opened =
        syscalls.socket(
            ipv6 ? Linux.AF_INET6 : Linux.AF_INET,
            type | Linux.SOCK_CLOEXEC | Linux.SOCK_NONBLOCK,
            kind == Kind.UDP ? Linux.IPPROTO_UDP : IPPROTO_L2TP);
    this.fd = DescriptorReserve.check(syscalls, "open socket", opened);
  }

  /**
   * Opens a socket and binds it.
   *
   * @param local address to bind to
   * @param port UDP port; 0 for any, and over IP
   * @param connectionId over IP, the Control Connection ID of the messages to receive; 0 for
   *     messages without one
   * @param udpChecksum true if data packets over UDP carry a checksum; control messages always do
   * @param shared true if other sockets may have the same address and UDP port
   * @throws net.sluice.netlink.system.ErrnoException if the kernel refuses; EMFILE if only reserved
   *     descriptors are left
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

  /** Without CAP_NET_ADMIN, as with a simulated data plane, the kernel limits the size. */
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

  /**
   * For {@link Kind#IP} a struct sockaddr_l2tpip or _l2tpip6, which ends with the connection id.
   */
  private ByteBuffer encode(InetAddress host, int port) {
    SocketAddresses.encode(address, host, port);
    if (kind == Kind.IP) {
      int at = ipv6 ? 28 : 8;
      address.limit(Math.max(address.limit(), at + Integer.BYTES)).putInt(at, connectionId);
    }
    return address;
  }

  /**
   * Connects to the peer; the socket then receives packets of this peer only.
   *
   * @throws net.sluice.netlink.system.ErrnoException if the kernel refuses
   */
  public void connect(InetSocketAddress to) {
    syscalls.connect(fd, encode(to.getAddress(), to.getPort()));
    peer = to;
  }

  /** Returns true if the socket is connected. */
  public boolean connected() {
    return peer != null;
  }

  /** Returns the descriptor. */
  public int fd() {
    return fd;
  }

  /** Returns true for UDP, false for IP. */
  public boolean udp() {
    return kind == Kind.UDP;
  }

  /** Returns true if received packets start with their IP header. */
  public boolean ipv4Header() {
    return kind == Kind.RAW_IP && !ipv6;
  }

  /** Returns the address and port that the socket is bound to; the port is 0 over IP. */
  public InetSocketAddress local() {
    syscalls.getsockname(fd, address.clear());
    InetSocketAddress bound = SocketAddresses.decode(address);
    return udp() ? bound : new InetSocketAddress(bound.getAddress(), 0);
  }

  /**
   * Sends a control message.
   *
   * @param to destination; ignored if the socket is connected
   * @param packet direct; the message from {@link #HEADROOM} to the limit
   * @return the number of octets sent, or {@code -errno}
   */
  public int send(InetSocketAddress to, ByteBuffer packet) {
    packet.position(HEADROOM);
    if (kind == Kind.RAW_IP) {
      packet.position(0).putInt(0, 0); // section 4.1.1.2
    }
    if (udpChecksum) {
      return transmit(to, packet);
    }
    // Section 4.1.2.3: a control message always has a checksum. Data that another thread or the
    // kernel sends in the meantime has one too.
    sendChecksums(true);
    int result = transmit(to, packet);
    sendChecksums(false);
    return result;
  }

  private int transmit(InetSocketAddress to, ByteBuffer packet) {
    int result = transmitOnce(to, packet);
    // The error may be an ICMP message about an earlier packet; then this one was not sent.
    return result < 0 && result != -Errno.EAGAIN ? transmitOnce(to, packet) : result;
  }

  private int transmitOnce(InetSocketAddress to, ByteBuffer packet) {
    return connected()
        ? syscalls.send(fd, packet, 0)
        : syscalls.sendto(fd, packet, 0, encode(to.getAddress(), to.getPort()));
  }

  /**
   * Receives a packet, and sets position and limit of the buffer to its control message.
   *
   * @param packet direct
   * @return the length of the control message; {@link #NOT_CONTROL} for a packet without one for
   *     this socket, or longer than the buffer; {@code -EAGAIN} if there is no packet; another
   *     {@code -errno} for an ICMP message, which this call clears
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

  /** Returns true if a received control message is for this socket, not for another raw socket. */
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

  /** Returns the sender of the packet that {@link #receive} returned last. */
  public InetSocketAddress source() {
    InetSocketAddress onlySender = peer;
    if (onlySender != null) {
      return onlySender;
    }
    InetSocketAddress sender = SocketAddresses.decode(address);
    return udp() ? sender : new InetSocketAddress(sender.getAddress(), 0);
  }

  @Override
  public void close() {
    syscalls.close(fd);
  }
}
