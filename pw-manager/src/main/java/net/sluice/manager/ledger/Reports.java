package net.sluice.manager.ledger;

import java.net.InetSocketAddress;
import java.util.Optional;
import net.sluice.l2tp.CircuitStatus;
import net.sluice.l2tp.PseudowireProfile;
import net.sluice.l2tp.PseudowireType;
import net.sluice.l2tp.RemoteEndId;
import net.sluice.l2tp.Sequencing;
import net.sluice.l2tp.SessionParameters;
import net.sluice.l2tp.SessionProfile;
import net.sluice.l2tp.SignaledPseudowireProfile;
import net.sluice.l2tp.SignaledTunnelProfile;
import net.sluice.l2tp.Sublayer;
import net.sluice.l2tp.signaling.Cause;
import net.sluice.l2tp.signaling.Reason;
import net.sluice.l2tp.signaling.SessionReport;
import net.sluice.l2tp.signaling.TunnelReport;

/** Reports of tunnels and pseudowires for which signaling has sent no report. */
final class Reports {
  private Reports() {}

  static TunnelReport idle(SignaledTunnelProfile tunnel) {
    return new TunnelReport(
        tunnel.name(),
        true,
        tunnel.keepalive().isPresent(),
        Optional.empty(),
        TunnelReport.State.IDLE,
        TunnelReport.Local.NONE,
        TunnelReport.Peer.at(new InetSocketAddress(tunnel.peerAddress(), tunnel.peerPort())),
        0,
        Optional.empty());
  }

  static SessionReport idle(SignaledPseudowireProfile pseudowire) {
    return new SessionReport(
        pseudowire.name(),
        Optional.empty(),
        pseudowire.tunnel(),
        pseudowire.remoteEndId(),
        SessionReport.State.WAIT_CONTROL_CONN,
        pseudowire.parameters(),
        SessionReport.End.NONE,
        SessionReport.End.NONE,
        Sublayer.NONE,
        Sequencing.NONE,
        Optional.empty());
  }

  /**
   * Returns the report of a pseudowire in a keepalive tunnel, which is unknown to signaling. Its
   * session is established while its tunnel is.
   */
  static SessionReport keepalive(PseudowireProfile pseudowire, Optional<TunnelReport> tunnel) {
    SessionProfile session = pseudowire.session();
    boolean up =
        tunnel.filter(report -> report.state() == TunnelReport.State.ESTABLISHED).isPresent();
    return new SessionReport(
        pseudowire.name(),
        Optional.empty(),
        pseudowire.tunnel(),
        RemoteEndId.ofNumber(session.peerSessionId()),
        up ? SessionReport.State.ESTABLISHED : SessionReport.State.WAIT_CONTROL_CONN,
        new SessionParameters(
            PseudowireType.ETHERNET,
            session.receiveCookie().octets(),
            Optional.of(session.receiveCookie()),
            session.sublayer(),
            session.sequencing()),
        new SessionReport.End(
            session.tunnelId(), session.sessionId(), session.receiveCookie(), CircuitStatus.UP),
        new SessionReport.End(
            session.peerTunnelId(),
            session.peerSessionId(),
            session.transmitCookie(),
            CircuitStatus.UP),
        session.sublayer(),
        session.sequencing(),
        tunnel
            .flatMap(TunnelReport::lastError)
            .map(text -> Cause.of(Reason.CONNECTION_LOST, text)));
  }
}
