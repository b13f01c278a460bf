package net.sluice.tests.signaling;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import net.sluice.l2tp.ControlParameters;
import net.sluice.l2tp.wire.ControlMessage.Endpoint;
import net.sluice.l2tp.wire.ControlMessage.Sccrq;
import net.sluice.l2tp.wire.Header;
import net.sluice.l2tp.wire.MessageCodec;
import net.sluice.netlink.system.Linux;
import net.sluice.netlink.system.LinuxSyscalls;
import net.sluice.netlink.system.SocketAddresses;
import net.sluice.netlink.system.Syscalls;
import net.sluice.tests.site.Namespace;

/** Sends valid SCCRQs from random addresses and ports, at a steady rate. */
final class Flood implements AutoCloseable {
  private static final int IPPROTO_RAW = 255;
  private static final int L2TP_PORT = 1701;
  private static final int IPV4_HEADER = 20;
  private static final int UDP_HEADER = 8;

  /** The number of prepared packets, with different connection ids. Addresses are always new. */
  private static final int MESSAGES = 1000;

  private static final int BURSTS_PER_SECOND = 100;

  private final Random random = new Random(20261120);
  private final AtomicLong sent = new AtomicLong();
  private final InetAddress target;
  private final int rate;
  private volatile boolean closed;

  /**
   * Begins to send.
   *
   * @param from the namespace of the sender; it needs a route to the target
   * @param rate packets per second
   */
  Flood(Namespace from, InetAddress target, int rate) {
    this.target = target;
    this.rate = rate;
    List<ByteBuffer> packets = packets();
    Thread.ofPlatform().daemon().name("flood").start(() -> send(from, packets));
  }

  /** Returns the number of packets sent so far. */
  long sent() {
    return sent.get();
  }

  private List<ByteBuffer> packets() {
    MessageCodec codec = new MessageCodec(ControlParameters.of("flood"), "", random);
    List<ByteBuffer> packets = new ArrayList<>();
    for (int i = 1; i <= MESSAGES; i++) {
      ByteBuffer packet = ByteBuffer.allocateDirect(IPV4_HEADER + UDP_HEADER + 512);
      packet.position(IPV4_HEADER + UDP_HEADER);
      Endpoint sender = new Endpoint("flood", i, i, List.of(5), OptionalInt.empty(), "", "", "");
      codec.encode(new Header(3, 0, 0, 0), new Sccrq(sender, OptionalLong.empty()), packet);
      packets.add(headed(packet.flip()));
    }
    return packets;
  }

  /** The kernel fills in the lengths and the checksum of the IP header (raw(7)). */
  private ByteBuffer headed(ByteBuffer packet) {
    packet.put(0, (byte) 0x45).put(8, (byte) 64).put(9, (byte) Linux.IPPROTO_UDP);
    packet.put(16, target.getAddress());
    packet.putShort(IPV4_HEADER + 2, (short) L2TP_PORT);
    packet.putShort(IPV4_HEADER + 4, (short) (packet.limit() - IPV4_HEADER));
    return packet;
  }

  private void send(Namespace from, List<ByteBuffer> packets) {
    from.call(
        () -> {
          Syscalls syscalls = LinuxSyscalls.instance();
          int fd = syscalls.socket(Linux.AF_INET, Linux.SOCK_RAW | Linux.SOCK_CLOEXEC, IPPROTO_RAW);
          ByteBuffer address = SocketAddresses.encode(SocketAddresses.allocate(), target, 0);
          long due = System.nanoTime();
          while (!closed) {
            for (int i = 0; i < rate / BURSTS_PER_SECOND; i++) {
              ByteBuffer packet = packets.get(random.nextInt(packets.size()));
              packet.putInt(12, 10 << 24 | 1 + random.nextInt(0xfffffe));
              packet.putShort(IPV4_HEADER, (short) (1024 + random.nextInt(60_000)));
              if (syscalls.sendto(fd, packet, 0, address) > 0) {
                sent.incrementAndGet();
              }
            }
            due += TimeUnit.SECONDS.toNanos(1) / BURSTS_PER_SECOND;
            LockSupport.parkNanos(due - System.nanoTime());
          }
          syscalls.close(fd);
          return null;
        });
  }

  @Override
  public void close() {
    closed = true;
  }
}
