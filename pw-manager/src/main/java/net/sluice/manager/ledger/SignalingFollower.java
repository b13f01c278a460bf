package net.sluice.manager.ledger;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.sluice.l2tp.PseudowireProfile;
import net.sluice.l2tp.SignaledTunnelProfile;
import net.sluice.l2tp.signaling.Refusal;
import net.sluice.l2tp.signaling.SessionReport;
import net.sluice.l2tp.signaling.Signaling;
import net.sluice.l2tp.signaling.SignalingEvent;
import net.sluice.l2tp.signaling.SignalingEvent.InstallSession;
import net.sluice.l2tp.signaling.SignalingEvent.InstallTunnel;
import net.sluice.l2tp.signaling.SignalingEvent.Refused;
import net.sluice.l2tp.signaling.SignalingEvent.SessionChanged;
import net.sluice.l2tp.signaling.SignalingEvent.SessionGone;
import net.sluice.l2tp.signaling.SignalingEvent.TunnelChanged;
import net.sluice.l2tp.signaling.SignalingEvent.TunnelEnded;
import net.sluice.l2tp.signaling.SignalingEvent.TunnelGone;
import net.sluice.l2tp.signaling.TunnelReport;
import net.sluice.manager.desired.DesiredState;
import net.sluice.manager.state.OperationalState;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Enters the events of signaling into the ledger. It decides which dynamic and keepalive tunnels
 * and sessions are wanted.
 *
 * <p>Thread: manager.
 */
final class SignalingFollower {
  private static final Logger LOG = LoggerFactory.getLogger(SignalingFollower.class);

  private final Signaling signaling;
  private final DesiredState desired;
  private final OperationalState operational;
  private final Ledger ledger;
  private final PeerSessions peerSessions;

  /** The latest report of each signaled tunnel. */
  private final Map<String, TunnelReport> tunnels = new HashMap<>();

  SignalingFollower(
      Signaling signaling,
      DesiredState desired,
      OperationalState operational,
      Ledger ledger,
      PeerSessions peerSessions) {
    this.signaling = signaling;
    this.desired = desired;
    this.operational = operational;
    this.ledger = ledger;
    this.peerSessions = peerSessions;
  }

  /** Returns the latest report of a signaled tunnel; null for a static one. */
  @Nullable TunnelReport report(String tunnel) {
    return tunnels.get(tunnel);
  }

  /** Starts to follow a tunnel that was configured. */
  void configured(SignaledTunnelProfile tunnel) {
    tunnels.put(tunnel.name(), Reports.idle(tunnel));
  }

  /** Stops following a tunnel that is not configured as a signaled one any more. */
  void removed(String tunnel) {
    tunnels.remove(tunnel);
  }

  void handle(Collection<SignalingEvent> events) {
    for (SignalingEvent event : events) {
      try {
        handle(event);
      } catch (RuntimeException e) {
        // The later events are about other objects and are not repeated.
        LOG.error("signaling event failed event={}", event.getClass().getSimpleName(), e);
      }
    }
  }

  private void handle(SignalingEvent event) {
    switch (event) {
      case TunnelChanged(TunnelReport report) -> tunnelChanged(report);
      case TunnelGone(String name) -> tunnelGone(name);
      case InstallTunnel(var profile, var socket) -> {
        ledger.install(profile, socket);
        keepaliveIn(profile.name()).forEach(this::wantKeepalive);
      }
      case TunnelEnded(long tunnelId) -> tunnelEnded(tunnelId);
      case InstallSession(SessionReport report) ->
          session(report)
              .ifPresent(
                  session -> {
                    session.install(report);
                    ledger.changed(session);
                  });
      case SessionChanged(SessionReport report) ->
          session(report)
              .ifPresent(
                  session -> {
                    session.report(report);
                    ledger.changed(session);
                  });
      case SessionGone(String name, long localId) -> sessionGone(name, localId);
      case Refused(Refusal refusal) -> operational.refused(refusal);
    }
  }

