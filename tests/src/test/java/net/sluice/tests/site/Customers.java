package net.sluice.tests.site;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import net.sluice.netlink.system.Linux;
import net.sluice.netlink.system.LinuxSyscalls;
import net.sluice.netlink.system.SocketAddresses;
import net.sluice.netlink.system.Syscalls;
import net.sluice.netlink.system.Tap;

/**
 * The senders and receivers of frames: the far ends of the pseudowires of {@link Pseudowires},
 * which are one socket with L2TPv3 over UDP, and the network beyond an uplink, which is a TAP in
 * the same namespace.
 */
public final class Customers implements AutoCloseable {
  /** The number of the uplink. Customers have the numbers of their pseudowires. */
  public static final int UPLINK = 0;

  private static final int DATA_VERSION_3 = 3 << 16;
  private static final int DATA_HEADER = 8;
  private static final int BUFFER = 64 << 20;

  private final Syscalls syscalls = LinuxSyscalls.instance();
  private final Namespace host;
  private final String uplinkName;
  private final int socket;
  private final FrameReader tunnel;
  private Tap tap;
  private FrameReader uplink;

  /** The received frames by their number, then by their receiver. */
  private final ConcurrentMap<Integer, ConcurrentMap<Integer, Frame>> arrivals =
      new ConcurrentHashMap<>();

  /**
   * Creates customers on the host itself, at the other end of {@link Pseudowires#TUNNEL}. With the
   * kernel's data plane they do not receive unicast: a bridge marks the frames that it forwards as
   * for another host, the L2TP packet keeps this mark, and the loopback is the only interface that
   * does not set it again (eth_skb_pkt_type(), Linux 6.12).
   *
   * @param uplinkName the name of the interface that {@link #plugUplink} creates
   */
  public Customers(Namespace host, String uplinkName) {
    this(host, uplinkName, "127.0.0.1", host, "127.0.0.2");
  }

  /**
   * @param uplinkName the name of the interface that {@link #plugUplink} creates
   * @param address the address of the host towards the customers
   * @param far the namespace of the customers
   * @param farAddress the address of the customers
   */
  public Customers(
      Namespace host, String uplinkName, String address, Namespace far, String farAddress) {
    this.host = host;
    this.uplinkName = uplinkName;
    socket = far.call(() -> open(address, farAddress));
    tunnel = new FrameReader(socket, this::fromTunnel);
  }

  private int open(String peer, String own) throws java.io.IOException {
    int fd =
        syscalls.socket(
            Linux.AF_INET,
            Linux.SOCK_DGRAM | Linux.SOCK_NONBLOCK | Linux.SOCK_CLOEXEC,
            Linux.IPPROTO_UDP);
    syscalls.setsockopt(fd, Linux.SOL_SOCKET, Linux.SO_RCVBUFFORCE, BUFFER);
    syscalls.bind(fd, address(own));
    syscalls.connect(fd, address(peer));
    return fd;
  }

  private static ByteBuffer address(String text) throws java.io.IOException {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getByName(text), 1701);
    return SocketAddresses.encode(
        SocketAddresses.allocate(), address.getAddress(), address.getPort());
  }

  /** Creates the uplink and sets it up. */
  public void plugUplink() {
    tap = host.call(() -> Tap.create(syscalls, uplinkName));
    uplink = new FrameReader(tap.fd(), buffer -> arrived(UPLINK, buffer));
    host.exec("ip", "link", "set", "dev", uplinkName, "up");
  }

  /** Removes the uplink. */
  public void unplugUplink() {
    if (tap != null) {
      uplink.close();
      tap.close();
      tap = null;
    }
  }

  private void fromTunnel(ByteBuffer packet) {
    if (packet.remaining() > DATA_HEADER) {
      packet.getInt(); // flags and version
      arrived(packet.getInt(), packet);
    }
  }

  private void arrived(int receiver, ByteBuffer buffer) {
    Frame.read(buffer).ifPresent(frame -> arrivals(frame.number()).put(receiver, frame));
  }

  /** Sends a frame from a customer, or from the uplink. */
  public void send(int from, Frame frame) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(256);
    if (from == UPLINK) {
      frame.write(buffer);
      uplink.write(buffer);
    } else {
      frame.write(buffer.putInt(DATA_VERSION_3).putInt(from));
      tunnel.write(buffer);
    }
  }

  /** Returns the receivers of the frame with a number, and the frame that each got. Live. */
  public ConcurrentMap<Integer, Frame> arrivals(int number) {
    return arrivals.computeIfAbsent(number, n -> new ConcurrentHashMap<>());
  }

  /** Returns all received frames by their number, then by their receiver. */
  public Map<Integer, ConcurrentMap<Integer, Frame>> arrivals() {
    return arrivals;
  }

  @Override
  public void close() {
    unplugUplink();
    tunnel.close();
    syscalls.close(socket);
  }
}
