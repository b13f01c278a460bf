package net.sluice.l2tp;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/** Profiles for tests. */
public final class Profiles {
  private Profiles() {}

  /**
   * Returns a tunnel over UDP and IPv4 between 192.0.2.1 and 192.0.2.2; the id is part of both
   * ports.
   */
  public static TunnelProfile tunnel(long id) {
    return tunnel(id, Encapsulation.UDP, "192.0.2.1", "192.0.2.2");
  }

  /** Returns a tunnel; over UDP, the id is part of both ports. */
  public static TunnelProfile tunnel(
      long id, Encapsulation encapsulation, String local, String peer) {
    int port = encapsulation == Encapsulation.UDP ? (int) (5000 + id) : 0;
    return new TunnelProfile(
        "t" + id, id, id + 100, encapsulation, ip(local), port, ip(peer), port, true);
  }

  /** Returns a session without options, whose interface is pw and the id. */
  public static SessionProfile session(long tunnelId, long id) {
    return session(tunnelId, id, Cookie.NONE, Cookie.NONE, Sublayer.NONE, Sequencing.NONE);
  }

  /** Returns a session whose interface is pw and the id. */
  public static SessionProfile session(
      long tunnelId,
      long id,
      Cookie transmit,
      Cookie receive,
      Sublayer sublayer,
      Sequencing sequencing) {
    return new SessionProfile(
        tunnelId,
        tunnelId + 100,
        id,
        id + 1000,
        transmit,
        receive,
        sublayer,
        sequencing,
        "pw" + id);
  }

  /** Returns a tunnel over UDP with its checksums off. */
  public static TunnelProfile withoutChecksum(TunnelProfile tunnel) {
    return new TunnelProfile(
        tunnel.name(),
        tunnel.tunnelId(),
        tunnel.peerTunnelId(),
        tunnel.encapsulation(),
        tunnel.localAddress(),
        tunnel.localPort(),
        tunnel.peerAddress(),
        tunnel.peerPort(),
        false);
  }

  /** Returns the profile that the peer has of a tunnel. */
  public static TunnelProfile peerOf(TunnelProfile tunnel) {
    return new TunnelProfile(
        tunnel.name(),
        tunnel.peerTunnelId(),
        tunnel.tunnelId(),
        tunnel.encapsulation(),
        tunnel.peerAddress(),
        tunnel.peerPort(),
        tunnel.localAddress(),
        tunnel.localPort(),
        tunnel.udpChecksum());
  }

  /** Returns the profile that the peer has of a session. */
  public static SessionProfile peerOf(SessionProfile session) {
    return new SessionProfile(
        session.peerTunnelId(),
        session.tunnelId(),
        session.peerSessionId(),
        session.sessionId(),
        session.receiveCookie(),
        session.transmitCookie(),
        session.sublayer(),
        opposite(session.sequencing()),
        session.interfaceName());
  }

  private static Sequencing opposite(Sequencing sequencing) {
    return switch (sequencing) {
      case SEND -> Sequencing.RECEIVE;
      case RECEIVE -> Sequencing.SEND;
      case NONE, BOTH -> sequencing;
    };
  }

  /** Returns the socket of a tunnel whose data plane must not find control messages. */
  public static TunnelSocket socket(int descriptor) {
    return new TunnelSocket() {
      @Override
      public int descriptor() {
        return descriptor;
      }

      @Override
      public void received(ByteBuffer message) {
        throw new AssertionError("a control message among the data");
      }
    };
  }

  /** Parses an address. */
  public static InetAddress ip(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(text, e);
    }
  }
}
