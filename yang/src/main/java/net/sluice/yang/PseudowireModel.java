package net.sluice.yang;

import org.opendaylight.yangtools.yang.common.QName;
import org.opendaylight.yangtools.yang.common.QNameModule;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier.NodeIdentifierWithPredicates;

/** Names and paths of the nodes of the module sluice-pseudowire. */
public final class PseudowireModel {
  public static final QNameModule MODULE =
      QNameModule.of("urn:sluice:yang:sluice-pseudowire", "2026-11-30");

  public static final QName PSEUDOWIRES = QName.create(MODULE, "pseudowires");
  public static final QName PSEUDOWIRE = QName.create(MODULE, "pseudowire");
  public static final QName NAME = QName.create(MODULE, "name");
  public static final QName TUNNEL = QName.create(MODULE, "tunnel");
  public static final QName PROFILE = QName.create(MODULE, "profile");
  public static final QName ADMIN_STATUS = QName.create(MODULE, "admin-status");
  public static final QName LOCAL_SESSION_ID = QName.create(MODULE, "local-session-id");
  public static final QName PEER_SESSION_ID = QName.create(MODULE, "peer-session-id");
  public static final QName TRANSMIT_COOKIE = QName.create(MODULE, "transmit-cookie");
  public static final QName RECEIVE_COOKIE = QName.create(MODULE, "receive-cookie");
  public static final QName TYPE = QName.create(MODULE, "type");
  public static final QName SUBLAYER = QName.create(MODULE, "sublayer");
  public static final QName SEQUENCING = QName.create(MODULE, "sequencing");
  public static final QName MTU = QName.create(MODULE, "mtu");
  public static final QName INTERFACE_NAME = QName.create(MODULE, "interface-name");
  public static final QName ATTACHMENT = QName.create(MODULE, "attachment");
  public static final QName BRIDGE = QName.create(MODULE, "bridge");
  public static final QName FUNNEL = QName.create(MODULE, "funnel");
  public static final QName VLAN = QName.create(MODULE, "vlan");
  public static final QName GROUP = QName.create(MODULE, "group");
  public static final QName FUNNEL_LEAF = QName.create(MODULE, "funnel-leaf");
  public static final QName ID = QName.create(MODULE, "id");
  public static final QName OPER_STATUS = QName.create(MODULE, "oper-status");
  public static final QName LAST_CHANGE = QName.create(MODULE, "last-change");
  public static final QName LAST_ERROR = QName.create(MODULE, "last-error");
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

  /** The event list of a pseudowire. The nodes of a grouping belong to the module that uses it. */
  public static final QName EVENT = QName.create(MODULE, "event");

  public static final QName SEQUENCE = QName.create(MODULE, "sequence");
  public static final QName TIME = QName.create(MODULE, "time");
  public static final QName TEXT = QName.create(MODULE, "text");
  public static final QName INITIATE = QName.create(MODULE, "initiate");
  public static final QName COOKIE_LENGTH = QName.create(MODULE, "cookie-length");
  public static final QName REMOTE_END_ID = QName.create(MODULE, "remote-end-id");
  public static final QName RESET = QName.create(MODULE, "reset");
  public static final QName PSEUDOWIRE_UP = QName.create(MODULE, "pseudowire-up");
  public static final QName ORIGIN = QName.create(MODULE, "origin");
  public static final QName PSEUDOWIRE_DOWN = QName.create(MODULE, "pseudowire-down");
  public static final QName SIGNALED = QName.create(MODULE, "signaled");
  public static final QName STATE = QName.create(MODULE, "state");
  public static final QName TRANSMIT_COOKIE_LENGTH = QName.create(MODULE, "transmit-cookie-length");
  public static final QName RECEIVE_COOKIE_LENGTH = QName.create(MODULE, "receive-cookie-length");
  public static final QName LOCAL_CIRCUIT_STATUS = QName.create(MODULE, "local-circuit-status");
  public static final QName PEER_CIRCUIT_STATUS = QName.create(MODULE, "peer-circuit-status");
  public static final QName REASON = QName.create(MODULE, "reason");
  public static final QName LAST_RESULT_CODE = QName.create(MODULE, "last-result-code");
  public static final QName LAST_ERROR_CODE = QName.create(MODULE, "last-error-code");
  public static final QName RESULT_CODE = QName.create(MODULE, "result-code");
  public static final QName ERROR_CODE = QName.create(MODULE, "error-code");

  /** The path of the list {@code /pseudowires/pseudowire}. */
  public static final YangInstanceIdentifier PSEUDOWIRE_LIST =
      YangInstanceIdentifier.of(PSEUDOWIRES, PSEUDOWIRE);

  private PseudowireModel() {}

  /** Returns the path {@code /pseudowires/pseudowire[name]}. */
  public static YangInstanceIdentifier pseudowire(String name) {
    return PSEUDOWIRE_LIST.node(NodeIdentifierWithPredicates.of(PSEUDOWIRE, NAME, name));
  }
}
