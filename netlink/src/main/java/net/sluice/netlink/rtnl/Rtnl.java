package net.sluice.netlink.rtnl;

/** Constants of linux/rtnetlink.h, if_link.h, if_addr.h and if.h, under their kernel names. */
public final class Rtnl {
  public static final int RTM_NEWLINK = 16;
  public static final int RTM_DELLINK = 17;
  public static final int RTM_GETLINK = 18;
  public static final int RTM_SETLINK = 19;
  public static final int RTM_GETADDR = 22;

  public static final int RTM_GETNEIGH = 30;
  public static final int RTM_NEWVLAN = 112;
  public static final int RTM_GETVLAN = 114;

  public static final int RTNLGRP_LINK = 1;

  /** Length of struct ifinfomsg, in bytes. */
  public static final int IFINFOMSG_LENGTH = 16;

  /** Length of struct ifaddrmsg, in bytes. */
  public static final int IFADDRMSG_LENGTH = 8;

  /** Length of struct ndmsg, in bytes. */
  public static final int NDMSG_LENGTH = 12;

  /** Length of struct br_vlan_msg, in bytes. */
  public static final int BR_VLAN_MSG_LENGTH = 8;

  /** Longest interface name, in bytes (IFNAMSIZ without the NUL). */
  public static final int IFNAME_MAX = 15;

  public static final int IFF_UP = 0x1;
  public static final int IFF_RUNNING = 0x40;
  public static final int IFF_NOARP = 0x80;
  public static final int IFF_LOWER_UP = 0x10000;

  public static final int IFLA_ADDRESS = 1;
  public static final int IFLA_IFNAME = 3;
  public static final int IFLA_MTU = 4;
  public static final int IFLA_LINK = 5;
  public static final int IFLA_MASTER = 10;
  public static final int IFLA_OPERSTATE = 16;
  public static final int IFLA_LINKMODE = 17;
  public static final int IFLA_LINKINFO = 18;
  public static final int IFLA_IFALIAS = 20;
  public static final int IFLA_STATS64 = 23;
  public static final int IFLA_AF_SPEC = 26;
  public static final int IFLA_GROUP = 27;
  public static final int IFLA_NUM_TX_QUEUES = 31;
  public static final int IFLA_NUM_RX_QUEUES = 32;

  public static final int IFLA_INFO_KIND = 1;
  public static final int IFLA_INFO_DATA = 2;
  public static final int IFLA_INFO_SLAVE_KIND = 4;
  public static final int IFLA_INFO_SLAVE_DATA = 5;
  public static final int VETH_INFO_PEER = 1;
  public static final int IFLA_INET6_ADDR_GEN_MODE = 8;

  public static final int IFLA_BR_STP_STATE = 5;
  public static final int IFLA_BR_VLAN_FILTERING = 7;
  public static final int IFLA_BR_VLAN_PROTOCOL = 8;
  public static final int IFLA_BR_GROUP_FWD_MASK = 9;
  public static final int IFLA_BR_MCAST_SNOOPING = 23;
  public static final int IFLA_BR_VLAN_DEFAULT_PVID = 39;
  public static final int IFLA_BR_FDB_MAX_LEARNED = 49;

  public static final int IFLA_VLAN_ID = 1;

  public static final int IFLA_BRPORT_LEARNING = 8;
  public static final int IFLA_BRPORT_UNICAST_FLOOD = 9;
  public static final int IFLA_BRPORT_MCAST_FLOOD = 27;
  public static final int IFLA_BRPORT_BCAST_FLOOD = 30;
  public static final int IFLA_BRPORT_NEIGH_SUPPRESS = 32;
  public static final int IFLA_BRPORT_ISOLATED = 33;

  public static final int IFLA_BRIDGE_VLAN_INFO = 2;
  public static final int BRIDGE_VLAN_INFO_PVID = 0x2;
  public static final int BRIDGE_VLAN_INFO_UNTAGGED = 0x4;
  public static final int BRIDGE_VLAN_INFO_RANGE_BEGIN = 0x8;
  public static final int BRIDGE_VLAN_INFO_RANGE_END = 0x10;
  public static final int BRIDGE_VLANDB_ENTRY = 1;
  public static final int BRIDGE_VLANDB_ENTRY_INFO = 1;
  public static final int BRIDGE_VLANDB_ENTRY_RANGE = 2;

  public static final int NDA_LLADDR = 2;
  public static final int NDA_VLAN = 5;
  public static final int NDA_MASTER = 9;

  public static final int IF_OPER_DORMANT = 5;
  public static final int IF_OPER_UP = 6;
  public static final int IF_LINK_MODE_DEFAULT = 0;
  public static final int IF_LINK_MODE_DORMANT = 1;

  public static final int IFA_ADDRESS = 1;
  public static final int IFA_LOCAL = 2;

  private Rtnl() {}
}
