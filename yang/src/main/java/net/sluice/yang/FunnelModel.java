package net.sluice.yang;

import org.opendaylight.yangtools.yang.common.QName;
import org.opendaylight.yangtools.yang.common.QNameModule;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier.NodeIdentifierWithPredicates;

/** Names and paths of the nodes of the module sluice-funnelbridge. */
public final class FunnelModel {
  public static final QNameModule MODULE =
      QNameModule.of("urn:sluice:yang:sluice-funnelbridge", "2026-11-30");

  public static final QName FUNNELS = QName.create(MODULE, "funnels");
  public static final QName FUNNEL = QName.create(MODULE, "funnel");
  public static final QName NAME = QName.create(MODULE, "name");
  public static final QName UPLINK = QName.create(MODULE, "uplink");
  public static final QName INTERFACE = QName.create(MODULE, "interface");
  public static final QName VLAN = QName.create(MODULE, "vlan");
  public static final QName ISOLATION = QName.create(MODULE, "isolation");
  public static final QName MTU = QName.create(MODULE, "mtu");
  public static final QName FLOODING = QName.create(MODULE, "flooding");
  public static final QName UNKNOWN_UNICAST = QName.create(MODULE, "unknown-unicast");
  public static final QName MULTICAST = QName.create(MODULE, "multicast");
  public static final QName BROADCAST = QName.create(MODULE, "broadcast");
  public static final QName LEARNING = QName.create(MODULE, "learning");
  public static final QName NEIGHBOR_SUPPRESSION = QName.create(MODULE, "neighbor-suppression");
  public static final QName MAC_LIMIT = QName.create(MODULE, "mac-limit");
  public static final QName LEAF_CAPACITY = QName.create(MODULE, "leaf-capacity");
  public static final QName VLAN_MAPPING = QName.create(MODULE, "vlan-mapping");
  public static final QName STORM_CONTROL = QName.create(MODULE, "storm-control");
  public static final QName ARP_RATE = QName.create(MODULE, "arp-rate");
  public static final QName DHCP_RATE = QName.create(MODULE, "dhcp-rate");
  public static final QName ID = QName.create(MODULE, "id");
  public static final QName OPER_STATUS = QName.create(MODULE, "oper-status");
  public static final QName LAST_CHANGE = QName.create(MODULE, "last-change");
  public static final QName LAST_ERROR = QName.create(MODULE, "last-error");
  public static final QName LEVELS = QName.create(MODULE, "levels");
  public static final QName PSEUDOWIRES = QName.create(MODULE, "pseudowires");
  public static final QName BRIDGE = QName.create(MODULE, "bridge");
  public static final QName LEVEL = QName.create(MODULE, "level");
  public static final QName INDEX = QName.create(MODULE, "index");
  public static final QName PARENT = QName.create(MODULE, "parent");
  public static final QName PORTS_USED = QName.create(MODULE, "ports-used");
  public static final QName PORTS_FREE = QName.create(MODULE, "ports-free");
  public static final QName RUNNING = QName.create(MODULE, "running");
  public static final QName IN_PACKETS = QName.create(MODULE, "in-packets");
  public static final QName IN_OCTETS = QName.create(MODULE, "in-octets");
  public static final QName OUT_PACKETS = QName.create(MODULE, "out-packets");
  public static final QName OUT_OCTETS = QName.create(MODULE, "out-octets");
  public static final QName EVENT = QName.create(MODULE, "event");
  public static final QName SEQUENCE = QName.create(MODULE, "sequence");
  public static final QName TIME = QName.create(MODULE, "time");
  public static final QName TYPE = QName.create(MODULE, "type");
  public static final QName TEXT = QName.create(MODULE, "text");
  public static final QName LOCATE = QName.create(MODULE, "locate");
  public static final QName ADDRESS = QName.create(MODULE, "address");
  public static final QName PSEUDOWIRE = QName.create(MODULE, "pseudowire");
  public static final QName INTERFACE_NAME = QName.create(MODULE, "interface-name");

  /** The path of the list {@code /funnels/funnel}. */
  public static final YangInstanceIdentifier FUNNEL_LIST =
      YangInstanceIdentifier.of(FUNNELS, FUNNEL);

  private FunnelModel() {}

  /** Returns the path {@code /funnels/funnel[name]}. */
  public static YangInstanceIdentifier funnel(String name) {
    return FUNNEL_LIST.node(NodeIdentifierWithPredicates.of(FUNNEL, NAME, name));
  }
}
