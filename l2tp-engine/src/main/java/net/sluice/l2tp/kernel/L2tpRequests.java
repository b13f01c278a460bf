package net.sluice.l2tp.kernel;

import java.net.Inet6Address;
import net.sluice.l2tp.Cookie;
import net.sluice.l2tp.Encapsulation;
import net.sluice.l2tp.SessionProfile;
import net.sluice.l2tp.Sublayer;
import net.sluice.l2tp.TunnelProfile;
import net.sluice.netlink.MessageWriter;
import net.sluice.netlink.Requests;
import net.sluice.netlink.genl.GenericFamily;
import net.sluice.netlink.genl.GenericNetlink;

/**
 * Writes requests to the generic netlink family l2tp. They always name a tunnel or session by its
 * id: with an interface name the kernel would walk all sessions.
 */
final class L2tpRequests {
  private final Requests requests;
  private final GenericFamily family;

  L2tpRequests(Requests requests, GenericFamily family) {
    this.requests = requests;
    this.family = family;
  }

  /** Creates a tunnel whose socket the kernel opens and keeps: the tunnel outlives this process. */
  void create(TunnelProfile tunnel) {
    boolean ipv6 = tunnel.peerAddress() instanceof Inet6Address;
    MessageWriter message = start(tunnel);
    message.putBytes(
        ipv6 ? L2tp.ATTR_IP6_SADDR : L2tp.ATTR_IP_SADDR, tunnel.localAddress().getAddress());
    message.putBytes(
        ipv6 ? L2tp.ATTR_IP6_DADDR : L2tp.ATTR_IP_DADDR, tunnel.peerAddress().getAddress());
    if (tunnel.encapsulation() == Encapsulation.UDP) {
      message.putU16(L2tp.ATTR_UDP_SPORT, tunnel.localPort());
      message.putU16(L2tp.ATTR_UDP_DPORT, tunnel.peerPort());
      putChecksum(message, tunnel.udpChecksum(), ipv6);
    }
  }

  /**
   * Creates a tunnel on a socket of this process. The socket must be bound and connected, and its
   * own options decide on UDP checksums. The tunnel ends with the socket; deleting the tunnel
   * leaves the socket open.
   */
  void create(TunnelProfile tunnel, int descriptor) {
    start(tunnel).putU32(L2tp.ATTR_FD, descriptor);
  }

  private MessageWriter start(TunnelProfile tunnel) {
    boolean udp = tunnel.encapsulation() == Encapsulation.UDP;
    return tunnel(L2tp.CMD_TUNNEL_CREATE, tunnel.tunnelId())
        .putU32(L2tp.ATTR_PEER_CONN_ID, (int) tunnel.peerTunnelId())
        .putU8(L2tp.ATTR_PROTO_VERSION, L2tp.PROTO_VERSION_3)
        .putU16(L2tp.ATTR_ENCAP_TYPE, udp ? L2tp.ENCAPTYPE_UDP : L2tp.ENCAPTYPE_IP);
  }

  /** For IPv4 only the presence of UDP_CSUM counts; for IPv6 checksums are on by default. */
  private static void putChecksum(MessageWriter message, boolean checksum, boolean ipv6) {
    if (checksum && !ipv6) {
      message.putU8(L2tp.ATTR_UDP_CSUM, 1);
    } else if (!checksum && ipv6) {
      message.putFlag(L2tp.ATTR_UDP_ZERO_CSUM6_TX).putFlag(L2tp.ATTR_UDP_ZERO_CSUM6_RX);
    }
  }

  void deleteTunnel(long tunnelId) {
    tunnel(L2tp.CMD_TUNNEL_DELETE, tunnelId);
  }

  void getTunnel(long tunnelId) {
    tunnel(L2tp.CMD_TUNNEL_GET, tunnelId);
  }

  /** Creates an Ethernet session; without L2SPEC_TYPE the kernel would use the default sublayer. */
  void create(SessionProfile session) {
    MessageWriter message =
        session(L2tp.CMD_SESSION_CREATE, session.tunnelId(), session.sessionId());
    message.putU32(L2tp.ATTR_PEER_SESSION_ID, (int) session.peerSessionId());
    message.putU16(L2tp.ATTR_PW_TYPE, L2tp.PWTYPE_ETH);
    boolean sublayer = session.sublayer() == Sublayer.DEFAULT;
    message.putU8(L2tp.ATTR_L2SPEC_TYPE, sublayer ? L2tp.L2SPECTYPE_DEFAULT : L2tp.L2SPECTYPE_NONE);
    putCookie(message, L2tp.ATTR_COOKIE, session.transmitCookie());
    putCookie(message, L2tp.ATTR_PEER_COOKIE, session.receiveCookie());
    if (session.sequencing().sends()) {
      message.putU8(L2tp.ATTR_SEND_SEQ, 1);
    }
    if (session.sequencing().receives()) {
      message.putU8(L2tp.ATTR_RECV_SEQ, 1);
    }
    message.putString(L2tp.ATTR_IFNAME, session.interfaceName());
  }

  private static void putCookie(MessageWriter message, int attribute, Cookie cookie) {
    if (cookie.octets() > 0) {
      byte[] bytes = new byte[cookie.octets()];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) (cookie.value() >>> (8 * (bytes.length - 1 - i)));
      }
      message.putBytes(attribute, bytes);
    }
  }

  void deleteSession(long tunnelId, long sessionId) {
    session(L2tp.CMD_SESSION_DELETE, tunnelId, sessionId);
  }

  void getSession(long tunnelId, long sessionId) {
    session(L2tp.CMD_SESSION_GET, tunnelId, sessionId);
  }

  private MessageWriter tunnel(int command, long tunnelId) {
    return GenericNetlink.request(requests, family, command, 0)
        .putU32(L2tp.ATTR_CONN_ID, (int) tunnelId);
  }

  private MessageWriter session(int command, long tunnelId, long sessionId) {
    return tunnel(command, tunnelId).putU32(L2tp.ATTR_SESSION_ID, (int) sessionId);
  }
}
