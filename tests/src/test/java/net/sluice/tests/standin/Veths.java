package net.sluice.tests.standin;

import net.sluice.netlink.rtnl.LinkWriter;
import net.sluice.netlink.rtnl.VethPair;

/**
 * Pairs of veths that replace sessions. One end is the interface of the session. The other is the
 * customer's end; it is up, so that the first has a carrier, as l2tpeth always has. The veths of a
 * tunnel have a link group, by which one request deletes all of them, as the kernel deletes a
 * tunnel with its sessions.
 */
public final class Veths {
  /** The first link group; funnels use others. */
  private static final int GROUPS = 1000;

  private Veths() {}

  /** Returns the link group of a tunnel. */
  public static int group(long tunnelId) {
    return GROUPS + (int) tunnelId;
  }

  /** Writes the request for a pair. The customer's end comes first, because "up" applies to it. */
  public static void create(LinkWriter links, long tunnelId, String interfaceName) {
    links.create(VethPair.of("c" + interfaceName, interfaceName).withGroup(group(tunnelId))).up();
  }

  /** Returns the same request as a line for {@code ip -batch}. */
  public static String ipLine(long tunnelId, String interfaceName) {
    String end = "group %d numtxqueues 1 numrxqueues 1".formatted(group(tunnelId));
    return "link add c%1$s up %2$s type veth peer name %1$s %2$s".formatted(interfaceName, end);
  }
}
