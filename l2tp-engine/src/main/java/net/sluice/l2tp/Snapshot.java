package net.sluice.l2tp;

import java.util.Map;

/**
 * The requested tunnels and sessions that a data plane has; objects that it does not have are left
 * out.
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
   * A session as the data plane reports it.
   *
   * @param profile its parameters; the kernel does not report the sublayer, so it is {@link
   *     Sublayer#NONE} if {@code sublayerKnown} is false
   * @param sublayerKnown true if the data plane reports the sublayer
   */
  public record ActualSession(SessionProfile profile, boolean sublayerKnown) {}
}
