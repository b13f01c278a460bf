package net.sluice.l2tp.protocol;

import java.util.Optional;
import net.sluice.l2tp.ControlParameters;
import net.sluice.l2tp.PeerProfile;
import net.sluice.l2tp.Result;
import net.sluice.l2tp.ResultCodes;
import net.sluice.l2tp.SignaledTunnelProfile;
import net.sluice.l2tp.signaling.Cause;
import net.sluice.l2tp.signaling.Reason;
import net.sluice.l2tp.wire.ControlMessage.Endpoint;

/**
 * The configuration of a tunnel's control connections, from a tunnel or from a peer profile.
 *
 * @param parameters parameters of the control connections
 * @param peerHostName Host Name that the peer must send; empty to accept any
 * @param udpChecksum true if its data packets over UDP carry a checksum
 * @param peerProfile name of the peer profile that accepted it; empty for a configured tunnel
 * @param peerSessions largest number of sessions of a peer without a configured tunnel; 0 for no
 *     limit
 * @param sessionProfile name of the session profile for Remote End IDs that are not configured
 */
public record ConnectionTerms(
    ControlParameters parameters,
    Optional<String> peerHostName,
    boolean udpChecksum,
    Optional<String> peerProfile,
    int peerSessions,
    Optional<String> sessionProfile) {

  /** Returns the terms of a configured tunnel. */
  static ConnectionTerms of(SignaledTunnelProfile profile) {
    return new ConnectionTerms(
        profile.parameters(),
        profile.peerHostName(),
        profile.udpChecksum(),
        Optional.empty(),
        0,
        Optional.empty());
  }

  /** Returns the terms of a tunnel that a peer opens. */
  static ConnectionTerms of(PeerProfile profile) {
    return new ConnectionTerms(
        profile.parameters(),
        Optional.empty(),
        true,
        Optional.of(profile.name()),
        profile.maxSessions(),
        profile.sessionProfile());
  }

  /** Returns the terms for an unknown peer, which are used only to refuse it. */
  static ConnectionTerms of(ControlParameters parameters) {
    return new ConnectionTerms(
        parameters, Optional.empty(), true, Optional.empty(), 0, Optional.empty());
  }

  /** Returns the reason to refuse a peer with these properties; empty for none. */
  Optional<Cause> objection(Endpoint peer) {
    if (peerHostName.filter(wanted -> !wanted.equals(peer.hostName())).isPresent()) {
      return Optional.of(
          Cause.of(
              Reason.WRONG_HOST_NAME,
              Result.of(
                  ResultCodes.STOP_NOT_AUTHORIZED,
                  "host name %s is not the one expected".formatted(peer.hostName()))));
    }
    // RFC 3931 section 4.3: authentication is bidirectional, and the nonce shows that it is on.
    if (!peer.nonce().isEmpty() && parameters.authentication().secrets().isEmpty()) {
      return Optional.of(
          Cause.of(
              Reason.NO_SECRET,
              Result.of(
                  ResultCodes.STOP_NOT_AUTHORIZED, "there is no secret to authenticate with")));
    }
    return Optional.empty();
  }
}
