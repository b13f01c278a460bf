package net.sluice.l2tp.protocol;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Map;
import net.sluice.l2tp.CircuitStatus;
import net.sluice.l2tp.signaling.SignalingUpdate;

/** An input of an {@code Lcce}. Sockets have numbers, which the Lcce assigns. */
public sealed interface LcceInput {

  /**
   * A control message was received.
   *
   * @param socket number of the socket
   * @param source address and port of the sender; port 0 over IP
   * @param message octets from the first one of the control message header (version 3) to the
   *     limit; valid only during the call
   */
  record Datagram(int socket, InetSocketAddress source, ByteBuffer message) implements LcceInput {}

  /** A requested socket is open. */
  record SocketOpened(int socket, InetSocketAddress local) implements LcceInput {}

  /** A requested socket could not be opened or connected. */
  record SocketFailed(int socket, String reason) implements LcceInput {}

  /** The time of {@code Lcce.deadline} has come. */
  record Timer() implements LcceInput {}

  /** The configuration has changed. */
  record Update(SignalingUpdate update) implements LcceInput {}

  /** The operator resets a tunnel: it must be cleared and opened again. */
  record ResetTunnel(String name) implements LcceInput {}

  /** The operator resets a session: it must be cleared and requested again. */
  record ResetSession(String name) implements LcceInput {}

  /** The circuit status at this end of pseudowires or sessions has changed. */
  record LocalStatus(Map<String, CircuitStatus> byName) implements LcceInput {}

  /** The data plane has installed sessions, given by their local ids. */
  record Installed(Collection<Long> sessionIds) implements LcceInput {}

  /** The data plane can not install a session. */
  record SessionRefused(long sessionId, String reason) implements LcceInput {}

  /** The data plane can not install a tunnel. */
  record TunnelRefused(long tunnelId, String reason) implements LcceInput {}

  /** The data plane has released a tunnel that has ended. */
  record Released(long tunnelId) implements LcceInput {}

  /** This end shuts down: it stops all connections and begins no new ones. */
  record ShutDown() implements LcceInput {}
}
