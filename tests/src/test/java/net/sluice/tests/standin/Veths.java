package net.sluice.tests.standin;

import net.sluice.netlink.rtnl.LinkWriter;
import net.sluice.netlink.rtnl.VethPair;

/**
 * veth pairs in the place of sessions. One end is the session's interface; the other, the
 * customer's, is up, so that the former has a carrier as l2tpeth always has. What belongs to a
 * tunnel has a link group of its own, by which one request deletes all of it, as the kernel deletes
 * a tunnel with its sessions.
 */
public final class Veths {
  /** Far from the groups of funnels. */
  private static final int GROUPS = 1000;

  private Veths() {}

  /** The link group of what belongs to a tunnel. */
  public static int group(long tunnelId) {
    return GROUPS + (int) tunnelId;
  }

  /** Writes the request for a pair. It is named from the customer's end, to which alone up goes. */
  public static void create(LinkWriter links, long tunnelId, String interfaceName) {
    links.create(VethPair.of("c" + interfaceName, interfaceName).withGroup(group(tunnelId))).up();
  }

  /** The same as a line for {@code ip -batch}. */
  public static String ipLine(long tunnelId, String interfaceName) {
    String end = "group %d numtxqueues 1 numrxqueues 1".formatted(group(tunnelId));
    return "link add c%1$s up %2$s type veth peer name %1$s %2$s".formatted(interfaceName, end);
  }
}
