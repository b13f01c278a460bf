package net.sluice.l2tp;

import java.net.InetAddress;
import java.util.List;

/**
 * This host as an L2TP control connection endpoint (LCCE).
 *
 * @param hostName the Host Name to send if a tunnel has no other
 * @param routerId the Router ID AVP, 0 to 4294967295
 * @param vendorName the Vendor Name AVP; empty for none
 * @param listeners the local addresses that accept control connections from peers
 * @param maxTunnels largest number of control connections; 0 for no limit
 * @param maxSessions largest number of sessions; 0 for no limit
 * @param halfOpenLimit largest number of control connections that peers have begun but not
 *     established
 * @param setupRate largest number of SCCRQ accepted from one source address per second; 0 for no
 *     limit
 * @param drain true if new control connections and sessions from peers are refused
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
   * A local address that receives SCCRQ.
   *
   * @param encapsulation UDP or IP
   * @param address an address of the host, or the wildcard
   * @param port UDP port; 0 for IP encapsulation
   */
  public record Listener(Encapsulation encapsulation, InetAddress address, int port) {}
}
