package net.sluice.l2tp.protocol;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import net.sluice.l2tp.Encapsulation;
import net.sluice.l2tp.TunnelProfile;
import net.sluice.l2tp.signaling.SignalingEvent;

/** What an {@code Lcce} wants done, in order. */
public sealed interface LcceAction {

  /**
   * A socket shall be opened and bound; {@link LcceInput.SocketOpened} or {@link
   * LcceInput.SocketFailed} is the answer, which may come within the same round.
   *
   * @param socket the number it goes by from now on
   * @param encapsulation UDP or IP
   * @param local address to bind to
   * @param port UDP port to bind to; 0 for any
   * @param connectionId over IP: the Control Connection ID whose messages it receives; 0 for a
   *     socket that listens
   * @param udpChecksum whether packets sent carry a UDP checksum
   * @param tunnel name of the tunnel that it is for; empty for a socket that listens
   */
  record OpenSocket(
      int socket,
      Encapsulation encapsulation,
      InetAddress local,
      int port,
      long connectionId,
      boolean udpChecksum,
      String tunnel)
      implements LcceAction {}

  /** A socket shall be connected: the peer's address and port are certain now. */
  record ConnectSocket(int socket, InetSocketAddress peer) implements LcceAction {}

  /** A socket shall be closed. */
  record CloseSocket(int socket) implements LcceAction {}

  /**
   * A control message shall be sent.
   *
   * @param to where to, also when the socket is connected to it
   * @param message from the first octet of the control message header to the limit
   */
  record Send(int socket, InetSocketAddress to, ByteBuffer message) implements LcceAction {}

  /** The data plane shall have a tunnel on this socket. */
  record InstallTunnel(TunnelProfile tunnel, int socket) implements LcceAction {}

  /** Something is told to who listens; never {@link SignalingEvent.InstallTunnel}. */
  record Emit(SignalingEvent event) implements LcceAction {}
}
