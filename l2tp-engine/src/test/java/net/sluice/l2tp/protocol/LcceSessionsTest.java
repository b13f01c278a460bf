package net.sluice.l2tp.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import net.sluice.l2tp.CircuitStatus;
import net.sluice.l2tp.MessageType;
import net.sluice.l2tp.RemoteEndId;
import net.sluice.l2tp.SignaledPseudowireProfile;
import net.sluice.l2tp.protocol.BackToBack.End;
import net.sluice.l2tp.signaling.SessionReport;
import net.sluice.l2tp.signaling.SessionReport.State;
import net.sluice.l2tp.signaling.SignalingEvent;
import net.sluice.l2tp.signaling.SignalingUpdate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sessions between two Lcces with real connections and the real codec. */
class LcceSessionsTest {
  private final BackToBack net = new BackToBack();
  private final End left = net.end("192.0.2.1", 1);
  private final End right = net.end("192.0.2.2", 2);

  @BeforeEach
  void connect() {
    left.listen();
    right.listen();
    right.tunnel(BackToBack.tunnel("t", right, left, false));
    left.tunnel(BackToBack.tunnel("t", left, right, true));
    net.settle();
  }

  private static Map<String, Optional<SignaledPseudowireProfile>> pseudowires(
      int count, boolean initiate) {
    Map<String, Optional<SignaledPseudowireProfile>> profiles = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      RemoteEndId id = RemoteEndId.ofNumber(i);
      profiles.put("p" + i, Optional.of(SessionsBench.pseudowire("p" + i, id, initiate)));
    }
    return profiles;
  }

  private static void configure(
      End end, Map<String, Optional<SignaledPseudowireProfile>> profiles) {
    end.input(
        new LcceInput.Update(
            new SignalingUpdate(
                Optional.empty(), Map.of(), profiles, Optional.empty(), Optional.empty())));
  }

  /** Delivers all datagrams, and installs all requested sessions. */
  private void settle() {
    do {
      net.settle();
    } while (install(left) + install(right) > 0);
  }

  private int install(End end) {
    List<Long> ids = new ArrayList<>();
    for (LcceAction action : end.actions) {
      if (action instanceof LcceAction.Emit emit
          && emit.event() instanceof SignalingEvent.InstallSession install) {
        ids.add(install.session().local().sessionId());
      }
      remember(end, action);
    }
    end.actions.clear();
    if (!ids.isEmpty()) {
      end.input(new LcceInput.Installed(ids));
    }
    return ids.size();
  }

  private final Map<End, Map<String, SessionReport>> reports = new HashMap<>();

  private void remember(End end, LcceAction action) {
    Map<String, SessionReport> known = known(end);
    if (action instanceof LcceAction.Emit emit) {
      switch (emit.event()) {
        case SignalingEvent.SessionChanged changed ->
            known.put(changed.report().name(), changed.report());
        case SignalingEvent.SessionGone gone -> known.remove(gone.name());
        default -> {}
      }
    }
  }

  private Map<String, SessionReport> known(End end) {
    return reports.computeIfAbsent(end, e -> new TreeMap<>());
  }

  private void assertEstablished(int count) {
    assertEquals(count, known(left).size());
    assertEquals(count, known(right).size());
    known(left)
        .forEach(
            (name, here) -> {
              SessionReport there = known(right).get(name);
              assertEquals(State.ESTABLISHED, here.state());
              assertEquals(State.ESTABLISHED, there.state());
              assertEquals(here.local().sessionId(), there.peer().sessionId());
              assertEquals(here.peer().sessionId(), there.local().sessionId());
              assertEquals(here.local().cookie(), there.peer().cookie());
              assertEquals(here.peer().cookie(), there.local().cookie());
              assertEquals(left.only().local().id(), here.local().tunnelId());
              assertEquals(here.peer().tunnelId(), there.local().tunnelId());
            });
  }

  @Test
  void aThousandSessionsComeUpReportTheirStatusAndEnd() {
    configure(right, pseudowires(1000, false));
    configure(left, pseudowires(1000, true));
    settle();
    assertEstablished(1000);
    assertEquals(1000, left.sent(MessageType.ICRQ));
    assertEquals(1000, right.sent(MessageType.ICRP));
    assertEquals(1000, left.sent(MessageType.ICCN));

    right.input(new LcceInput.LocalStatus(Map.of("p7", CircuitStatus.DOWN)));
    settle();
    assertEquals(CircuitStatus.DOWN, known(left).get("p7").peer().circuit());
    assertEquals(1, right.sent(MessageType.SLI));

    Map<String, Optional<SignaledPseudowireProfile>> none = new TreeMap<>();
    known(left).keySet().forEach(name -> none.put(name, Optional.empty()));
    configure(left, none);
    settle();
    assertEquals(Map.of(), known(left));
    assertEquals(1000, left.sent(MessageType.CDN));
    assertEquals(0, right.sent(MessageType.CDN));
    assertTrue(known(right).values().stream().allMatch(there -> there.state() == State.IDLE));
  }

  @Test
  void sessionsThatBothEndsAskForAtTheSameInstantComeUpOnce() {
    configure(left, pseudowires(100, true));
    configure(right, pseudowires(100, true));
    settle();
    assertEstablished(100);
    // One end requests some sessions before the other end does; all others tie.
    long requests = left.sent(MessageType.ICRQ) + right.sent(MessageType.ICRQ);
    assertTrue(requests > 100, () -> requests + " requests");
    assertEquals(requests - 100, left.sent(MessageType.CDN) + right.sent(MessageType.CDN));
    assertEquals(100, left.sent(MessageType.ICCN) + right.sent(MessageType.ICCN));
  }

  @Test
  void theEndThatDidNotOpenTheConnectionRequestsSessions() {
    configure(left, pseudowires(3, false));
    configure(right, pseudowires(3, true));
    settle();
    assertEstablished(3);
    assertEquals(3, right.sent(MessageType.ICRQ));
  }

  @Test
  void sessionsComeBackWhenThePeerStartedAgain() {
    configure(right, pseudowires(5, false));
    configure(left, pseudowires(5, true));
    settle();
    long before = known(left).get("p0").local().sessionId();
    right.restart(3);
    known(right).clear();
    right.listen();
    right.tunnel(BackToBack.tunnel("t", right, left, false));
    configure(right, pseudowires(5, false));
    net.pass(Duration.ofMinutes(5));
    settle();
    assertEstablished(5);
    assertNotEquals(before, known(left).get("p0").local().sessionId());
  }

  @Test
  void anOperatorResetsATunnelAndItsSessionsComeBack() {
    configure(right, pseudowires(5, true));
    configure(left, pseudowires(5, true));
    settle();
    left.input(new LcceInput.ResetTunnel("t"));
    net.pass(Duration.ofMinutes(2));
    settle();
    net.pass(Duration.ofMinutes(2));
    settle();
    assertEstablished(5);
  }
}
