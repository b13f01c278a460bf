package net.sluice.l2tp.protocol;

import java.util.Collections;
import net.sluice.l2tp.ControlParameters;
import net.sluice.l2tp.SignaledTunnelProfile;

/** The changes of a tunnel that need a new control connection. */
final class ConnectionChanges {
  private ConnectionChanges() {}

  /** Returns true if a changed tunnel needs a new connection. */
  static boolean needNewConnection(SignaledTunnelProfile before, SignaledTunnelProfile after) {
    return !essence(before).equals(essence(after))
        || isNewSecret(before.parameters(), after.parameters());
  }

  /** Returns true if a connection with changed parameters must be a new one. */
  static boolean needNewConnection(ControlParameters before, ControlParameters after) {
    return !essence(before).equals(essence(after)) || isNewSecret(before, after);
  }

  /**
   * Returns true if the secrets have none in common. Secrets with one in common are a roll-over,
   * which a connection survives (RFC 3931 section 4.3).
   */
  private static boolean isNewSecret(ControlParameters before, ControlParameters after) {
    return before.authentication().secrets().isEmpty()
        ? !after.authentication().secrets().isEmpty()
        : Collections.disjoint(before.authentication().secrets(), after.authentication().secrets());
  }

  /** Returns a tunnel with defaults for all parts that can change on a live connection. */
  private static SignaledTunnelProfile essence(SignaledTunnelProfile tunnel) {
    return tunnel.withInitiate(true).withParameters(essence(tunnel.parameters()));
  }

  private static ControlParameters essence(ControlParameters parameters) {
    ControlParameters any = ControlParameters.of("");
    return parameters
        .withAuthentication(parameters.authentication().withSecrets(any.authentication().secrets()))
        .withTiming(any.timing())
        .withTieBreaker(any.tieBreaker())
        .withMaxSessions(any.maxSessions())
        .withFreshPort(any.freshPort());
  }
}
