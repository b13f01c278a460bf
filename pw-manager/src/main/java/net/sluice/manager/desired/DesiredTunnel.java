package net.sluice.manager.desired;

import java.net.InetAddress;
import java.util.Optional;
import net.sluice.l2tp.SignaledTunnelProfile;
import net.sluice.l2tp.SignaledTunnelProfile.TunnelIds;
import net.sluice.l2tp.TunnelProfile;
import net.sluice.manager.desired.DesiredState.LocalPort;

/** A tunnel as it shall be, of either kind. */
public sealed interface DesiredTunnel {

  /** Both ends of a UDP socket. */
  record PortPair(LocalPort local, InetAddress peer, int peerPort) {}

  /** The addresses of two LCCEs. */
  record AddressPair(InetAddress local, InetAddress peer) {}

  /** No control protocol: the data plane has it for as long as it is configured. */
  record Static(TunnelProfile profile) implements DesiredTunnel {
    @Override
    public String name() {
      return profile.name();
    }

    @Override
    public InetAddress localAddress() {
      return profile.localAddress();
    }

    @Override
    public Optional<Long> id() {
      return Optional.of(profile.tunnelId());
    }

    @Override
    public Optional<LocalPort> port() {
      return LocalPort.of(profile);
    }
  }

  /** A dynamic one, or a keepalive one: the data plane has it while the peer is there. */
  record Signaled(SignaledTunnelProfile profile) implements DesiredTunnel {
    @Override
    public String name() {
      return profile.name();
    }

    @Override
    public InetAddress localAddress() {
      return profile.localAddress();
    }

    @Override
    public Optional<Long> id() {
      return profile.keepalive().map(TunnelIds::local);
    }

    @Override
    public Optional<LocalPort> port() {
      return LocalPort.of(profile);
    }

    public Optional<PortPair> ports() {
      return port().map(local -> new PortPair(local, profile.peerAddress(), profile.peerPort()));
    }

    /** Whom the control protocol is spoken with. */
    public Optional<AddressPair> peers() {
      return isDynamic()
          ? Optional.of(new AddressPair(profile.localAddress(), profile.peerAddress()))
          : Optional.empty();
    }

    public boolean isDynamic() {
      return profile.keepalive().isEmpty();
    }
  }

  String name();

  InetAddress localAddress();

  /** Its id at this end, if that is configured. */
  Optional<Long> id();

  /** Its UDP port at this end, if it has a certain one. */
  Optional<LocalPort> port();
}
