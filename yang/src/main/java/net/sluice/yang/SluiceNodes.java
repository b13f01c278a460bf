package net.sluice.yang;

import org.opendaylight.yangtools.yang.common.QName;
import org.opendaylight.yangtools.yang.common.QNameModule;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier.NodeIdentifierWithPredicates;

/**
 * The names of the nodes of Sluice's own modules that Java code reads and writes, and the paths to
 * some of them.
 */
public final class SluiceNodes {
  private static final QNameModule L2TP_MODULE =
      QNameModule.of("urn:sluice:yang:sluice-l2tp", "2026-11-20");
  private static final QNameModule PSEUDOWIRE_MODULE =
      QNameModule.of("urn:sluice:yang:sluice-pseudowire", "2026-11-20");

  public static final QName L2TP = inL2tp("l2tp");
  public static final QName SYSTEM = inL2tp("system");
  public static final QName DATA_PLANE = inL2tp("data-plane");
  public static final QName DATA_PLANE_IN_USE = inL2tp("data-plane-in-use");
  public static final QName AUTONAME_INTERFACES = inL2tp("autoname-interfaces");
  public static final QName LIMITS = inL2tp("limits");
  public static final QName MAX_TUNNELS = inL2tp("max-tunnels");
  public static final QName MAX_SESSIONS = inL2tp("max-sessions");

  public static final QName TUNNEL_PROFILE = inL2tp("tunnel-profile");
  public static final QName PSEUDOWIRE_PROFILE = inL2tp("pseudowire-profile");
  public static final QName TUNNEL = inL2tp("tunnel");

  /** Key of the lists of sluice-l2tp. */
  public static final QName L2TP_NAME = inL2tp("name");

  public static final QName TUNNEL_PROFILE_REF = inL2tp("profile");
  public static final QName ENCAPSULATION = inL2tp("encapsulation");
  public static final QName LOCAL_ADDRESS = inL2tp("local-address");
  public static final QName LOCAL_PORT = inL2tp("local-port");
  public static final QName PEER_ADDRESS = inL2tp("peer-address");
  public static final QName PEER_PORT = inL2tp("peer-port");
  public static final QName UDP_CHECKSUM = inL2tp("udp-checksum");
  public static final QName LOCAL_TUNNEL_ID = inL2tp("local-tunnel-id");
  public static final QName PEER_TUNNEL_ID = inL2tp("peer-tunnel-id");
  public static final QName SESSIONS = inL2tp("sessions");

  public static final QName TUNNEL_OPER_STATUS = inL2tp("oper-status");

  public static final QName TUNNEL_LAST_CHANGE = inL2tp("last-change");
  public static final QName TUNNEL_LAST_ERROR = inL2tp("last-error");
  public static final QName TUNNEL_EVENT = inL2tp("event");

  public static final QName PSEUDOWIRES = inPseudowire("pseudowires");
  public static final QName PSEUDOWIRE = inPseudowire("pseudowire");

  /** Key of the list of pseudowires. */
  public static final QName PSEUDOWIRE_NAME = inPseudowire("name");

  public static final QName TUNNEL_REF = inPseudowire("tunnel");
  public static final QName PSEUDOWIRE_PROFILE_REF = inPseudowire("profile");
  public static final QName ADMIN_STATUS = inPseudowire("admin-status");
  public static final QName LOCAL_SESSION_ID = inPseudowire("local-session-id");
  public static final QName PEER_SESSION_ID = inPseudowire("peer-session-id");
  public static final QName TRANSMIT_COOKIE = inPseudowire("transmit-cookie");
  public static final QName RECEIVE_COOKIE = inPseudowire("receive-cookie");
  public static final QName SUBLAYER = inPseudowire("sublayer");
  public static final QName SEQUENCING = inPseudowire("sequencing");
  public static final QName MTU = inPseudowire("mtu");
  public static final QName INTERFACE_NAME = inPseudowire("interface-name");
  public static final QName ATTACHMENT = inPseudowire("attachment");
  public static final QName BRIDGE = inPseudowire("bridge");
  public static final QName ID = inPseudowire("id");
  public static final QName OPER_STATUS = inPseudowire("oper-status");
  public static final QName LAST_CHANGE = inPseudowire("last-change");
  public static final QName LAST_ERROR = inPseudowire("last-error");
  public static final QName OPER_INTERFACE_NAME = inPseudowire("oper-interface-name");
  public static final QName IF_INDEX = inPseudowire("if-index");
  public static final QName OPER_MTU = inPseudowire("oper-mtu");
  public static final QName STATISTICS = inPseudowire("statistics");
  public static final QName IN_PACKETS = inPseudowire("in-packets");
  public static final QName IN_OCTETS = inPseudowire("in-octets");
  public static final QName IN_ERRORS = inPseudowire("in-errors");
  public static final QName OUT_PACKETS = inPseudowire("out-packets");
  public static final QName OUT_OCTETS = inPseudowire("out-octets");
  public static final QName OUT_ERRORS = inPseudowire("out-errors");
  public static final QName EVENT = inPseudowire("event");

  public static final YangInstanceIdentifier AUTONAME_INTERFACES_PATH =
      YangInstanceIdentifier.of(L2TP, SYSTEM, AUTONAME_INTERFACES);
  public static final YangInstanceIdentifier MAX_TUNNELS_PATH =
      YangInstanceIdentifier.of(L2TP, SYSTEM, LIMITS, MAX_TUNNELS);
  public static final YangInstanceIdentifier MAX_SESSIONS_PATH =
      YangInstanceIdentifier.of(L2TP, SYSTEM, LIMITS, MAX_SESSIONS);

  private SluiceNodes() {}

  /** Path of a tunnel. */
  public static YangInstanceIdentifier tunnel(String name) {
    return YangInstanceIdentifier.of(L2TP, TUNNEL)
        .node(NodeIdentifierWithPredicates.of(TUNNEL, L2TP_NAME, name));
  }

  /** Path of a pseudowire. */
  public static YangInstanceIdentifier pseudowire(String name) {
    return YangInstanceIdentifier.of(PSEUDOWIRES, PSEUDOWIRE)
        .node(NodeIdentifierWithPredicates.of(PSEUDOWIRE, PSEUDOWIRE_NAME, name));
  }

  private static QName inL2tp(String name) {
    return QName.create(L2TP_MODULE, name).intern();
  }

  private static QName inPseudowire(String name) {
    return QName.create(PSEUDOWIRE_MODULE, name).intern();
  }
}
