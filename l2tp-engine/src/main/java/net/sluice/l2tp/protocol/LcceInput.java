package net.sluice.l2tp.protocol;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Map;
import net.sluice.l2tp.CircuitStatus;
import net.sluice.l2tp.signaling.SignalingUpdate;

/** What an {@code Lcce} is told. Sockets go by numbers that the Lcce gives. */
public sealed interface LcceInput {

  /**
   * A control message has come.
   *
   * @param socket the socket that it came by
   * @param source who sent it; port 0 over IP
   * @param message from the first octet of the control message header (version 3) to the limit; to
   *     be copied by whoever keeps it
   */
  record Datagram(int socket, InetSocketAddress source, ByteBuffer message) implements LcceInput {}

  /** A socket asked for is open. */
  record SocketOpened(int socket, InetSocketAddress local) implements LcceInput {}

  /** A socket asked for could not be opened, or connected. */
  record SocketFailed(int socket, String reason) implements LcceInput {}

  /** The time of {@code Lcce.deadline} has come. */
  record Timer() implements LcceInput {}

  /** What shall be has changed. */
  record Update(SignalingUpdate update) implements LcceInput {}

  /** A tunnel is to be cleared, and opened again. */
  record ResetTunnel(String name) implements LcceInput {}

  /** A session is to be cleared, and asked for again. */
  record ResetSession(String name) implements LcceInput {}

  /** The circuit at this end of pseudowires or sessions changed. */
  record LocalStatus(Map<String, CircuitStatus> byName) implements LcceInput {}

  /** The data plane has these sessions, by their local id. */
  record Installed(Collection<Long> sessionIds) implements LcceInput {}

  /** The data plane can't have a session. */
  record SessionRefused(long sessionId, String reason) implements LcceInput {}

  /** The data plane can't have a tunnel. */
  record TunnelRefused(long tunnelId, String reason) implements LcceInput {}

  /** The data plane has let go of a tunnel that is over. */
  record Released(long tunnelId) implements LcceInput {}

  /** This end shuts down: every connection is stopped, and none begun. */
  record ShutDown() implements LcceInput {}
}
