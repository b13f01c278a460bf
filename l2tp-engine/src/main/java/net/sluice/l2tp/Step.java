package net.sluice.l2tp;

import java.util.Optional;

/** One change of the data plane. Steps are what a plan consists of; each knows its inverse. */
public sealed interface Step {

  /** The step that undoes this one. */
  Step inverse();

  /**
   * Creates a tunnel.
   *
   * @param socket the socket whose control channel the signaling runs; a tunnel without one has a
   *     socket of the data plane's own. Taking back the removal of such a tunnel can't bring the
   *     socket back: plans have static tunnels only
   */
  record CreateTunnel(TunnelProfile tunnel, Optional<TunnelSocket> socket) implements Step {
    /** Creates a tunnel with a socket of the data plane's own. */
    public CreateTunnel(TunnelProfile tunnel) {
      this(tunnel, Optional.empty());
    }

    @Override
    public Step inverse() {
      return new DeleteTunnel(tunnel);
    }
  }

  /** Deletes a tunnel, and whatever sessions it still has. */
  record DeleteTunnel(TunnelProfile tunnel) implements Step {
    @Override
    public Step inverse() {
      return new CreateTunnel(tunnel);
    }
  }

  /** Creates a session and its interface, which is down and has the data plane's own settings. */
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
   * Gives an interface its settings. An interface that changes bridges leaves the old one first.
   *
   * @param before the settings it has now; for a session just created: what {@link
   *     InterfaceSettings#fresh} returns
   */
  record Configure(String pseudowire, InterfaceSettings before, InterfaceSettings after)
      implements Step {
    @Override
    public Step inverse() {
      return new Configure(pseudowire, after, before);
    }
  }
}
