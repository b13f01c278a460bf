package net.sluice.manager.signaled;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import net.sluice.l2tp.CircuitStatus;
import net.sluice.l2tp.DataPlane;
import net.sluice.l2tp.InterfaceState;
import net.sluice.l2tp.PseudowireProfile;
import net.sluice.l2tp.SessionProfile;
import net.sluice.l2tp.SignaledTunnelProfile;
import net.sluice.l2tp.Snapshot;
import net.sluice.l2tp.TunnelProfile;
import net.sluice.l2tp.signaling.SessionReport;
import net.sluice.l2tp.signaling.Signaling;
import net.sluice.l2tp.signaling.SignalingEvent;
import net.sluice.l2tp.signaling.SignalingEvent.InstallSession;
import net.sluice.l2tp.signaling.SignalingEvent.InstallTunnel;
import net.sluice.l2tp.signaling.SignalingEvent.SessionChanged;
import net.sluice.l2tp.signaling.SignalingEvent.SessionGone;
import net.sluice.l2tp.signaling.SignalingEvent.TunnelChanged;
import net.sluice.l2tp.signaling.SignalingEvent.TunnelGone;
import net.sluice.l2tp.signaling.SignalingEvent.TunnelOver;
import net.sluice.l2tp.signaling.TunnelReport;
import net.sluice.manager.api.Plan.PlannedStep;
import net.sluice.manager.desired.Delta;
import net.sluice.manager.desired.Delta.Change;
import net.sluice.manager.desired.DesiredPseudowire;
import net.sluice.manager.desired.DesiredState;
import net.sluice.manager.desired.SignaledDelta;
import net.sluice.manager.desired.SignaledPseudowire;
import net.sluice.manager.funnels.Funnels;
import net.sluice.manager.plan.PlanRunner;
import net.sluice.manager.signaled.SignaledDataPlane.Settled;
import net.sluice.manager.state.OperationalState;

/**
 * Signalled tunnels and pseudowires, and the sessions that peers opened: what the configuration
 * says of them, what the signaling tells, and what becomes of that in the data plane and in the
 * operational state. Runs on the manager's thread.
 *
 * <p>The interface of a pseudowire outlives its session: it is dormant until another session takes
 * its place. That of a peer's session goes with it.
 */
public final class SignaledPseudowires {
  private final DataPlane dataPlane;
  private final Signaling signaling;
  private final DesiredState desired;
  private final OperationalState operational;
  private final SignaledDataPlane plane;
  private final Funnels funnels;

  private final Map<String, TunnelReport> tunnels = new HashMap<>();
  private final Map<String, String> tunnelProblems = new HashMap<>();
  private final Set<String> changedTunnels = new LinkedHashSet<>();
  private final Map<String, SignaledSession> sessions = new HashMap<>();
  private final PeerSessions peerSessions;

  public SignaledPseudowires(
      DataPlane dataPlane,
      PlanRunner runner,
      Signaling signaling,
      DesiredState desired,
      OperationalState operational,
      Funnels funnels,
      Supplier<String> prefix) {
    this.dataPlane = dataPlane;
    this.signaling = signaling;
    this.desired = desired;
    this.operational = operational;
    this.funnels = funnels;
    peerSessions = new PeerSessions(desired, funnels, prefix);
    plane = new SignaledDataPlane(runner, signaling);
  }

  // --- What the signaling tells ------------------------------------------------------------------

  /** Takes in what the signaling told; {@link #settle} does what it asks for. */
  public void handle(Collection<SignalingEvent> events) {
    for (SignalingEvent event : events) {
      switch (event) {
        case TunnelChanged(TunnelReport report) -> tunnelChanged(report);
        case TunnelGone(String name) -> tunnelGone(name);
        case InstallTunnel(var profile, var socket) -> {
          plane.install(profile, socket);
          keepaliveIn(profile.name()).forEach(this::wantKeepalive);
        }
        case TunnelOver(long tunnelId) -> tunnelOver(tunnelId);
        case InstallSession(SessionReport report) ->
            session(report)
                .ifPresent(
                    session -> {
                      session.install(report);
                      plane.changed(session);
                    });
        case SessionChanged(SessionReport report) ->
            session(report)
                .ifPresent(
                    session -> {
                      session.report = report;
                      plane.changed(session);
                    });
        case SessionGone(String name, long localId) -> sessionGone(name, localId);
      }
    }
  }

