package net.sluice.l2tp;

/**
 * The parameters of a session in a tunnel.
 *
 * @param tunnelId id of its tunnel at this end
 * @param peerTunnelId id of its tunnel at the peer
 * @param sessionId id at this end, 1 to 4294967295, unique in the namespace
 * @param peerSessionId id at the peer, 1 to 4294967295
 * @param transmitCookie the cookie in packets sent (the kernel's L2TP_ATTR_COOKIE)
 * @param receiveCookie the cookie expected in packets received (the kernel's L2TP_ATTR_PEER_COOKIE)
 * @param sublayer the L2-specific sublayer, the same in both directions
 * @param sequencing use of sequence numbers
 * @param interfaceName name of its network interface, 1 to 15 characters
 */
public record SessionProfile(
    long tunnelId,
    long peerTunnelId,
    long sessionId,
    long peerSessionId,
    Cookie transmitCookie,
    Cookie receiveCookie,
    Sublayer sublayer,
    Sequencing sequencing,
    String interfaceName) {

  /** Returns this profile with another sublayer. */
  public SessionProfile withSublayer(Sublayer other) {
    return new SessionProfile(
        tunnelId,
        peerTunnelId,
        sessionId,
        peerSessionId,
        transmitCookie,
        receiveCookie,
        other,
        sequencing,
        interfaceName);
  }

  /** Returns this profile with another use of sequence numbers. */
  public SessionProfile withSequencing(Sequencing other) {
    return new SessionProfile(
        tunnelId,
        peerTunnelId,
        sessionId,
        peerSessionId,
        transmitCookie,
        receiveCookie,
        sublayer,
        other,
        interfaceName);
  }

  /** Returns this profile with another interface name. */
  public SessionProfile withInterfaceName(String other) {
    return new SessionProfile(
        tunnelId,
        peerTunnelId,
        sessionId,
        peerSessionId,
        transmitCookie,
        receiveCookie,
        sublayer,
        sequencing,
        other);
  }
}
