package net.sluice.l2tp.protocol;

import java.util.Collections;
import net.sluice.l2tp.ControlParameters;
import net.sluice.l2tp.SignaledTunnelProfile;

/** Which changes of a tunnel a control connection outlives. */
final class ConnectionChanges {
  private ConnectionChanges() {}

  /** Whether the connection must be opened anew for a tunnel to be what it shall be. */
  static boolean needNewConnection(SignaledTunnelProfile before, SignaledTunnelProfile after) {
    return !essence(before).equals(essence(after))
        || isNewSecret(before.parameters(), after.parameters());
  }

  /** Whether the connection must be opened anew for it to go by other parameters. */
  static boolean needNewConnection(ControlParameters before, ControlParameters after) {
    return !essence(before).equals(essence(after)) || isNewSecret(before, after);
  }

  /** A change of secrets is a roll-over, for which they have one in common, or else a new peer. */
  private static boolean isNewSecret(ControlParameters before, ControlParameters after) {
    return before.authentication().secrets().isEmpty()
        ? !after.authentication().secrets().isEmpty()
        : Collections.disjoint(before.authentication().secrets(), after.authentication().secrets());
  }

  /** A tunnel, less what can be changed while its connection stands. */
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
