package net.sluice.northbound;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import net.sluice.l2tp.CircuitStatus;
import net.sluice.l2tp.Cookie;
import net.sluice.l2tp.Encapsulation;
import net.sluice.l2tp.InterfaceSettings;
import net.sluice.l2tp.PseudowireType;
import net.sluice.l2tp.RemoteEndId;
import net.sluice.l2tp.Result;
import net.sluice.l2tp.ResultCodes;
import net.sluice.l2tp.Sequencing;
import net.sluice.l2tp.SessionParameters;
import net.sluice.l2tp.SessionProfile;
import net.sluice.l2tp.Sublayer;
import net.sluice.l2tp.TunnelProfile;
import net.sluice.l2tp.signaling.Cause;
import net.sluice.l2tp.signaling.Reason;
import net.sluice.l2tp.signaling.SessionReport;
import net.sluice.l2tp.signaling.TunnelReport;
import net.sluice.manager.api.StatusService.PseudowireState;
import net.sluice.manager.api.StatusService.PseudowireStatus;
import net.sluice.manager.api.StatusService.TunnelState;
import net.sluice.manager.api.StatusService.TunnelStatus;

/** States of dynamic objects: tunnel 10 with peer 192.0.2.2, and sessions in it. */
public final class SampleSignaling {
  /** Time of the last change of all objects. */
  public static final Instant THEN = Instant.parse("2026-01-02T03:04:05Z");

  private static final InetSocketAddress LOCAL = new InetSocketAddress("192.0.2.1", 1701);
  private static final InetSocketAddress PEER = new InetSocketAddress("192.0.2.2", 1702);

  private SampleSignaling() {}

  /** Returns an established tunnel: configured, or accepted by the peer profile "branches". */
  public static TunnelStatus tunnelUp(String name, boolean configured) {
    var profile =
        new TunnelProfile(
            name,
            10,
            11,
            Encapsulation.UDP,
            LOCAL.getAddress(),
            LOCAL.getPort(),
            PEER.getAddress(),
            PEER.getPort(),
            true);
    var report =
        new TunnelReport(
            name,
            configured,
            false,
            configured ? Optional.empty() : Optional.of("branches"),
            TunnelReport.State.ESTABLISHED,
            new TunnelReport.Local(10, Optional.of(LOCAL)),
            new TunnelReport.Peer(11, PEER, "branch-1", 0xC0000202L, "Acme", List.of(4, 5), 8),
            2,
            Optional.empty());
    return new TunnelStatus(
        name, Optional.of(profile), TunnelState.UP, THEN, Optional.empty(), 3, Optional.of(report));
  }

  /** Returns a configured tunnel that was never established: result 2, error 4. */
  public static TunnelStatus tunnelDown(String name) {
    var report =
        new TunnelReport(
            name,
            true,
            false,
            Optional.empty(),
            TunnelReport.State.WAIT_CTL_REPLY,
            new TunnelReport.Local(10, Optional.empty()),
            TunnelReport.Peer.at(PEER),
            0,
            Optional.of(
                Cause.of(
                    Reason.NO_ANSWER, "no answer", Result.error(ResultCodes.ERROR_RESOURCES, ""))));
    return new TunnelStatus(
        name,
        Optional.empty(),
        TunnelState.DOWN,
        THEN,
        Optional.of("no answer"),
        3,
        Optional.of(report));
  }

  /**
   * Returns an established session.
   *
   * @param id its number, from which its interface and ids are derived
   * @param acceptProfile the session profile of a session of a peer; empty for a pseudowire
   */
  public static PseudowireStatus sessionUp(
      String name, String tunnel, int id, Optional<String> acceptProfile) {
    var profile =
        new SessionProfile(
            10,
            11,
            1000 + id,
            2000 + id,
            Cookie.parse("deadbeef"),
            Cookie.parse("0123456789abcdef"),
            Sublayer.DEFAULT,
            Sequencing.BOTH,
            "pw" + id);
    return status(
        name,
        tunnel,
        id,
        acceptProfile,
        SessionReport.State.ESTABLISHED,
        Optional.of(profile),
        PseudowireState.UP,
        Optional.empty());
  }

  /** Returns a pseudowire that was never established. */
  public static PseudowireStatus sessionDown(String name, String tunnel, int id) {
    return status(
        name,
        tunnel,
        id,
        Optional.empty(),
        SessionReport.State.WAIT_CONTROL_CONN,
        Optional.empty(),
        PseudowireState.ABSENT,
        Optional.of("waits for tunnel " + tunnel));
  }

  private static PseudowireStatus status(
      String name,
      String tunnel,
      int id,
      Optional<String> acceptProfile,
      SessionReport.State state,
      Optional<SessionProfile> profile,
      PseudowireState operational,
      Optional<String> error) {
    var report =
        new SessionReport(
            name,
            acceptProfile,
            tunnel,
            RemoteEndId.ofText(name),
            state,
            new SessionParameters(
                PseudowireType.ETHERNET, 8, Optional.empty(), Sublayer.DEFAULT, Sequencing.BOTH),
            new SessionReport.End(
                10,
                profile.map(SessionProfile::sessionId).orElse(0L),
                profile.map(SessionProfile::receiveCookie).orElse(Cookie.NONE),
                CircuitStatus.UP),
            new SessionReport.End(
                11,
                profile.map(SessionProfile::peerSessionId).orElse(0L),
                profile.map(SessionProfile::transmitCookie).orElse(Cookie.NONE),
                profile.isPresent() ? CircuitStatus.UP : CircuitStatus.DOWN),
            Sublayer.DEFAULT,
            Sequencing.BOTH,
            error.map(text -> Cause.of(Reason.NO_ANSWER, text)));
    return new PseudowireStatus(
        id,
        name,
        tunnel,
        profile,
        new InterfaceSettings("pw" + id, name, 1450, true, Optional.of("br0")),
        operational,
        THEN,
        error,
        Optional.of(report));
  }
}
