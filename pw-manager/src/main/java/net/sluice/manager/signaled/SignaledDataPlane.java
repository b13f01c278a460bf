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
import net.sluice.l2tp.CircuitStatus;
import net.sluice.l2tp.InterfaceSettings;
import net.sluice.l2tp.Step;
import net.sluice.l2tp.TunnelProfile;
import net.sluice.l2tp.TunnelSocket;
import net.sluice.l2tp.signaling.Signaling;
import net.sluice.manager.api.Plan.PlannedStep;
import net.sluice.manager.plan.PlanRunner;
import net.sluice.manager.plan.PlanRunner.StepObject;

/**
 * The signalled tunnels and sessions in the data plane: what it shall have, what it has, and the
 * steps between. Changes are collected, and done at once by {@link #settle}; the signaling hears
 * what came of them. Runs on the manager's thread.
 */
final class SignaledDataPlane {
  private final PlanRunner runner;
  private final Signaling signaling;

  /** A tunnel that the signaling gave, until its socket can be closed. */
  private static final class Tunnel {
    final TunnelProfile profile;
    final TunnelSocket socket;
    final Set<SignaledSession> sessions = new HashSet<>();
    boolean present;
    boolean unwanted;
    boolean over;

    Tunnel(TunnelProfile profile, TunnelSocket socket) {
      this.profile = profile;
      this.socket = socket;
    }

    boolean isUsed() {
      return sessions.stream().anyMatch(session -> session.wantedIn(profile));
    }
  }

  private final Map<Long, Tunnel> tunnels = new HashMap<>();

  /** The latest tunnel of each name, unless it is unwanted. */
  private final Map<String, Tunnel> latest = new HashMap<>();

  private final Set<Tunnel> changedTunnels = new LinkedHashSet<>();
  private final Set<SignaledSession> changedSessions = new LinkedHashSet<>();

  /** Whether the data plane failed midway, so that it may have what it was last asked to make. */
  private boolean doubtful;

  SignaledDataPlane(PlanRunner runner, Signaling signaling) {
    this.runner = runner;
    this.signaling = signaling;
  }

  /**
   * What was settled.
   *
   * @param tunnels names of the tunnels that changed; what is wrong with each, if anything
   * @param sessions the sessions that changed
   * @param leftover something that could not be removed, and why
   */
  record Settled(
      Map<String, Optional<String>> tunnels,
      Collection<SignaledSession> sessions,
      Optional<String> leftover) {}

  /** A tunnel shall be there, instead of its predecessor of the same name. */
  void install(TunnelProfile profile, TunnelSocket socket) {
    removeTunnel(profile.name());
    Tunnel tunnel = new Tunnel(profile, socket);
    tunnels.put(profile.tunnelId(), tunnel);
    latest.put(profile.name(), tunnel);
    changedTunnels.add(tunnel);
  }

  /** The tunnel of a name, and all in it, shall not be there. */
  void removeTunnel(String name) {
    Optional.ofNullable(latest.get(name)).ifPresent(this::abandon);
  }

  /** The connection of a tunnel is over; what is in it stays as long as it is of use. */
  void over(long tunnelId) {
    Tunnel tunnel = tunnels.get(tunnelId);
    if (tunnel == null) {
      signaling.released(tunnelId); // the data plane did not take it
      return;
    }
    tunnel.over = true;
    changedTunnels.add(tunnel);
  }

  /** Name of a tunnel by its id. */
  Optional<String> nameOf(long tunnelId) {
    return Optional.ofNullable(tunnels.get(tunnelId)).map(tunnel -> tunnel.profile.name());
  }

  /** Something about a session changed. */
  void changed(SignaledSession session) {
    changedSessions.add(session);
    tunnelOf(session).filter(tunnel -> tunnel.over).ifPresent(changedTunnels::add);
  }

  /** Whether the tunnel of a name is wanted, with this id. */
  boolean wantsTunnel(String name, long tunnelId) {
    Tunnel tunnel = latest.get(name);
    return tunnel != null && tunnel.profile.tunnelId() == tunnelId;
  }

  /** The tunnel of a name, if the data plane has it. */
  Optional<TunnelProfile> tunnel(String name) {
    return Optional.ofNullable(latest.get(name))
        .filter(tunnel -> tunnel.present)
        .map(tunnel -> tunnel.profile);
  }

