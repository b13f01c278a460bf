package net.sluice.manager.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.net.InetAddresses;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
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
import net.sluice.l2tp.Sublayer;
import net.sluice.l2tp.TunnelProfile;
import net.sluice.l2tp.signaling.Cause;
import net.sluice.l2tp.signaling.Reason;
import net.sluice.l2tp.signaling.Refusal;
import net.sluice.l2tp.signaling.SessionReport;
import net.sluice.l2tp.signaling.TunnelReport;
import net.sluice.manager.api.StatusService.Event;
import net.sluice.manager.api.StatusService.EventType;
import net.sluice.manager.api.StatusService.LastRefusal;
import net.sluice.manager.api.StatusService.PseudowireState;
import net.sluice.manager.api.StatusService.PseudowireStatus;
import net.sluice.manager.api.StatusService.Subject;
import net.sluice.manager.api.StatusService.TunnelStatus;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each reason at each object: there is an event, which is also the line in the log ({@code
 * EventHistoryTest}), and a last-error until the object has success. The counters by reason are
 * those of {@code RefusalMatrixTest} of the engine.
 */
class RefusalsTest {
  private static final InetSocketAddress PEER =
      new InetSocketAddress(InetAddresses.forString("2001:db8::1"), 1701);
  private static final String TEXT = "some text";

  private final Clock clock = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
  private final EventHistory events = new EventHistory(clock);
  private final OperationalState state = new OperationalState(clock, events);

  @BeforeEach
  void objects() {
    tunnel(TunnelReport.State.IDLE, Optional.empty());
    session("pw", Optional.empty(), SessionReport.State.IDLE, Optional.empty());
    session("s", Optional.of("profile"), SessionReport.State.WAIT_CONNECT, Optional.empty());
  }

  @ParameterizedTest
  @EnumSource
  void aRefusalIsShownAtItsObject(Reason reason) {
    check(refusal(reason, null, null), Subject.SYSTEM, "", this::systemError);
    check(refusal(reason, "gone", null), Subject.SYSTEM, "", this::systemError);
    check(refusal(reason, "t", null), Subject.TUNNEL, "t", this::tunnelError);
    check(refusal(reason, "t", "gone"), Subject.TUNNEL, "t", this::tunnelError);
    check(refusal(reason, "t", "pw"), Subject.PSEUDOWIRE, "pw", this::pseudowireError);
    check(refusal(reason, "t", "s"), Subject.SESSION, "s", this::sessionError);
  }

  private void check(
      Refusal refusal, Subject subject, String name, Supplier<Optional<String>> error) {
    state.refused(refusal);
    Event event = events.of(subject, name).getLast();
    assertEquals(EventType.REFUSED, event.type());
    assertTrue(event.text().contains("(" + refusal.reason().word() + "): " + TEXT), event::text);
    assertTrue(event.text().contains("[2001:db8::1]:1701"), event::text);
    assertEquals(Optional.of(event.text()), error.get());
  }

  @ParameterizedTest
  @EnumSource
  void anEndIsAnEventUnlessItIsNormal(Reason reason) {
    Cause cause = Cause.of(reason, Result.of(ResultCodes.GENERAL_ERROR, TEXT));
    tunnel(TunnelReport.State.RETRY, Optional.of(cause));
    session("pw", Optional.empty(), SessionReport.State.RETRY, Optional.of(cause));
    assertEquals(Optional.of(TEXT), tunnelError());
    assertEquals(Optional.of(TEXT), pseudowireError());
    List<EventType> expected = reason.isReported() ? List.of(EventType.FAILED) : List.of();
    assertEquals(expected, types(Subject.TUNNEL, "t"));
    assertEquals(expected, types(Subject.PSEUDOWIRE, "pw"));
  }

