package net.sluice.manager.desired;

import java.net.InetAddress;
import java.util.Optional;
import net.sluice.l2tp.Encapsulation;
import net.sluice.l2tp.SignaledTunnelProfile;
import net.sluice.l2tp.TunnelProfile;

/** The local end of a UDP socket. Only one socket of the host can have it, unless it is shared. */
public record LocalPort(InetAddress address, int port) {

  /** Returns the local end of a static tunnel; empty for a tunnel without a UDP port. */
  public static Optional<LocalPort> of(TunnelProfile tunnel) {
    return of(tunnel.encapsulation(), tunnel.localAddress(), tunnel.localPort());
  }

  /** Returns the local end of a signaled tunnel; empty when it has no fixed UDP port. */
  public static Optional<LocalPort> of(SignaledTunnelProfile tunnel) {
    return of(tunnel.encapsulation(), tunnel.localAddress(), tunnel.localPort());
  }

  private static Optional<LocalPort> of(
      Encapsulation encapsulation, InetAddress address, int port) {
    return encapsulation == Encapsulation.UDP && port != 0
        ? Optional.of(new LocalPort(address, port))
        : Optional.empty();
  }
}
