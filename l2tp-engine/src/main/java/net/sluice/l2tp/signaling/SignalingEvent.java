package net.sluice.l2tp.signaling;

import net.sluice.l2tp.TunnelProfile;
import net.sluice.l2tp.TunnelSocket;

/** A report of signaling, or a request of it to the data plane. Events are in order. */
public sealed interface SignalingEvent {

  /** The state of a tunnel, or the known properties of its peer, changed. */
  record TunnelChanged(TunnelReport report) implements SignalingEvent {}

  /** A tunnel that a peer opened has ended and no longer exists. */
  record TunnelGone(String name) implements SignalingEvent {}

  /**
   * A connection is established: the data plane must install its tunnel. Its sessions follow
   * without a wait. If the data plane can not install it, {@link Signaling#tunnelRefused} is the
   * answer.
   */
  record InstallTunnel(TunnelProfile tunnel, TunnelSocket socket) implements SignalingEvent {}

  /**
   * A connection has ended. The data plane may keep the tunnel, and the interfaces in it, until it
   * calls {@link Signaling#released}. A keepalive tunnel needs its id and its port again after a
   * change: the changed one can not open before the release.
   */
  record TunnelEnded(long tunnelId) implements SignalingEvent {}

  /**
   * A session has all parameters that the data plane needs. The data plane must install it, or
   * recreate it if the session id exists with other parameters. The session waits for {@link
   * Signaling#installed} or {@link Signaling#sessionRefused}. The report is new, as in {@link
   * SessionChanged}.
   */
  record InstallSession(SessionReport session) implements SignalingEvent {}

  /** The state of a session, or the circuit status of an end, changed. */
  record SessionChanged(SessionReport report) implements SignalingEvent {}

  /**
   * A session that a peer opened has ended and no longer exists, or a pseudowire is no longer
   * configured.
   *
   * @param localId session id at this end; 0 if there was none
   */
  record SessionGone(String name, long localId) implements SignalingEvent {}

  /** This end dropped a datagram or refused a request. The rate of these events is limited. */
  record Refused(Refusal refusal) implements SignalingEvent {}
}
