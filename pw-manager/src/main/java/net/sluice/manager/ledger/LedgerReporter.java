package net.sluice.manager.ledger;

import java.util.Optional;
import net.sluice.l2tp.signaling.TunnelReport;
import net.sluice.manager.desired.DesiredState;
import net.sluice.manager.ledger.Placed.Kind;
import net.sluice.manager.state.OperationalState;

/**
 * Writes the state of the ledger's tunnels and sessions into the operational state.
 *
 * <p>Thread: manager.
 */
final class LedgerReporter {
  private final DesiredState desired;
  private final OperationalState operational;
  private final Ledger ledger;
  private final PeerSessions peerSessions;
  private final SignalingFollower follower;

  LedgerReporter(
      DesiredState desired,
      OperationalState operational,
      Ledger ledger,
      PeerSessions peerSessions,
      SignalingFollower follower) {
    this.desired = desired;
    this.operational = operational;
    this.ledger = ledger;
    this.peerSessions = peerSessions;
    this.follower = follower;
  }

  void report(String name) {
    TunnelReport report = follower.report(name);
    if (report == null) {
      desired
          .staticTunnel(name)
          .ifPresent(
              tunnel ->
                  operational.tunnel(
                      tunnel, desired.pseudowiresIn(name).size(), ledger.problem(name)));
      return;
    }
    PlacedTunnel tunnel = ledger.latest(name);
    operational.signaledTunnel(
        report,
        tunnel == null ? Optional.empty() : tunnel.asPresent(),
        desired.pseudowiresIn(name).size() + peerSessions.countIn(name),
        ledger.problem(name));
  }

  void report(Placed session) {
    if (session.isFinished()) {
      return;
    }
    if (session.kind() == Kind.STATIC) {
      reportStatic(session);
      return;
    }
    operational.signaledSession(
        session.id(),
        session.report(),
        session.kind().isNegotiated(),
        Optional.ofNullable(session.present()),
        session.settings(),
        session.state(),
        session.problem());
  }

  private void reportStatic(Placed session) {
    if (session.present() == null && session.problem().isEmpty()) {
      session.problem("interface %s is not there".formatted(session.interfaceName()));
    }
    desired
        .staticPseudowire(session.name())
        .ifPresent(
            profile ->
                operational.pseudowire(session.id(), profile, session.state(), session.problem()));
  }
}
