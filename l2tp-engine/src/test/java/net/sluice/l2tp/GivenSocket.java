package net.sluice.l2tp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import net.sluice.l2tp.socket.L2tpSocket;
import net.sluice.netlink.Await;
import net.sluice.netlink.system.LinuxSyscalls;

/** The socket of a tunnel that the signaling owns. Messages are headers only, known by their Ns. */
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

  /** Waits for a message at the present reader of the socket. */
  void receives(int ns) {
    if (readByPlane) {
      Await.until("the data plane passes the message on", () -> received.contains(ns));
    } else {
      reads(ns);
    }
  }

  /** Reads the socket until a message arrives. */
  void reads(int ns) {
    Await.until(
        "the message arrives",
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