  private void tunnelChanged(TunnelReport report) {
    String name = report.name();
    if (report.configured() && desired.signaledTunnel(name).isEmpty()) {
      return; // removed from the configuration before
    }
    tunnels.put(name, report);
    changedTunnels.add(name);
    for (PseudowireProfile pseudowire : keepaliveIn(name)) {
      SignaledSession session = sessions.get(pseudowire.name());
      session.report = Reports.keepalive(pseudowire, Optional.of(report));
      plane.changed(session);
    }
  }

  /**
   * A keepalive tunnel, whose successor has the same id, is let go at once, and what is in it with
   * it; of others what is in it waits for successors.
   */
  private void tunnelOver(long tunnelId) {
    plane
        .nameOf(tunnelId)
        .ifPresent(
            name ->
                keepaliveIn(name)
                    .forEach(pseudowire -> sessions.get(pseudowire.name()).wanted = null));
    plane.over(tunnelId);
  }

  private List<PseudowireProfile> keepaliveIn(String tunnel) {
    if (desired.signaledTunnel(tunnel).flatMap(SignaledTunnelProfile::keepalive).isEmpty()) {
      return List.of();
    }
    return desired.pseudowiresIn(tunnel).stream()
        .flatMap(name -> desired.keepalivePseudowire(name).stream())
        .toList();
  }

  private void wantKeepalive(PseudowireProfile pseudowire) {
    if (plane.wantsTunnel(pseudowire.tunnel(), pseudowire.session().tunnelId())) {
      SignaledSession session = sessions.get(pseudowire.name());
      session.wanted = pseudowire.session();
      plane.changed(session);
    }
  }

  /** The session that a report is about; none if it is not configured any more. */
  private Optional<SignaledSession> session(SessionReport report) {
    SignaledSession known = sessions.get(report.name());
    if (known != null || report.acceptProfile().isEmpty()) {
      return Optional.ofNullable(known);
    }
    SignaledSession opened = peerSessions.open(report);
    sessions.put(report.name(), opened);
    changedTunnels.add(report.tunnel());
    return Optional.of(opened);
  }

  private void sessionGone(String name, long localId) {
    SignaledSession session = sessions.get(name);
    if (session == null) {
      return; // removed from the configuration before
    }
    if (session.openedByPeer()) {
      forget(session);
    } else if (session.wanted != null && session.wanted.sessionId() == localId) {
      session.wanted = null;
      plane.changed(session);
    }
  }

  private void tunnelGone(String name) {
    TunnelReport last = tunnels.remove(name);
    tunnelProblems.remove(name);
    if (last != null) {
      operational.peerTunnelGone(last);
    }
  }

  /** Nothing of a session shall be left. */
  private void forget(SignaledSession session) {
    sessions.remove(session.name);
    session.wanted = null;
    session.awaited = false;
    session.over = true;
    plane.changed(session);
    if (session.openedByPeer()) {
      peerSessions.over(session);
      changedTunnels.add(session.report.tunnel());
      operational.peerSessionGone(session.report);
    } else if (desired.pseudowire(session.name).isEmpty()) {
      operational.pseudowireGone(session.name);
    }
  }

  // --- What is committed -------------------------------------------------------------------------

  /**
   * What has to be removed before a commit can be applied: the sessions whose interfaces have names
   * that static pseudowires take over.
   */
  public List<PlannedStep> inTheWay(Delta delta) {
    return displaced(delta).stream().map(SignaledDataPlane::removal).toList();
  }

  private List<SignaledSession> displaced(Delta delta) {
    Set<String> names = new HashSet<>();
    for (Change<PseudowireProfile> change : delta.pseudowires()) {
      change.after().ifPresent(after -> names.add(after.settings().name()));
    }
    List<SignaledSession> displaced = new ArrayList<>();
    for (Change<DesiredPseudowire> change : delta.allPseudowires()) {
      change
          .before()
          .filter(before -> names.contains(before.settings().name()))
          .map(before -> sessions.get(change.name()))
          .ifPresent(displaced::add);
    }
    names.forEach(name -> peerSessions.withInterface(name).ifPresent(displaced::add));
    displaced.removeIf(session -> session.present == null);
    return displaced;
  }

