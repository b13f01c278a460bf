package net.sluice.l2tp;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Parameters of a control connection, with every inherited value resolved.
 *
 * @param hostName the Host Name AVP to send, 1 octet or more
 * @param authentication how control messages are signed and hidden
 * @param delivery how control messages are retransmitted
 * @param timing when the connection is checked, given up and opened again
 * @param tieBreaker true if SCCRQ carries a tie breaker, so that one connection to the peer
 *     survives
 * @param maxSessions largest number of sessions in the connection; 0 for no limit
 * @param freshPort true if a responder over UDP answers from a port of its own (RFC 3931 section
 *     4.1.2)
 * @param quirks the deviations from the RFCs that are used with the peer
 */
public record ControlParameters(
    String hostName,
    Authentication authentication,
    Delivery delivery,
    Timing timing,
    boolean tieBreaker,
    int maxSessions,
    boolean freshPort,
    Set<Quirk> quirks) {

  /**
   * The protection of control messages (RFC 3931 sections 4.3 and 5.3).
   *
   * @param secrets shared secrets: none for no authentication; Sluice signs with the first one, and
   *     also accepts and sends a second one while keys are rolled over
   * @param digest type of the Message Digest; without a secret it only checks integrity
   * @param hideAvps true if AVPs that may be hidden are hidden; this needs a secret
   */
  public record Authentication(List<String> secrets, DigestType digest, boolean hideAvps) {
    /** Copies the list. */
    public Authentication {
      secrets = List.copyOf(secrets);
    }

    /** Returns this protection with other secrets. */
    public Authentication withSecrets(List<String> other) {
      return new Authentication(other, digest, hideAvps);
    }

    /** Returns a text without the secrets, for logs. */
    @Override
    public String toString() {
      return "Authentication[secrets=%d, digest=%s, hideAvps=%s]"
          .formatted(secrets.size(), digest, hideAvps);
    }
  }

  /**
   * The reliable delivery of control messages (RFC 3931 section 4.2).
   *
   * @param retransmitTimeout time to the first retransmission; doubles with each
   * @param retransmitCap longest time between two retransmissions, 8 s or more
   * @param retransmitLimit number of retransmissions after which the peer is given up, 1 or more
   * @param receiveWindow the Receive Window Size to offer, 1 to 65535 messages
   */
  public record Delivery(
      Duration retransmitTimeout, Duration retransmitCap, int retransmitLimit, int receiveWindow) {}

  /**
   * The times that govern the life of a connection and its sessions.
   *
   * @param helloInterval silence of the peer after which HELLO is sent; zero for never
   * @param establishTimeout time within which a connection or a session must be established
   * @param retryInterval wait before the first new attempt after a failure; doubles with each
   * @param retryCap longest wait between two attempts
   */
  public record Timing(
      Duration helloInterval,
      Duration establishTimeout,
      Duration retryInterval,
      Duration retryCap) {}

  /** Copies the collection. */
  public ControlParameters {
    quirks = Set.copyOf(quirks);
  }

  /** Returns the built-in values with this host name. */
  public static ControlParameters of(String hostName) {
    return new ControlParameters(
        hostName,
        new Authentication(List.of(), DigestType.MD5, false),
        new Delivery(Duration.ofSeconds(1), Duration.ofSeconds(8), 10, 256),
        new Timing(
            Duration.ofSeconds(60),
            Duration.ofSeconds(120),
            Duration.ofSeconds(1),
            Duration.ofSeconds(60)),
        true,
        0,
        true,
        Set.of());
  }

  /** Returns these parameters with another protection. */
  public ControlParameters withAuthentication(Authentication other) {
    return new ControlParameters(
        hostName, other, delivery, timing, tieBreaker, maxSessions, freshPort, quirks);
  }

  /** Returns these parameters with other times. */
  public ControlParameters withTiming(Timing other) {
    return new ControlParameters(
        hostName, authentication, delivery, other, tieBreaker, maxSessions, freshPort, quirks);
  }

  /** Returns these parameters with or without a tie breaker. */
  public ControlParameters withTieBreaker(boolean other) {
    return new ControlParameters(
        hostName, authentication, delivery, timing, other, maxSessions, freshPort, quirks);
  }

  /** Returns these parameters with another limit of sessions; 0 for no limit. */
  public ControlParameters withMaxSessions(int other) {
    return new ControlParameters(
        hostName, authentication, delivery, timing, tieBreaker, other, freshPort, quirks);
  }

  /** Returns these parameters with or without a port of its own for a responder. */
  public ControlParameters withFreshPort(boolean other) {
    return new ControlParameters(
        hostName, authentication, delivery, timing, tieBreaker, maxSessions, other, quirks);
  }
}
