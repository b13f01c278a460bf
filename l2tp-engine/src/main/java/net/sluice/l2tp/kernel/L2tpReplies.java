package net.sluice.l2tp.kernel;

import java.net.InetAddress;
import java.net.UnknownHostException;
import net.sluice.l2tp.Cookie;
import net.sluice.l2tp.Encapsulation;
import net.sluice.l2tp.Sequencing;
import net.sluice.l2tp.SessionProfile;
import net.sluice.l2tp.Sublayer;
import net.sluice.l2tp.TunnelProfile;
import net.sluice.netlink.AttributeReader;
import net.sluice.netlink.MessageReader;
import net.sluice.netlink.Nl;
import org.jspecify.annotations.Nullable;

/** Decodes the kernel's replies about tunnels and sessions. */
final class L2tpReplies {
  private long tunnelId;
  private long peerTunnelId;
  private long sessionId;
  private long peerSessionId;
  private int version;
  private int type;
  private Encapsulation encapsulation = Encapsulation.UDP;
  private @Nullable InetAddress local;
  private @Nullable InetAddress peer;
  private int localPort;
  private int peerPort;
  private boolean checksum4;
  private boolean zeroChecksum6;
  private Cookie transmitCookie = Cookie.NONE;
  private Cookie receiveCookie = Cookie.NONE;
  private boolean sends;
  private boolean receives;
  private String interfaceName = "";

  private L2tpReplies(MessageReader message) {
    AttributeReader attributes = message.attributes(Nl.GENL_HDRLEN);
    while (attributes.next()) {
      read(attributes);
    }
  }

  private void read(AttributeReader attribute) {
    switch (attribute.type()) {
      case L2tp.ATTR_CONN_ID -> tunnelId = attribute.u32();
      case L2tp.ATTR_PEER_CONN_ID -> peerTunnelId = attribute.u32();
      case L2tp.ATTR_SESSION_ID -> sessionId = attribute.u32();
      case L2tp.ATTR_PEER_SESSION_ID -> peerSessionId = attribute.u32();
      case L2tp.ATTR_PROTO_VERSION -> version = attribute.u8();
      case L2tp.ATTR_PW_TYPE -> type = attribute.u16();
      case L2tp.ATTR_ENCAP_TYPE ->
          encapsulation =
              attribute.u16() == L2tp.ENCAPTYPE_IP ? Encapsulation.IP : Encapsulation.UDP;
      case L2tp.ATTR_IP_SADDR, L2tp.ATTR_IP6_SADDR -> local = address(attribute);
      case L2tp.ATTR_IP_DADDR, L2tp.ATTR_IP6_DADDR -> peer = address(attribute);
      case L2tp.ATTR_UDP_SPORT -> localPort = attribute.u16();
      case L2tp.ATTR_UDP_DPORT -> peerPort = attribute.u16();
      case L2tp.ATTR_UDP_CSUM -> checksum4 = attribute.u8() != 0;
      case L2tp.ATTR_UDP_ZERO_CSUM6_TX -> zeroChecksum6 = true;
      case L2tp.ATTR_COOKIE -> transmitCookie = cookie(attribute);
      case L2tp.ATTR_PEER_COOKIE -> receiveCookie = cookie(attribute);
      case L2tp.ATTR_SEND_SEQ -> sends = attribute.u8() != 0;
      case L2tp.ATTR_RECV_SEQ -> receives = attribute.u8() != 0;
      case L2tp.ATTR_IFNAME -> interfaceName = attribute.string();
      default -> {} // counters, and attributes without effect
    }
  }

  /** Returns a tunnel with an empty name; null if it is not of version 3 or has no addresses. */
  static @Nullable TunnelProfile tunnel(MessageReader message) {
    return new L2tpReplies(message).tunnel();
  }

  private @Nullable TunnelProfile tunnel() {
    if (version != L2tp.PROTO_VERSION_3 || local == null || peer == null) {
      return null;
    }
    boolean udp = encapsulation == Encapsulation.UDP;
    boolean checksum = local.getAddress().length == 4 ? checksum4 : !zeroChecksum6;
    return new TunnelProfile(
        "",
        tunnelId,
        peerTunnelId,
        encapsulation,
        local,
        localPort,
        peer,
        peerPort,
        checksum || !udp);
  }

  /**
   * Returns a session without a sublayer, which the kernel does not report; null if it is not an
   * Ethernet pseudowire.
   */
  static @Nullable SessionProfile session(MessageReader message) {
    return new L2tpReplies(message).session();
  }

  private @Nullable SessionProfile session() {
    if (type != L2tp.PWTYPE_ETH) {
      return null;
    }
    return new SessionProfile(
        tunnelId,
        peerTunnelId,
        sessionId,
        peerSessionId,
        transmitCookie,
        receiveCookie,
        Sublayer.NONE,
        sequencing(),
        interfaceName);
  }

  private Sequencing sequencing() {
    if (sends) {
      return receives ? Sequencing.BOTH : Sequencing.SEND;
    }
    return receives ? Sequencing.RECEIVE : Sequencing.NONE;
  }

  private static Cookie cookie(AttributeReader attribute) {
    byte[] bytes = attribute.bytes();
    long value = 0;
    for (byte octet : bytes) {
      value = value << 8 | (octet & 0xff);
    }
    return new Cookie(bytes.length, value);
  }

  private static InetAddress address(AttributeReader attribute) {
    try {
      return InetAddress.getByAddress(attribute.bytes());
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("an address of " + attribute.size() + " bytes", e);
    }
  }
}
