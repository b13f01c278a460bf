package net.sluice.yang;

import org.opendaylight.yangtools.yang.common.QName;
import org.opendaylight.yangtools.yang.common.QNameModule;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier.NodeIdentifierWithPredicates;

/** Names and paths of the nodes of the module sluice-l2tp. */
public final class L2tpModel {
  public static final QNameModule MODULE =
      QNameModule.of("urn:sluice:yang:sluice-l2tp", "2026-11-30");

  public static final QName L2TP = QName.create(MODULE, "l2tp");
  public static final QName SYSTEM = QName.create(MODULE, "system");
  public static final QName DATA_PLANE = QName.create(MODULE, "data-plane");
  public static final QName AUTONAME_INTERFACES = QName.create(MODULE, "autoname-interfaces");
  public static final QName LIMITS = QName.create(MODULE, "limits");
  public static final QName MAX_TUNNELS = QName.create(MODULE, "max-tunnels");
  public static final QName MAX_SESSIONS = QName.create(MODULE, "max-sessions");
  public static final QName DATA_PLANE_IN_USE = QName.create(MODULE, "data-plane-in-use");
  public static final QName TUNNEL_PROFILE = QName.create(MODULE, "tunnel-profile");
  public static final QName PSEUDOWIRE_PROFILE = QName.create(MODULE, "pseudowire-profile");
  public static final QName TUNNEL = QName.create(MODULE, "tunnel");
  public static final QName NAME = QName.create(MODULE, "name");
  public static final QName PROFILE = QName.create(MODULE, "profile");
  public static final QName SIGNALING = QName.create(MODULE, "signaling");
  public static final QName ENCAPSULATION = QName.create(MODULE, "encapsulation");
  public static final QName LOCAL_ADDRESS = QName.create(MODULE, "local-address");
  public static final QName PEER_ADDRESS = QName.create(MODULE, "peer-address");
  public static final QName LOCAL_PORT = QName.create(MODULE, "local-port");
  public static final QName PEER_PORT = QName.create(MODULE, "peer-port");
  public static final QName UDP_CHECKSUM = QName.create(MODULE, "udp-checksum");
  public static final QName LOCAL_TUNNEL_ID = QName.create(MODULE, "local-tunnel-id");
  public static final QName PEER_TUNNEL_ID = QName.create(MODULE, "peer-tunnel-id");
  public static final QName OPER_STATUS = QName.create(MODULE, "oper-status");
  public static final QName LAST_CHANGE = QName.create(MODULE, "last-change");
  public static final QName LAST_ERROR = QName.create(MODULE, "last-error");
  public static final QName LAST_ERROR_TIME = QName.create(MODULE, "last-error-time");
  public static final QName SESSIONS = QName.create(MODULE, "sessions");
  public static final QName EVENT = QName.create(MODULE, "event");
  public static final QName SEQUENCE = QName.create(MODULE, "sequence");
  public static final QName TIME = QName.create(MODULE, "time");
  public static final QName TYPE = QName.create(MODULE, "type");
  public static final QName TEXT = QName.create(MODULE, "text");
  public static final QName INITIATE = QName.create(MODULE, "initiate");
  public static final QName HOST_NAME = QName.create(MODULE, "host-name");
  public static final QName SECRET = QName.create(MODULE, "secret");
  public static final QName SECONDARY_SECRET = QName.create(MODULE, "secondary-secret");
  public static final QName MESSAGE_DIGEST = QName.create(MODULE, "message-digest");
  public static final QName HIDE_AVPS = QName.create(MODULE, "hide-avps");
  public static final QName TIE_BREAKER = QName.create(MODULE, "tie-breaker");
  public static final QName HELLO_INTERVAL = QName.create(MODULE, "hello-interval");
  public static final QName RETRANSMIT = QName.create(MODULE, "retransmit");
  public static final QName TIMEOUT = QName.create(MODULE, "timeout");
  public static final QName CAP = QName.create(MODULE, "cap");
  public static final QName LIMIT = QName.create(MODULE, "limit");
  public static final QName RECEIVE_WINDOW = QName.create(MODULE, "receive-window");
  public static final QName ESTABLISH_TIMEOUT = QName.create(MODULE, "establish-timeout");
  public static final QName RETRY_INTERVAL = QName.create(MODULE, "retry-interval");
  public static final QName RETRY_CAP = QName.create(MODULE, "retry-cap");
  public static final QName ANSWER_PORT = QName.create(MODULE, "answer-port");
  public static final QName QUIRK = QName.create(MODULE, "quirk");
  public static final QName TUNNEL_ID = QName.create(MODULE, "tunnel-id");
  public static final QName ADDRESS = QName.create(MODULE, "address");
  public static final QName PORT = QName.create(MODULE, "port");
  public static final QName DROP = QName.create(MODULE, "drop");
  public static final QName REFUSAL = QName.create(MODULE, "refusal");
  public static final QName REASON = QName.create(MODULE, "reason");
  public static final QName COUNT = QName.create(MODULE, "count");
  public static final QName CONTROL_CONNECTION = QName.create(MODULE, "control-connection");
  public static final QName STATE = QName.create(MODULE, "state");
  public static final QName ESTABLISHED_SESSIONS = QName.create(MODULE, "established-sessions");
  public static final QName LOCAL = QName.create(MODULE, "local");
  public static final QName PEER = QName.create(MODULE, "peer");
  public static final QName ROUTER_ID = QName.create(MODULE, "router-id");
  public static final QName VENDOR_NAME = QName.create(MODULE, "vendor-name");
  public static final QName PSEUDOWIRE_TYPE = QName.create(MODULE, "pseudowire-type");
  public static final QName COUNTERS = QName.create(MODULE, "counters");
  public static final QName MESSAGE = QName.create(MODULE, "message");
  public static final QName SENT = QName.create(MODULE, "sent");
  public static final QName GOOD = QName.create(MODULE, "good");
  public static final QName BAD = QName.create(MODULE, "bad");
  public static final QName RETRANSMITS = QName.create(MODULE, "retransmits");
  public static final QName ZERO_LENGTH = QName.create(MODULE, "zero-length");
  public static final QName DUPLICATES = QName.create(MODULE, "duplicates");
  public static final QName OUT_OF_ORDER = QName.create(MODULE, "out-of-order");
  public static final QName DIGEST_FAILURES = QName.create(MODULE, "digest-failures");
  public static final QName CONGESTION_WINDOW = QName.create(MODULE, "congestion-window");
  public static final QName NS = QName.create(MODULE, "ns");
  public static final QName NR = QName.create(MODULE, "nr");
  public static final QName OPER_INTERFACE_NAME = QName.create(MODULE, "oper-interface-name");
  public static final QName IF_INDEX = QName.create(MODULE, "if-index");
  public static final QName OPER_MTU = QName.create(MODULE, "oper-mtu");
  public static final QName STATISTICS = QName.create(MODULE, "statistics");
  public static final QName IN_PACKETS = QName.create(MODULE, "in-packets");
  public static final QName IN_OCTETS = QName.create(MODULE, "in-octets");
  public static final QName IN_ERRORS = QName.create(MODULE, "in-errors");
  public static final QName OUT_PACKETS = QName.create(MODULE, "out-packets");
  public static final QName OUT_OCTETS = QName.create(MODULE, "out-octets");
  public static final QName OUT_ERRORS = QName.create(MODULE, "out-errors");
  public static final QName SIGNALED = QName.create(MODULE, "signaled");
  public static final QName REMOTE_END_ID = QName.create(MODULE, "remote-end-id");
  public static final QName LOCAL_SESSION_ID = QName.create(MODULE, "local-session-id");
  public static final QName PEER_SESSION_ID = QName.create(MODULE, "peer-session-id");
  public static final QName TRANSMIT_COOKIE_LENGTH = QName.create(MODULE, "transmit-cookie-length");
  public static final QName RECEIVE_COOKIE_LENGTH = QName.create(MODULE, "receive-cookie-length");
  public static final QName SUBLAYER = QName.create(MODULE, "sublayer");
  public static final QName SEQUENCING = QName.create(MODULE, "sequencing");
  public static final QName LOCAL_CIRCUIT_STATUS = QName.create(MODULE, "local-circuit-status");
  public static final QName PEER_CIRCUIT_STATUS = QName.create(MODULE, "peer-circuit-status");
  public static final QName LAST_RESULT_CODE = QName.create(MODULE, "last-result-code");
  public static final QName LAST_ERROR_CODE = QName.create(MODULE, "last-error-code");
  public static final QName RESULT_CODE = QName.create(MODULE, "result-code");
  public static final QName ERROR_CODE = QName.create(MODULE, "error-code");
  public static final QName LISTEN = QName.create(MODULE, "listen");
  public static final QName DRAIN = QName.create(MODULE, "drain");
  public static final QName HALF_OPEN = QName.create(MODULE, "half-open");
  public static final QName REFUSED_SESSIONS = QName.create(MODULE, "refused-sessions");
  public static final QName SETUP_RATE = QName.create(MODULE, "setup-rate");
  public static final QName HOST_NAME_IN_USE = QName.create(MODULE, "host-name-in-use");
  public static final QName ROUTER_ID_IN_USE = QName.create(MODULE, "router-id-in-use");
  public static final QName REFUSED = QName.create(MODULE, "refused");
  public static final QName SESSION_PROFILE = QName.create(MODULE, "session-profile");
  public static final QName PEER_PROFILE = QName.create(MODULE, "peer-profile");
  public static final QName MATCH = QName.create(MODULE, "match");
  public static final QName PREFIX = QName.create(MODULE, "prefix");
  public static final QName REFUSE = QName.create(MODULE, "refuse");
  public static final QName PEER_HOST_NAME = QName.create(MODULE, "peer-host-name");
  public static final QName RESET = QName.create(MODULE, "reset");
  public static final QName PEER_TUNNEL = QName.create(MODULE, "peer-tunnel");
  public static final QName SESSION = QName.create(MODULE, "session");
  public static final QName ORIGIN = QName.create(MODULE, "origin");
  public static final QName TUNNEL_UP = QName.create(MODULE, "tunnel-up");
  public static final QName TUNNEL_DOWN = QName.create(MODULE, "tunnel-down");

