package net.sluice.l2tp.protocol;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import net.sluice.l2tp.Encapsulation;
import net.sluice.l2tp.TunnelProfile;
import net.sluice.l2tp.signaling.SignalingEvent;

/** An action that an {@code Lcce} requests. Actions are in order. */
public sealed interface LcceAction {

  /**
   * Open and bind a socket. The answer is {@link LcceInput.SocketOpened} or {@link
   * LcceInput.SocketFailed}, possibly in the same round.
   *
   * @param socket number of the socket in later actions and inputs
   * @param encapsulation UDP or IP
   * @param local address to bind to
   * @param port UDP port to bind to; 0 for any
   * @param connectionId over IP, the Control Connection ID whose messages the socket receives; 0
   *     for a socket that listens
   * @param udpChecksum true if sent packets must have a UDP checksum
   * @param tunnel name of its tunnel; empty for a socket that listens
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

  /** Connect a socket: the address and port of the peer are known now. */
  record ConnectSocket(int socket, InetSocketAddress peer) implements LcceAction {}

  /** Close a socket. */
  record CloseSocket(int socket) implements LcceAction {}

  /**
   * Send a control message.
   *
   * @param to destination, also if the socket is connected to it
   * @param message octets from the first one of the control message header to the limit
   */
  record Send(int socket, InetSocketAddress to, ByteBuffer message) implements LcceAction {}

  /** Install a tunnel on this socket in the data plane. */
  record InstallTunnel(TunnelProfile tunnel, int socket) implements LcceAction {}

  /** Pass an event to the listener of signaling; never {@link SignalingEvent.InstallTunnel}. */
  record Emit(SignalingEvent event) implements LcceAction {}
}
