package net.sluice.manager.ledger;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.sluice.l2tp.TunnelProfile;
import net.sluice.l2tp.TunnelSocket;
import org.jspecify.annotations.Nullable;

/**
 * The tunnels and sessions, and those of them that changed since the last settlement.
 *
 * <p>Thread: manager.
 */
final class Ledger {
  private final Map<String, Placed> sessions = new HashMap<>();

  /** The tunnels that have an id in the data plane, or get it next. */
  private final Map<Long, PlacedTunnel> tunnels = new HashMap<>();

  /** The latest tunnel of each name, while it is wanted. */
  private final Map<String, PlacedTunnel> latest = new HashMap<>();

  private final Map<String, String> tunnelProblems = new HashMap<>();

  private final Set<PlacedTunnel> changedTunnels = new LinkedHashSet<>();
  private final Set<Placed> changedSessions = new LinkedHashSet<>();
  private final Set<String> tunnelsToReport = new LinkedHashSet<>();
  private final Set<Placed> sessionsToReport = new LinkedHashSet<>();

  // --- Sessions ----------------------------------------------------------------------------------

  @Nullable Placed session(String name) {
    return sessions.get(name);
  }

  Collection<Placed> sessions() {
    return sessions.values();
  }

  void add(Placed session) {
    sessions.put(session.name(), session);
  }

  void remove(Placed session) {
    sessions.remove(session.name(), session);
  }

  /** Marks a session to be settled and reported. */
  void changed(Placed session) {
    changedSessions.add(session);
    PlacedTunnel tunnel = session.tunnel();
    if (tunnel != null && tunnel.isFinished()) {
      changedTunnels.add(tunnel);
    }
  }

  /** Marks a session to be reported. */
  void toReport(Placed session) {
    sessionsToReport.add(session);
  }

  /** Enters that the data plane has created the wanted session in a tunnel. */
  void created(Placed session, PlacedTunnel tunnel) {
    session.created(tunnel);
    tunnel.sessions().add(session);
  }

  /** Enters that the data plane does not have a session any more. */
  void lost(Placed session) {
    PlacedTunnel tunnel = session.tunnel();
    if (tunnel != null) {
      tunnel.sessions().remove(session);
    }
    session.lost();
  }

  // --- Tunnels -----------------------------------------------------------------------------------

  /** Returns the tunnel that has an id; null if there is none. */
  @Nullable PlacedTunnel tunnel(long id) {
    return tunnels.get(id);
  }

  /** Returns the latest tunnel of a name; null if none is wanted. */
  @Nullable PlacedTunnel latest(String name) {
    return latest.get(name);
  }

  Collection<PlacedTunnel> latest() {
    return latest.values();
  }

  /** Adds a wanted signaled tunnel. Its predecessor of the same name is abandoned. */
  void install(TunnelProfile profile, TunnelSocket socket) {
    abandon(profile.name());
    PlacedTunnel tunnel = new PlacedTunnel(profile, socket);
    tunnels.put(profile.tunnelId(), tunnel);
    latest.put(profile.name(), tunnel);
    changed(tunnel);
  }

  /**
   * Adds or updates a wanted static tunnel. It gets its id when no other tunnel has it.
   *
   * @see #claimId
   */
  PlacedTunnel wantStatic(TunnelProfile profile) {
    PlacedTunnel tunnel = latest.get(profile.name());
    if (tunnel != null && tunnel.isStatic() && tunnel.id() == profile.tunnelId()) {
      tunnel.want(profile);
    } else {
      abandon(profile.name());
      tunnel = new PlacedTunnel(profile, null);
      latest.put(profile.name(), tunnel);
    }
    claimId(tunnel);
    return tunnel;
  }

  /**
   * Assigns a static tunnel its id, unless another tunnel has it. Returns true if it has the id.
   */
  boolean claimId(PlacedTunnel tunnel) {
    PlacedTunnel holder = tunnels.putIfAbsent(tunnel.id(), tunnel);
    return holder == null || holder == tunnel;
  }

  /** Marks the tunnel of a name as no longer wanted; see {@link #abandon(PlacedTunnel)}. */
  void abandon(String name) {
    PlacedTunnel tunnel = latest.get(name);
    if (tunnel != null) {
      abandon(tunnel);
    }
  }

  /** Marks a tunnel as no longer wanted, so that it is removed with its sessions. */
  void abandon(PlacedTunnel tunnel) {
    tunnel.unwant();
    latest.remove(tunnel.name(), tunnel);
    changed(tunnel);
  }

  /** Enters that the data plane has neither a tunnel nor its sessions any more. */
  void lost(PlacedTunnel tunnel) {
    tunnel.lost();
    for (Placed session : List.copyOf(tunnel.sessions())) {
      if (tunnel.wants(session) && !session.kind().equals(Placed.Kind.STATIC)) {
        session.unwant();
      }
      lost(session);
      changed(session);
    }
  }

  /** Removes a tunnel that the data plane does not have. */
  void forget(PlacedTunnel tunnel) {
    tunnels.remove(tunnel.id(), tunnel);
    latest.remove(tunnel.name(), tunnel);
  }

  void changed(PlacedTunnel tunnel) {
    changedTunnels.add(tunnel);
    tunnelsToReport.add(tunnel.name());
  }

  /** Marks a tunnel to be reported. */
  void toReport(String tunnel) {
    tunnelsToReport.add(tunnel);
  }

  Optional<String> problem(String tunnel) {
    return Optional.ofNullable(tunnelProblems.get(tunnel));
  }

  void problem(String tunnel, Optional<String> problem) {
    problem.ifPresentOrElse(
        text -> tunnelProblems.put(tunnel, text), () -> tunnelProblems.remove(tunnel));
  }

  // --- Changes since the last settlement ---------------------------------------------------------

  Set<PlacedTunnel> changedTunnels() {
    return changedTunnels;
  }

  Set<Placed> changedSessions() {
    return changedSessions;
  }

  /** Returns the names of the tunnels to report, and clears the marks. */
  List<String> takeTunnelsToReport() {
    List<String> taken = List.copyOf(tunnelsToReport);
    tunnelsToReport.clear();
    return taken;
  }

  /** Returns the sessions to report, and clears the marks. */
  List<Placed> takeSessionsToReport() {
    List<Placed> taken = List.copyOf(sessionsToReport);
    sessionsToReport.clear();
    return taken;
  }
}
