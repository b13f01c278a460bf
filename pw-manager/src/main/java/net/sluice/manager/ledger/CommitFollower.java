package net.sluice.manager.ledger;

import java.util.Optional;
import java.util.Set;
import net.sluice.l2tp.PseudowireProfile;
import net.sluice.l2tp.TunnelProfile;
import net.sluice.l2tp.signaling.Signaling;
import net.sluice.manager.desired.Change;
import net.sluice.manager.desired.Delta;
import net.sluice.manager.desired.DesiredPseudowire;
import net.sluice.manager.desired.DesiredState;
import net.sluice.manager.desired.DesiredTunnel;
import net.sluice.manager.ledger.CommitPlanner.CommitPlan;
import net.sluice.manager.ledger.Placed.Kind;
import net.sluice.manager.plan.Planner.Placements;
import net.sluice.manager.state.OperationalState;

/**
 * Enters commits into the ledger. It sets the wanted form of configured tunnels and sessions.
 *
 * <p>Thread: manager.
 */
final class CommitFollower {
  private final Signaling signaling;
  private final DesiredState desired;
  private final OperationalState operational;
  private final Ledger ledger;
  private final PeerSessions peerSessions;
  private final SignalingFollower follower;

  CommitFollower(
      Signaling signaling,
      DesiredState desired,
      OperationalState operational,
      Ledger ledger,
      PeerSessions peerSessions,
      SignalingFollower follower) {
    this.signaling = signaling;
    this.desired = desired;
    this.operational = operational;
    this.ledger = ledger;
    this.peerSessions = peerSessions;
    this.follower = follower;
  }

  /** Enters a commit whose plan was applied. The desired state is the one after the commit. */
  void enter(Delta delta, CommitPlan planned) {
    Placements placements = planned.placements();
    placements.tunnels().forEach(this::enterRemoved);
    placements.sessions().forEach(this::enterRemovedSession);
    delta.pseudowires().stream()
        .filter(Change::disappears)
        .forEach(change -> forget(change.name()));
    Set<String> created = planned.createdTunnels();
    delta.tunnels().forEach(change -> committedTunnel(change, planned, created));
    for (Change<DesiredPseudowire> change : delta.pseudowires()) {
      change.after().ifPresent(this::committedPseudowire);
    }
    placements.sessions().forEach(this::enterCreated);
    if (delta.host().accepts().isPresent() || !delta.funnels().funnels().isEmpty()) {
      configurePeerSessions();
    }
    for (Change<DesiredPseudowire> change : delta.pseudowires()) {
      // The report of a tunnel contains the number of its pseudowires.
      change.before().ifPresent(before -> ledger.toReport(before.tunnel()));
      change.after().ifPresent(after -> ledger.toReport(after.tunnel()));
    }
  }

  /** Marks the sessions of a plan that failed midway as changed, so that they are settled. */
  void failed(CommitPlan planned) {
    for (Change<PseudowireProfile> change : planned.placements().sessions()) {
      Placed session = ledger.session(change.name());
      if (session != null) {
        ledger.changed(session);
      }
    }
  }

  private void enterRemoved(Change<TunnelProfile> change) {
    change
        .before()
        .map(before -> ledger.tunnel(before.tunnelId()))
        .ifPresent(
            tunnel -> {
              ledger.lost(tunnel);
              tunnel.unwant();
              ledger.forget(tunnel);
            });
  }

  private void enterRemovedSession(Change<PseudowireProfile> change) {
    Placed session = ledger.session(change.name());
    boolean removed =
        change
            .before()
            .filter(
                before ->
                    change
                        .after()
                        .filter(after -> after.session().equals(before.session()))
                        .isEmpty())
            .isPresent();
    if (session != null && removed) {
      ledger.lost(session);
      if (session.kind() != Kind.STATIC) {
        ledger.changed(session);
      }
    }
  }

  private void enterCreated(Change<PseudowireProfile> change) {
    Placed session = ledger.session(change.name());
    Optional<PseudowireProfile> after = change.after();
    if (session == null || after.isEmpty()) {
      return;
    }
    PlacedTunnel tunnel = ledger.tunnel(after.get().session().tunnelId());
    if (tunnel == null) {
      throw new IllegalStateException("no tunnel of pseudowire " + change.name());
    }
    if (!session.isInPlace()) {
      ledger.created(session, tunnel);
    }
    session.configured(after.get().settings());
  }