  /**
   * Takes over what was committed, and applied where it is static. What it means to peers is left
   * to the signaling; {@link #settle} does what it means to interfaces that are there.
   *
   * @param applied the part of it that the data plane took
   */
  public void committed(Delta delta, Delta applied) {
    displaced(applied).forEach(plane::sessionLost);
    for (Change<PseudowireProfile> change : delta.pseudowires()) {
      change.after().ifPresent(after -> evictPeer(after.settings().name()));
    }
    SignaledDelta signaled = delta.signaled();
    // What is dynamic now may have been in a keepalive tunnel, and the reverse.
    Stream.concat(signaled.pseudowires().stream(), signaled.keepalive().stream())
        .filter(Change::disappears)
        .forEach(change -> forget(sessions.get(change.name())));
    signaled.tunnels().forEach(this::committedTunnel);
    signaled.pseudowires().forEach(change -> change.after().ifPresent(this::committedPseudowire));
    signaled.keepalive().forEach(change -> change.after().ifPresent(this::committedKeepalive));
    if (signaled.accepts().isPresent() || !delta.funnels().funnels().isEmpty()) {
      configurePeerSessions();
    }
    for (Change<DesiredPseudowire> change : delta.allPseudowires()) {
      // Tunnels tell how many pseudowires they have.
      change.before().ifPresent(before -> changedTunnels.add(before.tunnel()));
      change.after().ifPresent(after -> changedTunnels.add(after.tunnel()));
    }
    if (!signaled.isEmpty()) {
      signaling.update(signaled.update());
    }
  }

  /** The session profiles changed, or funnels. */
  private void configurePeerSessions() {
    for (SignaledSession session : peerSessions.all()) {
      session.configure(peerSessions.settings(session.configured.name(), session.report));
      plane.changed(session);
    }
  }

  private void committedTunnel(Change<SignaledTunnelProfile> change) {
    String name = change.name();
    if (change.disappears()) {
      plane.removeTunnel(name);
      tunnels.remove(name);
      tunnelProblems.remove(name);
      if (desired.tunnel(name).isEmpty()) {
        operational.tunnelGone(name, "removed from the configuration");
      }
      return;
    }
    if (change.appears()) {
      tunnels.put(name, Reports.idle(change.after().orElseThrow()));
    }
    changedTunnels.add(name);
  }

  private void committedPseudowire(SignaledPseudowire pseudowire) {
    SignaledSession session =
        sessions.computeIfAbsent(
            pseudowire.name(),
            name ->
                new SignaledSession(
                    name,
                    desired.ids().get(name),
                    Reports.idle(pseudowire.profile()),
                    pseudowire.settings()));
    evictPeer(pseudowire.settings().name());
    session.configure(pseudowire.settings());
    plane.changed(session);
  }

  private void committedKeepalive(PseudowireProfile pseudowire) {
    SessionReport report =
        Reports.keepalive(pseudowire, Optional.ofNullable(tunnels.get(pseudowire.tunnel())));
    SignaledSession session =
        sessions.computeIfAbsent(
            pseudowire.name(),
            name ->
                new SignaledSession(name, desired.ids().get(name), report, pseudowire.settings()));
    evictPeer(pseudowire.settings().name());
    session.report = report;
    session.configured = pseudowire.settings();
    session.wanted = null;
    plane.changed(session);
    wantKeepalive(pseudowire);
  }

  /** A name that is configured now is taken from the session of a peer that has it. */
  private void evictPeer(String interfaceName) {
    peerSessions
        .withInterface(interfaceName)
        .ifPresent(
            session -> {
              session.wanted = null;
              session.awaited = false;
              plane.changed(session);
              signaling.resetSession(session.name);
            });
  }

  // --- What others do to the data plane ----------------------------------------------------------

  /**
   * Looks at interfaces that changed, and puts right what is not as it shall be.
   *
   * @param heard the interfaces by name, as they were told to be last; empty for those that went
   */
  public void look(Map<String, Optional<InterfaceState>> heard) {
    Set<SignaledSession> suspects = new LinkedHashSet<>();
    heard.forEach(
        (name, state) -> {
          Optional<SignaledSession> session =
              withInterface(name)
                  .or(() -> state.map(told -> sessions.get(told.settings().alias())))
                  .filter(known -> known.present != null);
          // Most of what is told is our own doing.
          session
              .filter(
                  known -> !Optional.of(known.given).equals(state.map(InterfaceState::settings)))
              .ifPresent(suspects::add);
        });
    check(suspects);
  }

  /** Looks at every interface but those that are to be tried again. */
  public void lookAtAll() {
    check(
        sessions.values().stream()
            .filter(session -> session.present != null && session.problem.isEmpty())
            .toList());
  }

