package net.sluice.netlink.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.stream.Stream;
import net.sluice.netlink.MacAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** System calls of the running kernel, on loopback. */
class LinuxSyscallsTest {
  private static final Syscalls SYSCALLS = LinuxSyscalls.instance();

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void datagramsCarryTheirSendersAddress(String host) throws UnknownHostException {
    InetAddress loopback = InetAddress.getByName(host);
    int family = host.contains(":") ? Linux.AF_INET6 : Linux.AF_INET;
    int receiver = SYSCALLS.socket(family, Linux.SOCK_DGRAM | Linux.SOCK_CLOEXEC, 0);
    int sender = SYSCALLS.socket(family, Linux.SOCK_DGRAM | Linux.SOCK_CLOEXEC, 0);
    try {
      ByteBuffer address = SocketAddresses.allocate();
      SYSCALLS.bind(receiver, SocketAddresses.encode(address, loopback, 0));
      InetSocketAddress receiverAddress = localAddress(receiver);
      assertEquals(loopback, receiverAddress.getAddress());

      SocketAddresses.encode(address, loopback, receiverAddress.getPort());
      ByteBuffer data = ByteBuffer.allocateDirect(16).put(0, (byte) 42);
      assertEquals(5, SYSCALLS.sendto(sender, data.limit(5), 0, address));
      SYSCALLS.connect(sender, address);
      assertEquals(9, SYSCALLS.send(sender, data.limit(9), 0));
      assertEquals(0, data.position(), "calls do not move the position");

      ByteBuffer from = SocketAddresses.allocate();
      ByteBuffer received = ByteBuffer.allocateDirect(4);
      assertEquals(5, SYSCALLS.recvfrom(receiver, received, Linux.MSG_TRUNC, from));
      assertEquals(42, received.get(0));
      assertEquals(localAddress(sender), SocketAddresses.decode(from));
      assertEquals(4, SYSCALLS.recv(receiver, received, 0), "cut to the room in the buffer");

      SYSCALLS.setNonBlocking(receiver, true);
      assertEquals(-Errno.EAGAIN, SYSCALLS.recv(receiver, received, 0));
    } finally {
      SYSCALLS.close(receiver);
      SYSCALLS.close(sender);
    }
  }

  private static InetSocketAddress localAddress(int fd) {
    ByteBuffer address = SocketAddresses.allocate();
    assertTrue(SYSCALLS.getsockname(fd, address) >= 16);
    return SocketAddresses.decode(address);
  }

  @Test
  void socketOptionsAreSetAndRead() {
    int fd = SYSCALLS.socket(Linux.AF_INET, Linux.SOCK_DGRAM, 0);
    try {
      SYSCALLS.setsockopt(fd, Linux.SOL_SOCKET, Linux.SO_REUSEADDR, 1);
      assertEquals(1, SYSCALLS.getsockopt(fd, Linux.SOL_SOCKET, Linux.SO_REUSEADDR));
      ErrnoException e =
          assertThrows(
              ErrnoException.class, () -> SYSCALLS.setsockopt(fd, Linux.SOL_SOCKET, 9999, 1));
      assertEquals("setsockopt 1/9999: ENOPROTOOPT (Protocol not available)", e.getMessage());
    } finally {
      SYSCALLS.close(fd);
    }
  }

  @Test
  void epollReportsTheReadyDescriptors() {
    int epoll = SYSCALLS.epollCreate();
    int[] counters = Stream.of(0, 0, 0).mapToInt(SYSCALLS::eventfd).toArray();
    try {
      for (int i = 0; i < counters.length; i++) {
        SYSCALLS.epollControl(
            epoll, Linux.EPOLL_CTL_ADD, counters[i], Linux.EPOLLIN, 0x1_0000_0000L + i);
      }
      EpollEvents events = new EpollEvents(8);
      assertEquals(0, SYSCALLS.epollWait(epoll, events, 0));
      ByteBuffer number = ByteBuffer.allocateDirect(8).order(ByteOrder.nativeOrder());
      SYSCALLS.write(counters[1], number.putLong(0, 3));
      SYSCALLS.write(counters[2], number.putLong(0, 4));
      assertEquals(2, SYSCALLS.epollWait(epoll, events, -1));
      assertEquals(Linux.EPOLLIN, events.events(0));
      assertEquals(0x1_0000_0001L, events.data(0));
      assertEquals(0x1_0000_0002L, events.data(1));
      assertEquals(8, SYSCALLS.read(counters[2], number));
      assertEquals(4, number.getLong(0));
      assertEquals(1, SYSCALLS.epollWait(epoll, events, -1));
    } finally {
      Stream.of(epoll, counters[0], counters[1], counters[2]).forEach(SYSCALLS::close);
    }
  }

  @Test
  void refusalNamesTheCallAndTheObject() {
    ErrnoException e =
        assertThrows(ErrnoException.class, () -> SYSCALLS.open("/no/such/file", Linux.O_RDONLY));
    assertEquals("open /no/such/file: ENOENT (No such file or directory)", e.getMessage());
    assertEquals(Errno.ENOENT, e.errno());
    assertEquals(-Errno.EBADF, SYSCALLS.write(-1, ByteBuffer.allocateDirect(1)));
  }

  @Test
  void heapBufferIsRejected() {
    ByteBuffer heap = ByteBuffer.allocate(8);
    assertThrows(IllegalArgumentException.class, () -> SYSCALLS.write(1, heap));
  }

  @Test
  void errorNumbersHaveNames() {
    assertEquals("EXFULL", Errno.name(Errno.EXFULL));
    assertEquals("Exchange full", Errno.text(Errno.EXFULL));
    assertEquals("errno 4711", Errno.name(4711));
    assertEquals("Unknown error -1", Errno.text(-1));
  }

  @Test
  void ethernetAddressesAreText() {
    assertEquals("02:0a:ff:00:00:01", MacAddress.parse("02:0A:ff:00:00:01").toString());
    assertThrows(IllegalArgumentException.class, () -> MacAddress.parse("02:0a"));
    assertThrows(IllegalArgumentException.class, () -> new MacAddress(1L << 48));
  }
}
