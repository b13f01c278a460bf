package net.sluice.manager.signaled;

import java.util.Optional;
import net.sluice.l2tp.CircuitStatus;
import net.sluice.l2tp.InterfaceSettings;
import net.sluice.l2tp.Mtu;
import net.sluice.l2tp.SessionProfile;
import net.sluice.l2tp.TunnelProfile;
import net.sluice.l2tp.signaling.SessionReport;
import net.sluice.l2tp.signaling.SessionReport.State;
import net.sluice.manager.api.StatusService.PseudowireState;

/**
 * A signalled pseudowire, one in a keepalive tunnel, or a session that a peer opened: what was
 * agreed on, what the data plane shall have of it and what it has. Owned by the manager's thread.
 */
final class SignaledSession {
  final String name;

  /** Its number: a pseudowire's persisted one, or one that is lent to a peer's session. */
  final int id;

  /** What the signaling last told; in a keepalive tunnel, what follows from the tunnel. */
  SessionReport report;

  /** Settings of its interface while it is active; an MTU of 0 stands for what the path leaves. */
  InterfaceSettings configured;

  /** What the data plane shall have; null for nothing. */
  SessionProfile wanted;

  /** What the data plane has; null for nothing. */
  SessionProfile present;

  /** The tunnel that {@link #present} is in. */
  TunnelProfile tunnel;

  /** The settings that the interface of {@link #present} has. */
  InterfaceSettings given;

  /** What is wrong in the data plane. */
  Optional<String> problem = Optional.empty();

  /** Whether the signaling waits to hear that the data plane has what is wanted. */
  boolean awaited;

  /** Whether the peer was told that the circuit at this end is down. */
  boolean faulty;

  /** Whether nothing of it shall be left. */
  boolean over;

  SignaledSession(String name, int id, SessionReport report, InterfaceSettings configured) {
    this.name = name;
    this.id = id;
    this.report = report;
    this.configured = configured;
  }

  boolean openedByPeer() {
    return report.acceptProfile().isPresent();
  }

  /** Wants what was agreed on. */
  void install(SessionReport agreed) {
    report = agreed;
    awaited = true;
    wanted =
        new SessionProfile(
            agreed.tunnelId(),
            agreed.peerTunnelId(),
            agreed.localId(),
            agreed.peerId(),
            agreed.transmitCookie(),
            agreed.receiveCookie(),
            agreed.sublayer(),
            agreed.sequencing(),
            configured.name());
  }

  /** Takes new settings over; another name of the interface means a session made anew. */
  void configure(InterfaceSettings settings) {
    configured = settings;
    if (wanted != null && !wanted.interfaceName().equals(settings.name())) {
      wanted =
          new SessionProfile(
              wanted.tunnelId(),
              wanted.peerTunnelId(),
              wanted.sessionId(),
              wanted.peerSessionId(),
              wanted.transmitCookie(),
              wanted.receiveCookie(),
              wanted.sublayer(),
              wanted.sequencing(),
              settings.name());
    }
  }

  /** The data plane has it now. */
  void made(TunnelProfile in) {
    present = wanted;
    tunnel = in;
    given = InterfaceSettings.fresh(present.interfaceName());
    problem = Optional.empty();
  }

  /** The data plane does not have it any more. */
  void lost() {
    present = null;
    tunnel = null;
    given = null;
  }

  /**
   * The data plane does not take what is wanted.
   *
   * @param reason why
   */
  void refused(String reason) {
    problem = Optional.of(reason);
    wanted = null;
    awaited = false;
  }

  /** Whether the data plane shall have it in this very tunnel. */
  boolean wantedIn(TunnelProfile in) {
    return wanted != null && wanted.tunnelId() == in.tunnelId();
  }

  /**
   * Its interface was looked at.
   *
   * @return whether that is a fault of the circuit that the peer does not know of
   */
  boolean drifted(InterfaceSettings found) {
    InterfaceSettings should = given;
    Optional<String> difference = should.difference(found);
    if (difference.isEmpty()) {
      return false;
    }
    given = found;
    problem = difference;
    boolean fault = should.up() != found.up() || !should.bridge().equals(found.bridge());
    boolean news = fault && !faulty;
    faulty |= fault;
    return news;
  }

  /** What the peer is to be told of the circuit at this end, if that is something new. */
  Optional<CircuitStatus> circuitChange() {
    if (present == null || faulty == problem.isPresent()) {
      return Optional.empty();
    }
    faulty = problem.isPresent();
    return Optional.of(faulty ? CircuitStatus.DOWN : CircuitStatus.UP);
  }

  /** Whether the data plane has to make, or make anew, or remove its session. */
  boolean differs() {
    return wanted == null ? present != null : !wanted.equals(present);
  }

  /** The settings that its interface shall have now. */
  InterfaceSettings settings() {
    int mtu = configured.mtu();
    if (mtu == 0 && present != null) {
      mtu = Mtu.inner(tunnel, present.transmitCookie(), present.sublayer());
    }
    return configured.withMtu(mtu).withDormant(!carries());
  }

  /**
   * Whether the peer takes frames. An initiator that has the peer's reply sends its ICCN as soon as
   * the data plane is ready, so its session counts as established (RFC 3931 section 7.3.1): the
   * interface need not be touched twice.
   */
  private boolean carries() {
    boolean replied =
        report.state() == State.WAIT_REPLY
            && wanted != null
            && wanted.sessionId() == report.localId();
    return (replied || report.state() == State.ESTABLISHED) && report.peerStatus().forwards();
  }

  PseudowireState state() {
    if (present == null) {
      return PseudowireState.ABSENT;
    }
    if (!given.up()) {
      return PseudowireState.DOWN;
    }
    return report.state() == State.ESTABLISHED && !given.dormant()
        ? PseudowireState.UP
        : PseudowireState.DORMANT;
  }
}