  /** The path {@code /l2tp/system}. */
  public static final YangInstanceIdentifier SYSTEM_PATH = YangInstanceIdentifier.of(L2TP, SYSTEM);

  /** The path {@code /l2tp/system/limits}. */
  public static final YangInstanceIdentifier LIMITS_PATH = SYSTEM_PATH.node(LIMITS).toOptimized();

  /** The path of the list {@code /l2tp/tunnel-profile}. */
  public static final YangInstanceIdentifier TUNNEL_PROFILES =
      YangInstanceIdentifier.of(L2TP, TUNNEL_PROFILE);

  /** The path of the list {@code /l2tp/pseudowire-profile}. */
  public static final YangInstanceIdentifier PSEUDOWIRE_PROFILES =
      YangInstanceIdentifier.of(L2TP, PSEUDOWIRE_PROFILE);

  /** The path of the list {@code /l2tp/session-profile}. */
  public static final YangInstanceIdentifier SESSION_PROFILES =
      YangInstanceIdentifier.of(L2TP, SESSION_PROFILE);

  /** The path of the list {@code /l2tp/peer-profile}. */
  public static final YangInstanceIdentifier PEER_PROFILES =
      YangInstanceIdentifier.of(L2TP, PEER_PROFILE);

  /** The path of the list {@code /l2tp/tunnel}. */
  public static final YangInstanceIdentifier TUNNELS = YangInstanceIdentifier.of(L2TP, TUNNEL);