  /** Marks the session of a pseudowire that is no longer configured for complete removal. */
  private void forget(String pseudowire) {
    Placed session = ledger.session(pseudowire);
    if (session != null) {
      ledger.remove(session);
      session.finish();
      ledger.changed(session);
    }
    operational.pseudowireGone(pseudowire);
  }

  private void committedTunnel(
      Change<DesiredTunnel> change, CommitPlan planned, Set<String> created) {
    String name = change.name();
    boolean followed = change.before().filter(DesiredTunnel.Signaled.class::isInstance).isPresent();
    boolean follows = change.after().filter(DesiredTunnel.Signaled.class::isInstance).isPresent();
    if (followed && !follows) {
      ledger.abandon(name);
      follower.removed(name);
    }
    if (change.disappears() || followed != follows) {
      ledger.problem(name, Optional.empty());
    }
    if (change.disappears()) {
      operational.tunnelGone(name, "removed from the configuration");
      return;
    }
    switch (change.after().get()) {
      case DesiredTunnel.Static after -> committedStatic(after.profile(), planned, created);
      case DesiredTunnel.Signaled after -> {
        if (!followed) {
          follower.configured(after.profile());
        }
      }
    }
    ledger.toReport(name);
  }

  private void committedStatic(TunnelProfile profile, CommitPlan planned, Set<String> created) {
    PlacedTunnel tunnel = ledger.wantStatic(profile);
    Optional<String> waiting = Optional.ofNullable(planned.waiting().get(profile.name()));
    if (created.contains(profile.name())) {
      tunnel.present(profile);
    }
    ledger.problem(profile.name(), waiting);
  }

  private void committedPseudowire(DesiredPseudowire pseudowire) {
    evictPeer(pseudowire.settings().name());
    Placed session = ledger.session(pseudowire.name());
    if (session == null) {
      session = placed(pseudowire);
      ledger.add(session);
    }
    switch (pseudowire) {
      case DesiredPseudowire.Static of -> {
        session.becomeStatic(of.profile());
        ledger.toReport(session);
      }
      case DesiredPseudowire.Keepalive of -> {
        session.becomeKeepalive(follower.keepaliveReport(of.profile()), of.settings());
        ledger.changed(session);
        follower.wantKeepalive(of.profile());
      }
      case DesiredPseudowire.Dynamic of -> {
        session.becomeDynamic(Reports.idle(of.profile()), of.settings());
        ledger.changed(session);
      }
    }
    if (session.present() != null && !session.isInPlace()) {
      ledger.changed(session); // it had another kind before
    }
  }

  private Placed placed(DesiredPseudowire pseudowire) {
    return new Placed(
        pseudowire.name(),
        desired.ids().require(pseudowire.name()),
        kind(pseudowire),
        switch (pseudowire) {
          case DesiredPseudowire.Static ignored -> null;
          case DesiredPseudowire.Keepalive of -> follower.keepaliveReport(of.profile());
          case DesiredPseudowire.Dynamic of -> Reports.idle(of.profile());
        },
        pseudowire.settings());
  }

  private static Kind kind(DesiredPseudowire pseudowire) {
    return switch (pseudowire) {
      case DesiredPseudowire.Static ignored -> Kind.STATIC;
      case DesiredPseudowire.Keepalive ignored -> Kind.KEEPALIVE;
      case DesiredPseudowire.Dynamic ignored -> Kind.DYNAMIC;
    };
  }

  /** Updates the settings of peers' sessions after a change of session profiles or funnels. */
  private void configurePeerSessions() {
    for (Placed session : peerSessions.all()) {
      session.configure(peerSessions.settings(session.configuredName(), session.report()));
      ledger.changed(session);
    }
  }

  /** Removes the peer's session that uses an interface name which is now configured. */
  private void evictPeer(String interfaceName) {
    peerSessions
        .withInterface(interfaceName)
        .ifPresent(
            session -> {
              session.unwant();
              ledger.changed(session);
              signaling.resetSession(session.name());
            });
  }
}
