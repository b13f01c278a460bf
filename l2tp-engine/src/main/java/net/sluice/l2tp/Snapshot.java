package net.sluice.l2tp;

import java.util.Map;

/**
 * What a data plane has of the tunnels and sessions asked for; what it does not have is left out.
 *
 * @param tunnels tunnels by their id at this end
 * @param sessions sessions by their id at this end
 * @param interfaces interfaces of these sessions by name
 */
public record Snapshot(
    Map<Long, TunnelProfile> tunnels,
    Map<Long, ActualSession> sessions,
    Map<String, InterfaceState> interfaces) {

  /**
   * A session as the data plane tells it.
   *
   * @param profile what it is; the sublayer is not told by the kernel and stands as {@link
   *     Sublayer#NONE} where {@code sublayerKnown} is false
   * @param sublayerKnown whether the data plane tells the sublayer
   */
  public record ActualSession(SessionProfile profile, boolean sublayerKnown) {}
}
