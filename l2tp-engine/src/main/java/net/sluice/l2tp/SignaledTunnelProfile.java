package net.sluice.l2tp;

import java.net.InetAddress;
import java.util.Optional;

/**
 * The wanted state of a tunnel whose control channel Sluice runs, with every inherited value
 * resolved.
 *
 * @param name its name in the configuration
 * @param encapsulation UDP or IP
 * @param localAddress address of this end
 * @param localPort UDP port of this end; 0 for any, and for IP encapsulation
 * @param peerAddress address of the peer, of the same family
 * @param peerPort UDP port that the peer listens on; 0 for IP encapsulation
 * @param udpChecksum true if data packets over UDP carry a checksum; always true for IP
 *     encapsulation
 * @param initiate true if this end opens the control connection; otherwise it waits for the peer
 * @param peerHostName Host Name that the peer must send; empty for any
 * @param keepalive the configured ids of a tunnel that uses only HELLO and ACK; empty for the full
 *     protocol
 * @param parameters parameters of the control connection
 */
public record SignaledTunnelProfile(
    String name,
    Encapsulation encapsulation,
    InetAddress localAddress,
    int localPort,
    InetAddress peerAddress,
    int peerPort,
    boolean udpChecksum,
    boolean initiate,
    Optional<String> peerHostName,
    Optional<TunnelIds> keepalive,
    ControlParameters parameters) {

  /**
   * Configured tunnel ids.
   *
   * @param local id at this end, 1 to 4294967295
   * @param peer id at the peer, 1 to 4294967295
   */
  public record TunnelIds(long local, long peer) {}

  /** Returns this profile with this end opening the control connection, or waiting for it. */
  public SignaledTunnelProfile withInitiate(boolean other) {
    return new SignaledTunnelProfile(
        name,
        encapsulation,
        localAddress,
        localPort,
        peerAddress,
        peerPort,
        udpChecksum,
        other,
        peerHostName,
        keepalive,
        parameters);
  }

  /** Returns this profile with other parameters of the control connection. */
  public SignaledTunnelProfile withParameters(ControlParameters other) {
    return new SignaledTunnelProfile(
        name,
        encapsulation,
        localAddress,
        localPort,
        peerAddress,
        peerPort,
        udpChecksum,
        initiate,
        peerHostName,
        keepalive,
        other);
  }
}