  /** Somebody else has deleted a tunnel, and all in it. */
  void tunnelLost(long tunnelId) {
    Tunnel tunnel = tunnels.get(tunnelId);
    abandon(tunnel);
    forget(tunnel);
  }

  /** Somebody else has deleted a session. */
  void sessionLost(SignaledSession session) {
    forget(session);
    changedSessions.add(session);
  }

  /** The step that removes a session, and what takes it back. */
  static PlannedStep removal(SignaledSession session) {
    InterfaceSettings fresh = InterfaceSettings.fresh(session.given.name());
    return new PlannedStep(
        new Step.DeleteSession(session.name, session.present),
        List.of(
            new Step.CreateSession(session.name, session.present),
            new Step.Configure(session.name, fresh, session.given)));
  }

  /**
   * Does what is to be done, and tells the signaling.
   *
   * @throws RuntimeException the data plane can't be talked to; the next call does it all again
   */
  Settled settle() {
    changedTunnels.stream()
        .filter(tunnel -> tunnel.over && !tunnel.isUsed())
        .forEach(this::abandon);
    Map<String, Optional<String>> told = new LinkedHashMap<>();
    changedTunnels.forEach(tunnel -> told.put(tunnel.profile.name(), Optional.empty()));
    boolean again = doubtful;
    doubtful = true;
    Map<StepObject, String> notRemoved = remove(again);
    make(told);
    configure();
    doubtful = false;
    answer();
    Settled settled =
        new Settled(
            told,
            List.copyOf(changedSessions),
            notRemoved.entrySet().stream()
                .findFirst()
                .map(failed -> failed.getKey() + ": " + failed.getValue()));
    changedTunnels.removeIf(tunnel -> !tunnel.unwanted || !tunnel.present);
    changedSessions.removeIf(session -> session.present == null || !session.differs());
    return settled;
  }

  /**
   * Removes what is not wanted, or not in this form.
   *
   * @param doubtful whether what may be there goes as well: deleting what is not there succeeds
   * @return what could not be removed, and why
   */
  private Map<StepObject, String> remove(boolean doubtful) {
    List<Step> steps = new ArrayList<>();
    List<SignaledSession> removedSessions = new ArrayList<>();
    for (SignaledSession session : changedSessions) {
      boolean goesWithTunnel = tunnelOf(session).filter(tunnel -> tunnel.unwanted).isPresent();
      if (session.present != null && !goesWithTunnel && (doubtful || session.differs())) {
        steps.add(new Step.DeleteSession(session.name, session.present));
        removedSessions.add(session);
      } else if (session.present == null && session.wanted != null && doubtful) {
        steps.add(new Step.DeleteSession(session.name, session.wanted));
      }
    }
    List<Tunnel> removedTunnels = new ArrayList<>();
    for (Tunnel tunnel : changedTunnels) {
      if (tunnel.present && tunnel.unwanted) {
        removedTunnels.add(tunnel);
      }
      if (tunnel.present ? tunnel.unwanted : doubtful) {
        steps.add(new Step.DeleteTunnel(tunnel.profile));
      }
    }
    Map<StepObject, String> failed = runner.applyEach(steps);
    removedSessions.stream()
        .filter(session -> !failed.containsKey(new StepObject(false, session.name)))
        .forEach(this::forget);
    removedTunnels.stream()
        .filter(tunnel -> !failed.containsKey(new StepObject(true, tunnel.profile.name())))
        .forEach(this::forget);
    return failed;
  }

