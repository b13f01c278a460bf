package net.sluice.l2tp;

import java.net.InetAddress;

/**
 * The parameters of a tunnel, with every inherited value resolved.
 *
 * @param name its name in the configuration
 * @param tunnelId id at this end, 1 to 4294967295, unique in the namespace
 * @param peerTunnelId id at the peer, 1 to 4294967295
 * @param encapsulation UDP or IP
 * @param localAddress address of this end
 * @param localPort UDP port of this end, 1 to 65535; 0 for IP encapsulation
 * @param peerAddress address of the peer, of the same family
 * @param peerPort UDP port of the peer, 1 to 65535; 0 for IP encapsulation
 * @param udpChecksum true if data packets over UDP carry a checksum; always true for IP
 *     encapsulation
 */
public record TunnelProfile(
    String name,
    long tunnelId,
    long peerTunnelId,
    Encapsulation encapsulation,
    InetAddress localAddress,
    int localPort,
    InetAddress peerAddress,
    int peerPort,
    boolean udpChecksum) {

  /** Returns this profile with another name. */
  public TunnelProfile withName(String other) {
    return new TunnelProfile(
        other,
        tunnelId,
        peerTunnelId,
        encapsulation,
        localAddress,
        localPort,
        peerAddress,
        peerPort,
        udpChecksum);
  }
}
