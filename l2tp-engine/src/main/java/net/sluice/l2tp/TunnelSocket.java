package net.sluice.l2tp;

import java.nio.ByteBuffer;

/**
 * The socket of a tunnel whose control channel this process runs: bound, connected to the peer, and
 * owned by the signaling. It stays open until {@link net.sluice.l2tp.signaling.Signaling#released}
 * says that the data plane has let go of it.
 */
public interface TunnelSocket {

  /** The descriptor, for the data plane to use (L2TP_ATTR_FD). */
  int descriptor();

  /**
   * Takes a control message that the data plane found among the data, where it is the data plane
   * that reads the socket. Called by a thread of the data plane; the buffer is free again after.
   *
   * @param message from the first octet of the control message header to the limit
   */
  void received(ByteBuffer message);
}
