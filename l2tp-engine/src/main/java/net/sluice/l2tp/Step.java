package net.sluice.l2tp;

import java.util.Optional;

/** One change of the data plane. A plan consists of steps; each knows its inverse. */
public sealed interface Step {

  /** Returns the step that undoes this one. */
  Step inverse();

  /**
   * Creates a tunnel.
   *
   * @param socket the socket whose control channel the signaling runs; empty if the data plane
   *     opens the socket. The inverse of a deletion can not restore a socket of the signaling, so
   *     plans contain static tunnels only
   */
  record CreateTunnel(TunnelProfile tunnel, Optional<TunnelSocket> socket) implements Step {
    /** Creates a tunnel for which the data plane opens the socket. */
    public CreateTunnel(TunnelProfile tunnel) {
      this(tunnel, Optional.empty());
    }

    @Override
    public Step inverse() {
      return new DeleteTunnel(tunnel);
    }
  }

  /** Deletes a tunnel and all sessions that it still has. */
  record DeleteTunnel(TunnelProfile tunnel) implements Step {
    @Override
    public Step inverse() {
      return new CreateTunnel(tunnel);
    }
  }

  /**
   * Creates a session and its interface, which is down and has the default settings of the data
   * plane.
   */
  record CreateSession(String pseudowire, SessionProfile session) implements Step {
    @Override
    public Step inverse() {
      return new DeleteSession(pseudowire, session);
    }
  }

  /** Deletes a session and its interface. */
  record DeleteSession(String pseudowire, SessionProfile session) implements Step {
    @Override
    public Step inverse() {
      return new CreateSession(pseudowire, session);
    }
  }

  /**
   * Applies settings to an interface. An interface that changes bridges leaves the old one first.
   *
   * @param before the present settings of the interface; {@link InterfaceSettings#fresh} after its
   *     session was created
   */
  record Configure(String pseudowire, InterfaceSettings before, InterfaceSettings after)
      implements Step {
    @Override
    public Step inverse() {
      return new Configure(pseudowire, after, before);
    }
  }
}
