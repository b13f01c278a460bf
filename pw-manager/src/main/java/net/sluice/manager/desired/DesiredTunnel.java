package net.sluice.manager.desired;

import java.net.InetAddress;
import java.util.Optional;
import net.sluice.l2tp.SignaledTunnelProfile;
import net.sluice.l2tp.SignaledTunnelProfile.TunnelIds;
import net.sluice.l2tp.TunnelProfile;

/** A configured tunnel, resolved. The kind says who decides when the data plane has it. */
public sealed interface DesiredTunnel {

  /** A tunnel without a control protocol. The data plane has it while it is configured. */
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

  /** A tunnel whose socket the signaling owns. The data plane has it while the peer answers. */
  sealed interface Signaled extends DesiredTunnel {
    SignaledTunnelProfile profile();

    @Override
    default String name() {
      return profile().name();
    }

    @Override
    default InetAddress localAddress() {
      return profile().localAddress();
    }

    @Override
    default Optional<LocalPort> port() {
      return LocalPort.of(profile());
    }

    /** Returns both ends of its socket; empty when it has no fixed UDP port. */
    default Optional<PortPair> ports() {
      return port()
          .map(local -> new PortPair(local, profile().peerAddress(), profile().peerPort()));
    }
  }

  /** A tunnel with ids set by hand that only exchanges HELLO messages. */
  record Keepalive(SignaledTunnelProfile profile) implements Signaled {
    @Override
    public Optional<Long> id() {
      return profile.keepalive().map(TunnelIds::local);
    }
  }

  /** A tunnel whose ids the control protocol assigns (RFC 3931). */
  record Dynamic(SignaledTunnelProfile profile) implements Signaled {
    @Override
    public Optional<Long> id() {
      return Optional.empty();
    }

    /** Returns the properties by which a request of the peer finds this tunnel. */
    public RequestKey requestKey() {
      return new RequestKey(
          profile.localAddress(),
          profile.peerAddress(),
          profile.encapsulation(),
          profile.peerHostName());
    }
  }

  /** Returns the tunnel of a signaled profile: keepalive if it has ids set by hand. */
  static Signaled of(SignaledTunnelProfile profile) {
    return profile.keepalive().isPresent() ? new Keepalive(profile) : new Dynamic(profile);
  }

  String name();

  InetAddress localAddress();

  /** Returns its id at this end; empty when the control protocol assigns it. */
  Optional<Long> id();

  /** Returns its UDP port at this end; empty when it has no fixed one. */
  Optional<LocalPort> port();

  /** Returns the profile of a static tunnel; empty for other kinds. */
  default Optional<TunnelProfile> asStatic() {
    return this instanceof Static found ? Optional.of(found.profile()) : Optional.empty();
  }

  /** Returns the profile of a keepalive or dynamic tunnel; empty for a static one. */
  default Optional<SignaledTunnelProfile> asSignaled() {
    return this instanceof Signaled found ? Optional.of(found.profile()) : Optional.empty();
  }
}
