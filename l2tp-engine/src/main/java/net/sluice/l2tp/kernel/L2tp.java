package net.sluice.l2tp.kernel;

import java.util.Map;
import net.sluice.netlink.text.AttributeTable;
import net.sluice.netlink.text.MessageText;

/** Constants of linux/l2tp.h under their kernel names, and the text form of its messages. */
final class L2tp {
  static final String GENL_NAME = "l2tp";

  static final int CMD_TUNNEL_CREATE = 1;
  static final int CMD_TUNNEL_DELETE = 2;
  static final int CMD_TUNNEL_GET = 4;
  static final int CMD_SESSION_CREATE = 5;
  static final int CMD_SESSION_DELETE = 6;
  static final int CMD_SESSION_GET = 8;

  static final int ATTR_PW_TYPE = 1;
  static final int ATTR_ENCAP_TYPE = 2;
  static final int ATTR_L2SPEC_TYPE = 5;
  static final int ATTR_PROTO_VERSION = 7;
  static final int ATTR_IFNAME = 8;
  static final int ATTR_CONN_ID = 9;
  static final int ATTR_PEER_CONN_ID = 10;
  static final int ATTR_SESSION_ID = 11;
  static final int ATTR_PEER_SESSION_ID = 12;
  static final int ATTR_UDP_CSUM = 13;
  static final int ATTR_COOKIE = 15;
  static final int ATTR_PEER_COOKIE = 16;
  static final int ATTR_RECV_SEQ = 18;
  static final int ATTR_SEND_SEQ = 19;
  static final int ATTR_FD = 23;
  static final int ATTR_IP_SADDR = 24;
  static final int ATTR_IP_DADDR = 25;
  static final int ATTR_UDP_SPORT = 26;
  static final int ATTR_UDP_DPORT = 27;
  static final int ATTR_IP6_SADDR = 31;
  static final int ATTR_IP6_DADDR = 32;
  static final int ATTR_UDP_ZERO_CSUM6_TX = 33;
  static final int ATTR_UDP_ZERO_CSUM6_RX = 34;

  static final int PWTYPE_ETH = 5;
  static final int ENCAPTYPE_UDP = 0;
  static final int ENCAPTYPE_IP = 1;
  static final int L2SPECTYPE_NONE = 0;
  static final int L2SPECTYPE_DEFAULT = 1;
  static final int PROTO_VERSION_3 = 3;

  static final MessageText TEXT =
      MessageText.generic(
          GENL_NAME,
          Map.of(
              CMD_TUNNEL_CREATE, "tunnel-create",
              CMD_TUNNEL_DELETE, "tunnel-delete",
              CMD_TUNNEL_GET, "tunnel-get",
              CMD_SESSION_CREATE, "session-create",
              CMD_SESSION_DELETE, "session-delete",
              CMD_SESSION_GET, "session-get"),
          AttributeTable.builder()
              .u16(ATTR_PW_TYPE, "pw-type")
              .u16(ATTR_ENCAP_TYPE, "encap-type")
              .u8(ATTR_L2SPEC_TYPE, "l2spec-type")
              .u8(ATTR_PROTO_VERSION, "proto-version")
              .string(ATTR_IFNAME, "ifname")
              .u32(ATTR_CONN_ID, "conn-id")
              .u32(ATTR_PEER_CONN_ID, "peer-conn-id")
              .u32(ATTR_SESSION_ID, "session-id")
              .u32(ATTR_PEER_SESSION_ID, "peer-session-id")
              .u8(ATTR_UDP_CSUM, "udp-csum")
              .bytes(ATTR_COOKIE, "cookie")
              .bytes(ATTR_PEER_COOKIE, "peer-cookie")
              .u8(ATTR_RECV_SEQ, "recv-seq")
              .u8(ATTR_SEND_SEQ, "send-seq")
              .u32(ATTR_FD, "fd")
              .address(ATTR_IP_SADDR, "ip-saddr")
              .address(ATTR_IP_DADDR, "ip-daddr")
              .u16(ATTR_UDP_SPORT, "udp-sport")
              .u16(ATTR_UDP_DPORT, "udp-dport")
              .address(ATTR_IP6_SADDR, "ip6-saddr")
              .address(ATTR_IP6_DADDR, "ip6-daddr")
              .flag(ATTR_UDP_ZERO_CSUM6_TX, "udp-zero-csum6-tx")
              .flag(ATTR_UDP_ZERO_CSUM6_RX, "udp-zero-csum6-rx")
              .build());

  private L2tp() {}
}