  private void make(Map<String, Optional<String>> told) {
    List<Step> steps = new ArrayList<>();
    List<Tunnel> madeTunnels = new ArrayList<>();
    for (Tunnel tunnel : changedTunnels) {
      if (!tunnel.present && !tunnel.unwanted) {
        steps.add(new Step.CreateTunnel(tunnel.profile, Optional.of(tunnel.socket)));
        madeTunnels.add(tunnel);
      }
    }
    List<SignaledSession> madeSessions = new ArrayList<>();
    for (SignaledSession session : changedSessions) {
      if (session.wanted == null || session.present != null) {
        continue;
      }
      Tunnel tunnel = tunnels.get(session.wanted.tunnelId());
      if (tunnel == null || tunnel.unwanted) {
        refuse(session, "the data plane does not have its tunnel");
      } else {
        steps.add(new Step.CreateSession(session.name, session.wanted));
        madeSessions.add(session);
      }
    }
    Map<StepObject, String> failed = runner.applyEach(steps);
    for (Tunnel tunnel : madeTunnels) {
      Optional<String> failure = failure(failed, tunnel);
      tunnel.present = failure.isEmpty();
      if (failure.isPresent()) {
        told.put(tunnel.profile.name(), failure);
        refuse(tunnel, failure.get());
      }
    }
    for (SignaledSession session : madeSessions) {
      String failure = failed.get(new StepObject(false, session.name));
      if (failure == null) {
        Tunnel tunnel = tunnels.get(session.wanted.tunnelId());
        session.made(tunnel.profile);
        tunnel.sessions.add(session);
      } else {
        refuse(session, failure);
      }
    }
  }

  private static Optional<String> failure(Map<StepObject, String> failed, Tunnel tunnel) {
    return Optional.ofNullable(failed.get(new StepObject(true, tunnel.profile.name())));
  }

  private void refuse(Tunnel tunnel, String reason) {
    tunnels.remove(tunnel.profile.tunnelId());
    latest.remove(tunnel.profile.name(), tunnel);
    signaling.tunnelRefused(tunnel.profile.tunnelId(), reason);
  }

  private void refuse(SignaledSession session, String reason) {
    if (session.awaited) {
      signaling.sessionRefused(session.wanted.sessionId(), reason);
    } else {
      signaling.resetSession(session.name);
    }
    session.refused(reason);
  }

  private void configure() {
    List<Step> steps = new ArrayList<>();
    List<SignaledSession> configured = new ArrayList<>();
    for (SignaledSession session : changedSessions) {
      if (session.present == null) {
        continue;
      }
      InterfaceSettings settings = session.settings();
      if (settings.equals(session.given)) {
        session.problem = Optional.empty(); // others may have put it right
      } else {
        steps.add(new Step.Configure(session.name, session.given, settings));
        configured.add(session);
      }
    }
    Map<StepObject, String> failed = runner.applyEach(steps);
    Map<String, CircuitStatus> circuits = new LinkedHashMap<>();
    for (SignaledSession session : configured) {
      session.problem = Optional.ofNullable(failed.get(new StepObject(false, session.name)));
      if (session.problem.isEmpty()) {
        session.given = session.settings();
      }
    }
    for (SignaledSession session : changedSessions) {
      session.circuitChange().ifPresent(status -> circuits.put(session.name, status));
    }
    if (!circuits.isEmpty()) {
      signaling.circuitStatus(circuits);
    }
  }

  private void answer() {
    List<Long> installed = new ArrayList<>();
    for (SignaledSession session : changedSessions) {
      if (session.awaited && session.present != null && !session.differs()) {
        installed.add(session.present.sessionId());
        session.awaited = false;
      }
    }
    if (!installed.isEmpty()) {
      signaling.installed(installed);
    }
    for (Tunnel tunnel : changedTunnels) {
      if (tunnel.over && tunnel.unwanted && !tunnel.present) {
        tunnels.remove(tunnel.profile.tunnelId());
        signaling.released(tunnel.profile.tunnelId());
      }
    }
  }

  private Optional<Tunnel> tunnelOf(SignaledSession session) {
    return Optional.ofNullable(session.present).map(present -> tunnels.get(present.tunnelId()));
  }

  private void abandon(Tunnel tunnel) {
    tunnel.unwanted = true;
    latest.remove(tunnel.profile.name(), tunnel);
    changedTunnels.add(tunnel);
  }

  /** A tunnel is not there any more, nor what was in it. */
  private void forget(Tunnel tunnel) {
    tunnel.present = false;
    for (SignaledSession session : List.copyOf(tunnel.sessions)) {
      if (session.wantedIn(tunnel.profile)) {
        session.wanted = null;
      }
      forget(session);
      changedSessions.add(session);
    }
  }

  private void forget(SignaledSession session) {
    tunnelOf(session).ifPresent(tunnel -> tunnel.sessions.remove(session));
    session.lost();
  }
}