  private void tunnelChanged(TunnelReport report) {
    String name = report.name();
    if (report.configured() && desired.signaledTunnel(name).isEmpty()) {
      return; // removed from the configuration before
    }
    tunnels.put(name, report);
    ledger.toReport(name);
    for (PseudowireProfile pseudowire : keepaliveIn(name)) {
      Placed session = keepaliveSession(pseudowire);
      session.report(Reports.keepalive(pseudowire, Optional.of(report)));
      ledger.changed(session);
    }
  }

  private void tunnelGone(String name) {
    TunnelReport last = tunnels.remove(name);
    if (last != null) {
      ledger.problem(name, Optional.empty());
      operational.peerTunnelGone(last);
    }
  }

  /**
   * Marks a tunnel as finished. The successor of a keepalive tunnel has the same id, so the tunnel
   * is removed immediately, with its sessions. Other sessions stay until their successors are
   * there.
   */
  private void tunnelEnded(long tunnelId) {
    PlacedTunnel tunnel = ledger.tunnel(tunnelId);
    if (tunnel == null || tunnel.isStatic()) {
      signaling.released(tunnelId); // the data plane had rejected it
      return;
    }
    keepaliveIn(tunnel.name()).forEach(pseudowire -> keepaliveSession(pseudowire).unwant());
    tunnel.finish();
    ledger.changed(tunnel);
  }

  private List<PseudowireProfile> keepaliveIn(String tunnel) {
    if (desired.signaledTunnel(tunnel).flatMap(SignaledTunnelProfile::keepalive).isEmpty()) {
      return List.of();
    }
    return desired.pseudowiresIn(tunnel).stream()
        .flatMap(name -> desired.keepalivePseudowire(name).stream())
        .toList();
  }

  private Placed keepaliveSession(PseudowireProfile pseudowire) {
    Placed session = ledger.session(pseudowire.name());
    if (session == null) {
      throw new IllegalStateException("no session of pseudowire " + pseudowire.name());
    }
    return session;
  }

  /** Sets the wanted session of a pseudowire in a keepalive tunnel, if its tunnel is wanted. */
  void wantKeepalive(PseudowireProfile pseudowire) {
    PlacedTunnel tunnel = ledger.latest(pseudowire.tunnel());
    if (tunnel != null && tunnel.id() == pseudowire.session().tunnelId()) {
      Placed session = keepaliveSession(pseudowire);
      session.want(pseudowire.session());
      ledger.changed(session);
    }
  }

  /** Returns the report of a pseudowire in a keepalive tunnel. */
  SessionReport keepaliveReport(PseudowireProfile pseudowire) {
    return Reports.keepalive(pseudowire, Optional.ofNullable(tunnels.get(pseudowire.tunnel())));
  }

  /**
   * Returns the session of a report; empty if it is not configured as a negotiated one any more.
   */
  private Optional<Placed> session(SessionReport report) {
    Placed known = ledger.session(report.name());
    if (known != null || report.acceptProfile().isEmpty()) {
      return Optional.ofNullable(known).filter(session -> session.kind().isNegotiated());
    }
    Placed opened = peerSessions.open(report);
    ledger.add(opened);
    ledger.toReport(report.tunnel());
    return Optional.of(opened);
  }

  private void sessionGone(String name, long localId) {
    Placed session = ledger.session(name);
    if (session == null || !session.kind().isNegotiated()) {
      return; // removed from the configuration before
    }
    if (session.kind() == Placed.Kind.PEER) {
      forgetPeer(session);
    } else if (session.wanted() != null && session.wanted().sessionId() == localId) {
      session.unwant();
      ledger.changed(session);
    }
  }

  private void forgetPeer(Placed session) {
    ledger.remove(session);
    session.finish();
    ledger.changed(session);
    peerSessions.close(session);
    ledger.toReport(session.report().tunnel());
    operational.peerSessionGone(session.report());
  }
}