  /** The path of the list {@code /l2tp/peer-tunnel}, which is state. */
  public static final YangInstanceIdentifier PEER_TUNNELS =
      YangInstanceIdentifier.of(L2TP, PEER_TUNNEL);

  /** The path of the list {@code /l2tp/session}, which is state. */
  public static final YangInstanceIdentifier SESSION_LIST =
      YangInstanceIdentifier.of(L2TP, SESSION);

  private L2tpModel() {}

  /** Returns the path {@code /l2tp/tunnel-profile[name]}. */
  public static YangInstanceIdentifier tunnelProfile(String name) {
    return TUNNEL_PROFILES.node(NodeIdentifierWithPredicates.of(TUNNEL_PROFILE, NAME, name));
  }

  /** Returns the path {@code /l2tp/pseudowire-profile[name]}. */
  public static YangInstanceIdentifier pseudowireProfile(String name) {
    return PSEUDOWIRE_PROFILES.node(
        NodeIdentifierWithPredicates.of(PSEUDOWIRE_PROFILE, NAME, name));
  }

  /** Returns the path {@code /l2tp/session-profile[name]}. */
  public static YangInstanceIdentifier sessionProfile(String name) {
    return SESSION_PROFILES.node(NodeIdentifierWithPredicates.of(SESSION_PROFILE, NAME, name));
  }

  /** Returns the path {@code /l2tp/peer-profile[name]}. */
  public static YangInstanceIdentifier peerProfile(String name) {
    return PEER_PROFILES.node(NodeIdentifierWithPredicates.of(PEER_PROFILE, NAME, name));
  }

  /** Returns the path {@code /l2tp/peer-tunnel[name]}. */
  public static YangInstanceIdentifier peerTunnel(String name) {
    return PEER_TUNNELS.node(NodeIdentifierWithPredicates.of(PEER_TUNNEL, NAME, name));
  }

  /** Returns the path {@code /l2tp/session[name]}. */
  public static YangInstanceIdentifier session(String name) {
    return SESSION_LIST.node(NodeIdentifierWithPredicates.of(SESSION, NAME, name));
  }

  /** Returns the path {@code /l2tp/system/listen[name]}. */
  public static YangInstanceIdentifier listen(String name) {
    return SYSTEM_PATH.node(LISTEN).node(NodeIdentifierWithPredicates.of(LISTEN, NAME, name));
  }

  /** Returns the path {@code /l2tp/tunnel[name]}. */
  public static YangInstanceIdentifier tunnel(String name) {
    return TUNNELS.node(NodeIdentifierWithPredicates.of(TUNNEL, NAME, name));
  }
}
