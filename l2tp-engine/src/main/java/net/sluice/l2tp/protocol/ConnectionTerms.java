package net.sluice.l2tp.protocol;

import java.util.Optional;
import net.sluice.l2tp.ControlParameters;
import net.sluice.l2tp.PeerProfile;
import net.sluice.l2tp.Result;
import net.sluice.l2tp.ResultCodes;
import net.sluice.l2tp.SignaledTunnelProfile;
import net.sluice.l2tp.wire.ControlMessage.Endpoint;

/**
 * What a tunnel goes by, whoever opened it.
 *
 * @param parameters parameters of its control connections
 * @param peerHostName Host Name that the peer must give; any when empty
 * @param udpChecksum whether its data packets over UDP carry a checksum
 * @param peerProfile name of the peer profile that let it in
 * @param sessionProfile the session profile for sessions whose Remote End ID nothing else names
 */
public record ConnectionTerms(
    ControlParameters parameters,
    Optional<String> peerHostName,
    boolean udpChecksum,
    Optional<String> peerProfile,
    Optional<String> sessionProfile) {

  /** Those of a configured tunnel. */
  static ConnectionTerms of(SignaledTunnelProfile profile) {
    return new ConnectionTerms(
        profile.parameters(),
        profile.peerHostName(),
        profile.udpChecksum(),
        Optional.empty(),
        Optional.empty());
  }

  /** Those of a tunnel that a peer opens. */
  static ConnectionTerms of(PeerProfile profile) {
    return new ConnectionTerms(
        profile.parameters(),
        Optional.empty(),
        true,
        Optional.of(profile.name()),
        profile.sessionProfile());
  }

  /** Those of nobody, whom there is nothing to be said to but that. */
  static ConnectionTerms of(ControlParameters parameters) {
    return new ConnectionTerms(
        parameters, Optional.empty(), true, Optional.empty(), Optional.empty());
  }

  /** What speaks against a peer as it describes itself. */
  Optional<Result> objection(Endpoint peer) {
    if (peerHostName.filter(wanted -> !wanted.equals(peer.hostName())).isPresent()) {
      return Optional.of(
          Result.of(
              ResultCodes.STOP_NOT_AUTHORIZED,
              "host name %s is not the one expected".formatted(peer.hostName())));
    }
    // 4.3: authentication is bidirectional, and the nonce says that it is on.
    if (!peer.nonce().isEmpty() && parameters.authentication().secrets().isEmpty()) {
      return Optional.of(
          Result.of(ResultCodes.STOP_NOT_AUTHORIZED, "there is no secret to authenticate with"));
    }
    return Optional.empty();
  }
}
