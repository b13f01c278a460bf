package net.sluice.netlink;

/** Constants of linux/netlink.h and linux/genetlink.h, under their kernel names. */
public final class Nl {
  public static final int NETLINK_ROUTE = 0;
  public static final int NETLINK_NETFILTER = 12;
  public static final int NETLINK_GENERIC = 16;

  public static final int SOL_NETLINK = 270;
  public static final int NETLINK_ADD_MEMBERSHIP = 1;
  public static final int NETLINK_DROP_MEMBERSHIP = 2;
  public static final int NETLINK_CAP_ACK = 10;
  public static final int NETLINK_EXT_ACK = 11;

  public static final int NLM_F_REQUEST = 0x1;
  public static final int NLM_F_ACK = 0x4;
  public static final int NLM_F_DUMP_INTR = 0x10;
  public static final int NLM_F_DUMP = 0x300;
  public static final int NLM_F_REPLACE = 0x100;
  public static final int NLM_F_EXCL = 0x200;
  public static final int NLM_F_CREATE = 0x400;
  public static final int NLM_F_CAPPED = 0x100;
  public static final int NLM_F_ACK_TLVS = 0x200;

  public static final int NLMSG_ERROR = 2;
  public static final int NLMSG_DONE = 3;

  /** Length of struct nlmsghdr, in bytes. */
  public static final int NLMSG_HDRLEN = 16;

  /** Length of struct nlattr, in bytes. */
  public static final int NLA_HDRLEN = 4;

  public static final int NLA_F_NESTED = 0x8000;
  public static final int NLA_F_NET_BYTEORDER = 0x4000;
  public static final int NLA_TYPE_MASK = 0x3fff;

  public static final int NLMSGERR_ATTR_MSG = 1;
  public static final int NLMSGERR_ATTR_OFFS = 2;
  public static final int NLMSGERR_ATTR_MISS_TYPE = 5;

  /** Length of struct genlmsghdr, in bytes. */
  public static final int GENL_HDRLEN = 4;

  public static final int GENL_ID_CTRL = 16;
  public static final int CTRL_CMD_GETFAMILY = 3;
  public static final int CTRL_ATTR_FAMILY_ID = 1;
  public static final int CTRL_ATTR_FAMILY_NAME = 2;
  public static final int CTRL_ATTR_VERSION = 3;
  public static final int CTRL_ATTR_MCAST_GROUPS = 7;
  public static final int CTRL_ATTR_MCAST_GRP_NAME = 1;
  public static final int CTRL_ATTR_MCAST_GRP_ID = 2;

  private Nl() {}

  /** Rounds a length up to the alignment of messages and attributes, 4 bytes. */
  static int align(int length) {
    return (length + 3) & ~3;
  }
}
