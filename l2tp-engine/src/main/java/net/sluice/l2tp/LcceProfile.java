package net.sluice.l2tp;

import java.net.InetAddress;
import java.util.List;

/**
 * This host as an L2TP control connection endpoint (LCCE).
 *
 * @param hostName the Host Name where nothing else is configured
 * @param routerId the Router ID AVP, 0 to 4294967295
 * @param vendorName the Vendor Name AVP; empty for none
 * @param listeners where control connections from peers are accepted
 * @param maxTunnels most control connections; 0 for no limit
 * @param maxSessions most sessions; 0 for no limit
 * @param halfOpenLimit most control connections that peers have begun and not established
 * @param setupRate most SCCRQ taken in from one source address per second; 0 for no limit
 * @param drain whether new control connections and sessions from peers are refused
 */
public record LcceProfile(
    String hostName,
    long routerId,
    String vendorName,
    List<Listener> listeners,
    int maxTunnels,
    int maxSessions,
    int halfOpenLimit,
    int setupRate,
    boolean drain) {

  /**
   * Where SCCRQ are received.
   *
   * @param encapsulation UDP or IP
   * @param address an address of the host, or the wildcard
   * @param port UDP port; 0 for IP encapsulation
   */
  public record Listener(Encapsulation encapsulation, InetAddress address, int port) {}
}
