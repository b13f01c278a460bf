package net.sluice.l2tp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import net.sluice.l2tp.socket.L2tpSocket;
import net.sluice.netlink.system.LinuxSyscalls;

/**
 * The socket of a tunnel as its signaling has it. Messages are headers only, and go by their Ns.
 */
final class GivenSocket implements TunnelSocket, AutoCloseable {
  private static final int HEADER = 12;
  private static final int NS = 8;

  private final L2tpSocket socket;
  private final InetSocketAddress peer;
  private final boolean readByPlane;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(2048);
  private final Queue<Integer> received = new ConcurrentLinkedQueue<>();

  GivenSocket(Site site, TunnelProfile tunnel, L2tpSocket.Kind ipSockets) {
    boolean udp = tunnel.encapsulation() == Encapsulation.UDP;
    peer = new InetSocketAddress(tunnel.peerAddress(), tunnel.peerPort());
    readByPlane = site.plane().kind() == DataPlane.Kind.USERSPACE;
    socket =
        site.namespace()
            .call(
                () ->
                    L2tpSocket.open(
                        LinuxSyscalls.instance(),
                        udp ? L2tpSocket.Kind.UDP : ipSockets,
                        tunnel.localAddress(),
                        tunnel.localPort(),
                        tunnel.tunnelId(),
                        true,
                        false));
    socket.connect(peer);
  }

  @Override
  public int descriptor() {
    return socket.fd();
  }

  @Override
  public void received(ByteBuffer message) {
    assertEquals(HEADER, message.remaining());
    received.add((int) message.getShort(message.position() + NS));
  }

  /** Sends a message to the connection with this id. */
  void sends(int ns, long connectionId) {
    buffer.clear().position(L2tpSocket.HEADROOM);
    buffer.putShort((short) 0xc803).putShort((short) HEADER).putInt((int) connectionId);
    buffer.putShort((short) ns).putShort((short) 0).flip();
    int sent = socket.send(peer, buffer);
    assertEquals(buffer.remaining(), sent);
  }

  /** Waits for a message by whoever reads the socket now. */
  void hears(int ns) {
    if (readByPlane) {
      Await.until("the message is handed over", () -> received.contains(ns));
    } else {
      reads(ns);
    }
  }

  /** Waits for a message on the socket. */
  void reads(int ns) {
    Await.until(
        "the message has come",
        () -> {
          int length = socket.receive(buffer);
          return length == HEADER && buffer.getShort(buffer.position() + NS) == ns;
        });
  }

  @Override
  public void close() {
    socket.close();
  }
}
