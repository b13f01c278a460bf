package net.sluice.l2tp.signaling;

import net.sluice.l2tp.TunnelProfile;
import net.sluice.l2tp.TunnelSocket;

/** What the signaling tells and asks for, in order. */
public sealed interface SignalingEvent {

  /** A tunnel changed: its state, or what is known of it. */
  record TunnelChanged(TunnelReport report) implements SignalingEvent {}

  /** A tunnel that a peer opened is over and forgotten. */
  record TunnelGone(String name) implements SignalingEvent {}

  /**
   * A connection is established: the data plane shall have its tunnel. The sessions follow without
   * waiting; {@link Signaling#tunnelRefused} is the answer if it can't be.
   */
  record InstallTunnel(TunnelProfile tunnel, TunnelSocket socket) implements SignalingEvent {}

  /**
   * A connection is over. The data plane may keep the tunnel, and the interfaces in it, until
   * {@link Signaling#released}. A tunnel with HELLO only has its id and its port back when it
   * changes: it must be released for the changed one to be opened.
   */
  record TunnelEnded(long tunnelId) implements SignalingEvent {}

  /**
   * A session has what the data plane needs: it shall have it, or have it anew if the session id is
   * in place with other parameters. The session waits for {@link Signaling#installed} or {@link
   * Signaling#sessionRefused}. The report is news, as in {@link SessionChanged}.
   */
  record InstallSession(SessionReport session) implements SignalingEvent {}

  /** A session changed: its state, or the circuit status of either end. */
  record SessionChanged(SessionReport report) implements SignalingEvent {}

  /**
   * A session that a peer opened is over and forgotten, or that of a pseudowire that is not
   * configured any more.
   */
  record SessionGone(String name, long localId) implements SignalingEvent {}
}