  @Test
  void aRefusalStaysUntilSuccess() {
    state.refused(refusal(Reason.UNKNOWN_PEER, null, null));
    state.refused(refusal(Reason.BAD_DIGEST, "t", null));
    state.refused(refusal(Reason.WRONG_PSEUDOWIRE_TYPE, "t", "pw"));
    Cause silent = Cause.of(Reason.NO_ANSWER, "the peer does not answer");
    tunnel(TunnelReport.State.RETRY, Optional.of(silent));
    String both = tunnelError().orElseThrow();
    assertTrue(both.startsWith("the peer does not answer; dropped from "), both);
    tunnel(TunnelReport.State.ESTABLISHED, Optional.of(silent));
    assertEquals(Optional.empty(), tunnelError());
    assertEquals(Optional.empty(), systemError());

    state.refused(refusal(Reason.UNKNOWN_REMOTE_END_ID, "t", null));
    assertTrue(tunnelError().isPresent());
    assertTrue(pseudowireError().isPresent());
    session("pw", Optional.empty(), SessionReport.State.ESTABLISHED, Optional.empty());
    assertEquals(Optional.empty(), tunnelError());
    assertEquals(Optional.empty(), pseudowireError());
  }

  @Test
  void theNumberOfUnreportedRefusalsIsInTheText() {
    state.refused(
        new Refusal(
            Reason.UNKNOWN_PEER, Optional.empty(), Optional.empty(), Optional.empty(), TEXT, 7));
    assertEquals(
        Optional.of("refused (unknown-peer): some text; 7 more were not reported"), systemError());
  }

  private List<EventType> types(Subject subject, String name) {
    return events.of(subject, name).stream().map(Event::type).toList();
  }

  private Optional<String> systemError() {
    return state.lastRefusal().map(LastRefusal::text);
  }

  private Optional<String> tunnelError() {
    return state.tunnel("t").flatMap(TunnelStatus::lastError);
  }

  private Optional<String> pseudowireError() {
    return state.pseudowire("pw").flatMap(PseudowireStatus::lastError);
  }

  private Optional<String> sessionError() {
    return state.peerSession("s").flatMap(PseudowireStatus::lastError);
  }

  private static Refusal refusal(Reason reason, String tunnel, String session) {
    return new Refusal(
        reason,
        Optional.ofNullable(tunnel),
        Optional.ofNullable(session),
        Optional.of(PEER),
        TEXT,
        0);
  }

  private void tunnel(TunnelReport.State reported, Optional<Cause> last) {
    boolean up = reported == TunnelReport.State.ESTABLISHED;
    state.signaledTunnel(
        new TunnelReport(
            "t",
            true,
            false,
            Optional.empty(),
            reported,
            TunnelReport.Local.NONE,
            TunnelReport.Peer.at(PEER),
            0,
            last),
        up
            ? Optional.of(
                new TunnelProfile(
                    "t",
                    1,
                    2,
                    Encapsulation.UDP,
                    PEER.getAddress(),
                    1701,
                    PEER.getAddress(),
                    1701,
                    true))
            : Optional.empty(),
        0,
        Optional.empty());
  }

  private void session(
      String name, Optional<String> profile, SessionReport.State reported, Optional<Cause> last) {
    boolean up = reported == SessionReport.State.ESTABLISHED;
    SessionReport.End active = new SessionReport.End(1, 1, Cookie.NONE, CircuitStatus.UP);
    state.signaledSession(
        1,
        new SessionReport(
            name,
            profile,
            "t",
            RemoteEndId.ofNumber(1),
            reported,
            new SessionParameters(
                PseudowireType.ETHERNET, 0, Optional.empty(), Sublayer.NONE, Sequencing.NONE),
            SessionReport.End.NONE,
            up ? active : SessionReport.End.NONE,
            Sublayer.NONE,
            Sequencing.NONE,
            last),
        true,
        Optional.empty(),
        new InterfaceSettings("pw0", name, 1450, true, Optional.empty()),
        up ? PseudowireState.UP : PseudowireState.DORMANT,
        Optional.empty());
  }
}
