package net.sluice.yang;

import org.opendaylight.yangtools.yang.common.QName;
import org.opendaylight.yangtools.yang.common.QNameModule;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier.NodeIdentifierWithPredicates;

/** Names and paths of the nodes of the module sluice-l2tp. */
public final class L2tpModel {
  public static final QNameModule MODULE =
      QNameModule.of("urn:sluice:yang:sluice-l2tp", "2026-11-20");

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
  public static final QName SESSIONS = QName.create(MODULE, "sessions");
  public static final QName EVENT = QName.create(MODULE, "event");
  public static final QName SEQUENCE = QName.create(MODULE, "sequence");
  public static final QName TIME = QName.create(MODULE, "time");
  public static final QName TYPE = QName.create(MODULE, "type");
  public static final QName TEXT = QName.create(MODULE, "text");

  /** {@code /l2tp/system}. */
  public static final YangInstanceIdentifier SYSTEM_PATH = YangInstanceIdentifier.of(L2TP, SYSTEM);

  /** {@code /l2tp/system/limits}. */
  public static final YangInstanceIdentifier LIMITS_PATH = SYSTEM_PATH.node(LIMITS).toOptimized();

  /** {@code /l2tp/tunnel-profile}, the list. */
  public static final YangInstanceIdentifier TUNNEL_PROFILES =
      YangInstanceIdentifier.of(L2TP, TUNNEL_PROFILE);

  /** {@code /l2tp/pseudowire-profile}, the list. */
  public static final YangInstanceIdentifier PSEUDOWIRE_PROFILES =
      YangInstanceIdentifier.of(L2TP, PSEUDOWIRE_PROFILE);

  /** {@code /l2tp/tunnel}, the list. */
  public static final YangInstanceIdentifier TUNNELS = YangInstanceIdentifier.of(L2TP, TUNNEL);

  private L2tpModel() {}

  /** {@code /l2tp/tunnel-profile[name]}. */
  public static YangInstanceIdentifier tunnelProfile(String name) {
    return TUNNEL_PROFILES.node(NodeIdentifierWithPredicates.of(TUNNEL_PROFILE, NAME, name));
  }

  /** {@code /l2tp/pseudowire-profile[name]}. */
  public static YangInstanceIdentifier pseudowireProfile(String name) {
    return PSEUDOWIRE_PROFILES.node(
        NodeIdentifierWithPredicates.of(PSEUDOWIRE_PROFILE, NAME, name));
  }

  /** {@code /l2tp/tunnel[name]}. */
  public static YangInstanceIdentifier tunnel(String name) {
    return TUNNELS.node(NodeIdentifierWithPredicates.of(TUNNEL, NAME, name));
  }
}
