package net.sluice.l2tp;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Parameters of a control connection, with every inherited value resolved.
 *
 * @param hostName the Host Name AVP sent, 1 octet or more
 * @param secrets shared secrets: none for no authentication; the first one signs what is sent, and
 *     a second one is accepted and sent as well while keys are rolled over (RFC 3931 section 4.3)
 * @param digest type of the Message Digest; with no secret it is a check of integrity only
 * @param hideAvps whether AVPs that may be hidden are (RFC 3931 section 5.3); needs a secret
 * @param tieBreaker whether SCCRQ carries a tie breaker, so that one connection to the peer
 *     survives
 * @param helloInterval silence of the peer after which HELLO is sent; zero for never
 * @param retransmitTimeout time to the first retransmission; doubles with each
 * @param retransmitCap longest time between two retransmissions, 8 s or more (RFC 3931 section 4.2)
 * @param retransmitLimit number of retransmissions after which the peer is given up, 1 or more
 * @param receiveWindow the Receive Window Size offered, 1 to 65535
 * @param establishTimeout time within which a connection or a session must be established
 * @param retryInterval wait before the first new attempt after a failure; doubles with each
 * @param retryCap longest wait between two attempts
 * @param maxSessions most sessions in the connection; 0 for no limit
 * @param freshPort whether a responder over UDP answers from a port of its own (RFC 3931 section
 *     4.1.2)
 * @param quirks what the peer needs or is forgiven
 */
public record ControlParameters(
    String hostName,
    List<String> secrets,
    DigestType digest,
    boolean hideAvps,
    boolean tieBreaker,
    Duration helloInterval,
    Duration retransmitTimeout,
    Duration retransmitCap,
    int retransmitLimit,
    int receiveWindow,
    Duration establishTimeout,
    Duration retryInterval,
    Duration retryCap,
    int maxSessions,
    boolean freshPort,
    Set<Quirk> quirks) {

  /** Built-in values, with this host name. */
  public static ControlParameters of(String hostName) {
    return new ControlParameters(
        hostName,
        List.of(),
        DigestType.MD5,
        false,
        true,
        Duration.ofSeconds(60),
        Duration.ofSeconds(1),
        Duration.ofSeconds(8),
        10,
        256,
        Duration.ofSeconds(120),
        Duration.ofSeconds(1),
        Duration.ofSeconds(60),
        0,
        true,
        Set.of());
  }

  /** Copies the collections. */
  public ControlParameters {
    secrets = List.copyOf(secrets);
    quirks = Set.copyOf(quirks);
  }

  /** Keeps secrets out of logs. */
  @Override
  public String toString() {
    return "ControlParameters[hostName=%s, secrets=%d, digest=%s, quirks=%s]"
        .formatted(hostName, secrets.size(), digest, quirks);
  }
}
