package net.sluice.manager.ledger;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.sluice.l2tp.CircuitStatus;
import net.sluice.l2tp.InterfaceSettings;
import net.sluice.l2tp.PseudowireProfile;
import net.sluice.l2tp.SessionProfile;
import net.sluice.l2tp.Step;
import net.sluice.l2tp.TunnelProfile;
import net.sluice.l2tp.TunnelSocket;
import net.sluice.l2tp.signaling.Signaling;
import net.sluice.manager.desired.Change;
import net.sluice.manager.desired.FunnelDelta;
import net.sluice.manager.ledger.Placed.Kind;
import net.sluice.manager.plan.PlanRunner;
import net.sluice.manager.plan.PlanRunner.Refused;
import net.sluice.manager.plan.Planner;
import net.sluice.manager.plan.Planner.Placements;
import net.sluice.manager.plan.StepObject;
import org.jspecify.annotations.Nullable;

/**
 * Changes the data plane until the present form of the changed tunnels and sessions is the wanted
 * one, and answers signaling. A step that fails does not stop the others. {@link CommitPlanner}
 * plans the changes of a commit that must be applied as a whole.
 *
 * <p>Thread: manager.
 */
final class Settler {
  private final PlanRunner runner;
  private final Signaling signaling;
  private final Ledger ledger;
  private final Reader reader;

  /** True if the data plane failed midway, so that the ledger may be wrong. */
  private boolean doubtful;

  Settler(PlanRunner runner, Signaling signaling, Ledger ledger, Reader reader) {
    this.runner = runner;
    this.signaling = signaling;
    this.ledger = ledger;
    this.reader = reader;
  }

  /**
   * The result of a settlement.
   *
   * @param steps number of steps
   * @param leftover an object that could not be removed, with the reason
   */
  record Settled(int steps, Optional<String> leftover) {}

  /** Makes the next settlement read the changed objects first, because the ledger may be wrong. */
  void doubt() {
    doubtful = true;
  }

  /**
   * Settles the changed tunnels and sessions, and answers signaling.
   *
   * @throws RuntimeException if the data plane does not answer; the next call starts again
   */
  Settled settle() {
    List.copyOf(ledger.changedTunnels()).stream()
        .filter(tunnel -> tunnel.isFinished() && !tunnel.isUsed())
        .forEach(ledger::abandon);
    if (doubtful) {
      reader.read(List.copyOf(ledger.changedTunnels()), List.copyOf(ledger.changedSessions()));
    }
    List<PlacedTunnel> tunnels = unsettledTunnels();
    List<Placed> sessions = sessionsToChange(tunnels);
    List<Step> steps =
        Planner.plan(
                new Placements(changes(tunnels), changes(sessions, tunnels), this::socket),
                FunnelDelta.NONE)
            .steps();
    doubtful = true;
    Map<StepObject, Refused> refused = runner.applyEach(steps);
    tunnels.forEach(tunnel -> enter(tunnel, refused.get(StepObject.tunnel(tunnel.name()))));
    sessions.forEach(session -> enter(session, refused.get(StepObject.pseudowire(session.name()))));
    doubtful = false;
    answer();
    ledger.changedSessions().forEach(ledger::toReport);
    ledger.changedTunnels().removeIf(tunnel -> tunnel.isWanted() || !tunnel.isPresent());
    ledger.changedSessions().removeIf(session -> !mustBeRemoved(session));
    return new Settled(steps.size(), leftover(refused));
  }

  private Optional<TunnelSocket> socket(long tunnelId) {
    PlacedTunnel tunnel = ledger.tunnel(tunnelId);
    return tunnel == null ? Optional.empty() : tunnel.socket();
  }

  /** Returns the tunnels to create or remove. */
  private List<PlacedTunnel> unsettledTunnels() {
    List<PlacedTunnel> unsettled = new ArrayList<>();
    for (PlacedTunnel tunnel : ledger.changedTunnels()) {
      if (tunnel.isWanted() && tunnel.isStatic() && !ledger.claimId(tunnel)) {
        ledger.problem(
            tunnel.name(),
            Optional.of("waits for tunnel id %d, which another tunnel has".formatted(tunnel.id())));
      } else if (!tunnel.isSettled()) {
        unsettled.add(tunnel);
      } else if (tunnel.isWanted()) {
        ledger.problem(tunnel.name(), Optional.empty());
      }
    }
    return unsettled;
  }

  /** Returns the sessions that changed, and those that are removed with their tunnels. */
  private List<Placed> sessionsToChange(List<PlacedTunnel> tunnels) {
    Set<Placed> sessions = new LinkedHashSet<>(ledger.changedSessions());
    for (PlacedTunnel tunnel : tunnels) {
      if (tunnel.isPresent()) {
        sessions.addAll(tunnel.sessions());
      }
    }
    return List.copyOf(sessions);
  }

  private static List<Change<TunnelProfile>> changes(List<PlacedTunnel> tunnels) {
    return tunnels.stream()
        .map(tunnel -> new Change<>(tunnel.name(), tunnel.asPresent(), tunnel.asWanted()))
        .toList();
  }

