package net.sluice.netlink.rtnl;

/**
 * Counters of a link since its creation (struct rtnl_link_stats64).
 *
 * @param rxBytes octets of received frames, without FCS
 * @param txBytes octets of sent frames, without FCS
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

  /** The counters of a new link. */
  public static final LinkStatistics ZERO = new LinkStatistics(0, 0, 0, 0, 0, 0, 0, 0);
}