  /**
   * Tries again what could not be done.
   *
   * @param isDue tells of a session whether its time has come
   */
  public void retry(Predicate<String> isDue) {
    List<SignaledSession> troubled =
        sessions.values().stream()
            .filter(session -> session.problem.isPresent() && isDue.test(session.name))
            .toList();
    troubled.stream()
        .flatMap(session -> desired.keepalivePseudowire(session.name).stream())
        .forEach(this::wantKeepalive);
    check(troubled.stream().filter(session -> session.present != null).toList());
  }

  private Optional<SignaledSession> withInterface(String name) {
    return desired
        .pseudowireWithInterface(name)
        .map(sessions::get)
        .or(() -> peerSessions.withInterface(name));
  }

  private void check(Collection<SignaledSession> suspects) {
    Map<String, InterfaceState> found =
        suspects.isEmpty()
            ? Map.of()
            : dataPlane.interfaces(suspects.stream().map(session -> session.given.name()).toList());
    List<SignaledSession> missing = new ArrayList<>();
    Map<String, CircuitStatus> faults = new LinkedHashMap<>();
    for (SignaledSession session : suspects) {
      InterfaceState state = found.get(session.given.name());
      if (state == null) {
        missing.add(session);
      } else if (session.drifted(state.settings())) {
        faults.put(session.name, CircuitStatus.DOWN);
      }
    }
    suspects.stream().filter(session -> session.problem.isPresent()).forEach(this::report);
    if (!faults.isEmpty()) {
      signaling.circuitStatus(faults);
    }
    suspects.forEach(plane::changed);
    if (!missing.isEmpty()) {
      agreeAnew(missing);
    }
    settle();
  }

  /** What is gone, or has another interface, is made again with another session. */
  private void agreeAnew(List<SignaledSession> missing) {
    Set<Long> tunnelIds = new HashSet<>();
    List<SessionProfile> profiles = new ArrayList<>();
    for (SignaledSession session : missing) {
      tunnelIds.add(session.present.tunnelId());
      profiles.add(session.present);
    }
    Snapshot actual = dataPlane.snapshot(tunnelIds, profiles);
    for (SignaledSession session : missing) {
      if (session.present == null) {
        continue; // gone with its tunnel
      }
      if (!actual.tunnels().containsKey(session.present.tunnelId())) {
        tunnelLost(session.tunnel);
        continue;
      }
      String interfaceName = session.given.name();
      if (!actual.sessions().containsKey(session.present.sessionId())) {
        plane.sessionLost(session);
      }
      if (desired.keepalivePseudowire(session.name).isPresent()) {
        continue; // there is nothing to agree on
      }
      session.wanted = null;
      session.problem =
          Optional.of(
              "interface %s is not there: the session is agreed on anew".formatted(interfaceName));
      signaling.resetSession(session.name);
    }
  }

  /** The socket of a tunnel that was deleted is of no use to another (l2tp_tunnel_register()). */
  private void tunnelLost(TunnelProfile tunnel) {
    plane.tunnelLost(tunnel.tunnelId());
    if (keepaliveIn(tunnel.name()).isEmpty()) {
      signaling.resetTunnel(tunnel.name());
    } else {
      signaling.tunnelRefused(tunnel.tunnelId(), "somebody has deleted it");
    }
  }

  // --- What is told ------------------------------------------------------------------------------

  /**
   * Does to the data plane what is to be done, and tells what came of it.
   *
   * @throws RuntimeException the data plane can't be talked to; the next call does it all again
   */
  public void settle() {
    Settled settled = funnels.around(plane::settle);
    settled
        .tunnels()
        .forEach(
            (name, problem) ->
                problem.ifPresentOrElse(
                    text -> tunnelProblems.put(name, text), () -> tunnelProblems.remove(name)));
    changedTunnels.addAll(settled.tunnels().keySet());
    changedTunnels.forEach(this::reportTunnel);
    changedTunnels.clear();
    settled.sessions().stream().filter(session -> !session.over).forEach(this::report);
    operational.leftovers(settled.leftover());
  }

  private void reportTunnel(String name) {
    TunnelReport report = tunnels.get(name);
    if (report != null) {
      operational.signaledTunnel(
          report,
          plane.tunnel(name),
          desired.pseudowiresIn(name).size() + peerSessions.countIn(name),
          Optional.ofNullable(tunnelProblems.get(name)));
    }
  }

  private void report(SignaledSession session) {
    operational.signaledSession(
        session.id,
        session.report,
        desired.keepalivePseudowire(session.name).isEmpty(),
        Optional.ofNullable(session.present),
        session.settings(),
        session.state(),
        session.problem);
  }
}
