package net.sluice.netlink.rtnl;

/**
 * Counters of a link since it exists (struct rtnl_link_stats64).
 *
 * @param rxBytes bytes of frames without FCS
 */
public record LinkStatistics(
    long rxPackets,
    long txPackets,
    long rxBytes,
    long txBytes,
    long rxErrors,
    long txErrors,
    long rxDropped,
    long txDropped) {

  /** A link that has seen nothing. */
  public static final LinkStatistics ZERO = new LinkStatistics(0, 0, 0, 0, 0, 0, 0, 0);
}