  private List<Change<PseudowireProfile>> changes(
      List<Placed> sessions, List<PlacedTunnel> tunnels) {
    Set<PlacedTunnel> created = new LinkedHashSet<>(tunnels);
    List<Change<PseudowireProfile>> changes = new ArrayList<>();
    for (Placed session : sessions) {
      Optional<PseudowireProfile> before = session.asPresent();
      Optional<PseudowireProfile> after = target(session, created);
      if (before.isEmpty() && after.isEmpty()) {
        continue;
      }
      if (session.isBroken()) {
        before.ifPresent(
            old -> changes.add(new Change<>(session.name(), before, Optional.empty())));
        after.ifPresent(
            wanted -> changes.add(new Change<>(session.name(), Optional.empty(), after)));
      } else {
        changes.add(new Change<>(session.name(), before, after));
      }
    }
    return changes;
  }

  /** Returns the form that a session must get, if its tunnel can carry it. */
  private Optional<PseudowireProfile> target(Placed session, Set<PlacedTunnel> unsettled) {
    SessionProfile wanted = session.wanted();
    if (wanted == null) {
      return Optional.empty();
    }
    PlacedTunnel tunnel = ledger.tunnel(wanted.tunnelId());
    if (tunnel != null && tunnel.isWanted() && (tunnel.isPresent() || unsettled.contains(tunnel))) {
      InterfaceSettings settings = session.settingsIn(tunnel.profile(), wanted);
      return Optional.of(new PseudowireProfile(session.name(), tunnel.name(), wanted, settings));
    }
    boolean goesWithTunnel = tunnel != null && tunnel == session.tunnel();
    if (goesWithTunnel && session.kind() != Kind.STATIC) {
      session.unwant();
    } else if (session.present() == null || session.kind().isNegotiated()) {
      refuse(session, "the data plane does not have its tunnel");
    }
    return Optional.empty();
  }

  // --- Results -----------------------------------------------------------------------------------

  private void enter(PlacedTunnel tunnel, @Nullable Refused refused) {
    boolean removed = refused == null || !(refused.step() instanceof Step.DeleteTunnel);
    if (tunnel.isPresent() && removed) {
      ledger.lost(tunnel);
    }
    if (!tunnel.isWanted()) {
      if (removed && tunnel.isStatic()) {
        ledger.forget(tunnel);
      }
      return;
    }
    ledger.problem(tunnel.name(), Optional.ofNullable(refused).map(Refused::text));
    if (refused == null) {
      tunnel.present(tunnel.profile());
    } else if (!tunnel.isStatic()) {
      ledger.forget(tunnel);
      signaling.tunnelRefused(tunnel.id(), refused.text());
    }
  }

  private void enter(Placed session, @Nullable Refused refused) {
    if (refused == null) {
      enterApplied(session);
      return;
    }
    switch (refused.step()) {
      case Step.CreateSession ignored -> {
        ledger.lost(session);
        refuse(session, refused.text());
      }
      case Step.Configure ignored -> {
        if (!session.isInPlace()) {
          enterCreated(session);
        }
        session.problem(refused.text());
      }
      default -> session.problem(refused.text()); // a removal failed
    }
  }

  private void enterApplied(Placed session) {
    SessionProfile wanted = session.wanted();
    PlacedTunnel tunnel = wanted == null ? null : ledger.tunnel(wanted.tunnelId());
    if (tunnel == null || !tunnel.isWanted() || !tunnel.isPresent()) {
      ledger.lost(session);
      return;
    }
    if (!session.isInPlace()) {
      enterCreated(session);
    }
    InterfaceSettings settings = session.settings();
    if (!settings.equals(session.given())) {
      session.configured(settings);
    } else {
      session.solved();
    }
  }

  private void enterCreated(Placed session) {
    ledger.lost(session);
    SessionProfile wanted = session.wanted();
    PlacedTunnel tunnel = wanted == null ? null : ledger.tunnel(wanted.tunnelId());
    if (tunnel != null) {
      ledger.created(session, tunnel);
    }
  }

  private void refuse(Placed session, String reason) {
    session.problem(reason);
    SessionProfile wanted = session.wanted();
    if (wanted == null || !session.kind().isNegotiated()) {
      return; // DriftRepair retries it
    }
    if (session.isAwaited()) {
      signaling.sessionRefused(wanted.sessionId(), reason);
    } else {
      signaling.resetSession(session.name());
    }
    session.unwant();
  }

  private static boolean mustBeRemoved(Placed session) {
    return session.present() != null && !session.isInPlace();
  }

  private static Optional<String> leftover(Map<StepObject, Refused> refused) {
    return refused.entrySet().stream()
        .filter(
            entry ->
                entry.getValue().step() instanceof Step.DeleteSession
                    || entry.getValue().step() instanceof Step.DeleteTunnel)
        .findFirst()
        .map(entry -> entry.getKey() + ": " + entry.getValue().text());
  }

  // --- Answers -----------------------------------------------------------------------------------

  private void answer() {
    Map<String, CircuitStatus> circuits = new LinkedHashMap<>();
    List<Long> installed = new ArrayList<>();
    for (Placed session : ledger.changedSessions()) {
      session.circuitChange().ifPresent(status -> circuits.put(session.name(), status));
      SessionProfile present = session.present();
      if (session.takeAnswerDue() && present != null) {
        installed.add(present.sessionId());
      }
    }
    if (!circuits.isEmpty()) {
      signaling.circuitStatus(circuits);
    }
    if (!installed.isEmpty()) {
      signaling.installed(installed);
    }
    for (PlacedTunnel tunnel : ledger.changedTunnels()) {
      if (tunnel.isFinished() && !tunnel.isWanted() && !tunnel.isPresent()) {
        ledger.forget(tunnel);
        signaling.released(tunnel.id());
      }
    }
  }
}
