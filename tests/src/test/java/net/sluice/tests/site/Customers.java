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
 * All that frames come from and go to: the far ends of the pseudowires of {@link Pseudowires},
 * which are one socket that speaks L2TPv3 over UDP, and the network beyond an uplink, which is a
 * TAP in the same namespace.
 */
public final class Customers implements AutoCloseable {
  /** The uplink's number; customers have those of their pseudowires. */
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

  /** By the number of the frame, then by who has got it. */
  private final ConcurrentMap<Integer, ConcurrentMap<Integer, Frame>> arrivals =
      new ConcurrentHashMap<>();

  /**
   * Customers on the host itself, at the other end of {@link Pseudowires#TUNNEL}. With the kernel's
   * data plane they don't hear unicast: what a bridge forwards is marked as for another host, the
   * mark stays with it in its L2TP packet, and loopback alone of all interfaces does not set it
   * anew (eth_skb_pkt_type(), Linux 6.12).
   *
   * @param uplinkName of the interface that {@link #plugUplink} makes
   */
  public Customers(Namespace host, String uplinkName) {
    this(host, uplinkName, "127.0.0.1", host, "127.0.0.2");
  }

  /**
   * @param uplinkName of the interface that {@link #plugUplink} makes
   * @param address the host's towards the customers
   * @param far where the customers are
   * @param farAddress theirs
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

  /** The uplink appears, and is up. */
  public void plugUplink() {
    tap = host.call(() -> Tap.create(syscalls, uplinkName));
    uplink = new FrameReader(tap.fd(), buffer -> arrived(UPLINK, buffer));
    host.exec("ip", "link", "set", "dev", uplinkName, "up");
  }

  /** The uplink is no more. */
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

  private void arrived(int who, ByteBuffer buffer) {
    Frame.read(buffer).ifPresent(frame -> arrivals(frame.number()).put(who, frame));
  }

  /** Sends a frame from where it is known by. */
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

  /** Who has got the frame with a number, and as what. Grows as it arrives. */
  public ConcurrentMap<Integer, Frame> arrivals(int number) {
    return arrivals.computeIfAbsent(number, n -> new ConcurrentHashMap<>());
  }

  /** All that arrived. */
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
