package net.sluice.l2tp;

import java.nio.ByteBuffer;

/**
 * The socket of a tunnel whose control channel this process runs: bound, connected to the peer, and
 * owned by the signaling. It stays open until {@link net.sluice.l2tp.signaling.Signaling#released}
 * reports that the data plane no longer uses it.
 */
public interface TunnelSocket {

  /** Returns the descriptor, for use by the data plane (L2TP_ATTR_FD). */
  int descriptor();

  /**
   * Accepts a control message that a data plane found among the data, if the data plane reads the
   * socket. The data plane reuses the buffer afterwards.
   *
   * <p>Thread: one of the data plane.
   *
   * @param message from the first octet of the control message header to the limit
   */
  void received(ByteBuffer message);
}
