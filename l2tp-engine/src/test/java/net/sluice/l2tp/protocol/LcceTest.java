package net.sluice.l2tp.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.sluice.l2tp.Encapsulation;
import net.sluice.l2tp.MessageType;
import net.sluice.l2tp.ResultCodes;
import net.sluice.l2tp.SignaledTunnelProfile;
import net.sluice.l2tp.protocol.BackToBack.End;
import net.sluice.l2tp.signaling.TunnelReport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Control connections between two Lcces come up and go down. */
class LcceTest {
  private static final Duration CYCLE = Duration.ofSeconds(31);

  private final BackToBack net = new BackToBack();
  private final End left = net.end("192.0.2.1", 1);
  private final End right = net.end("192.0.2.2", 2);

  @BeforeEach
  void listen() {
    left.listen();
    right.listen();
  }

  private void connect() {
    right.peers(BackToBack.anybody(right));
    left.tunnel(BackToBack.tunnel("t", left, right, true));
    net.settle();
  }

  @Test
  void threeMessagesEstablishAConnection() {
    connect();
    assertEquals(TunnelReport.State.ESTABLISHED, left.state("t"));
    assertEquals(TunnelReport.State.ESTABLISHED, right.only().state());
    assertEquals(List.of(MessageType.SCCRQ, MessageType.SCCCN), left.typesSent().toList());
    assertEquals(List.of(MessageType.SCCRP, MessageType.ACK), right.typesSent().toList());
  }

  @Test
  void bothEndsKnowEachOther() {
    connect();
    TunnelReport here = left.only();
    TunnelReport there = right.only();
    assertEquals(here.local().id(), there.peer().id());
    assertEquals(here.peer().id(), there.local().id());
    assertEquals("host-192.0.2.2", here.peer().hostName());
    assertEquals("host-192.0.2.1", there.peer().hostName());
    assertEquals(List.of(4, 5), here.peer().capabilities());
    assertEquals(256, there.peer().window());
    assertEquals("anybody", there.peerProfile().orElseThrow());
    assertTrue(there.name().startsWith("peer-host-192.0.2.1-"), there.name());
  }

  @Test
  void theResponderAnswersFromAFreshPortWhichBothThenUse() {
    connect();
    assertEquals(here(right).getPort(), left.only().peer().address().getPort());
    assertEquals(here(left).getPort(), right.only().peer().address().getPort());
    assertTrue(here(right).getPort() != BackToBack.PORT);
  }

  private static java.net.InetSocketAddress here(End end) {
    return end.only().local().address().orElseThrow();
  }

  @Test
  void bothEndsRequestTheTunnelFromTheDataPlane() {
    connect();
    assertEquals(List.of(left.only().local().id()), List.copyOf(left.installed.keySet()));
    assertEquals(List.of(right.only().local().id()), List.copyOf(right.installed.keySet()));
    assertEquals(
        left.only().peer().address().getPort(),
        left.installed.get(left.only().local().id()).tunnel().peerPort());
  }

  @Test
  void aTunnelThatIsRemovedIsStoppedAndLeavesNothingBehind() {
    connect();
    long leftId = left.only().local().id();
    long rightId = right.only().local().id();
    left.removeTunnel("t");
    net.settle();
    assertEquals(List.of(ResultCodes.STOP_CLEAR), left.stops());
    assertEquals(List.of(leftId), left.ended);
    assertEquals(List.of(rightId), right.ended);
    assertTrue(right.tunnels.isEmpty());
    left.input(new LcceInput.Released(leftId));
    right.input(new LcceInput.Released(rightId));
    assertEquals(2, left.sockets.size(), "its listeners");
    assertEquals(3, right.sockets.size(), "it may have to acknowledge again");
    net.pass(CYCLE);
    assertEquals(2, right.sockets.size());
    assertEquals(Long.MAX_VALUE, left.lcce.deadline());
    assertEquals(Long.MAX_VALUE, right.lcce.deadline());
  }

  @Test
  void overIpTheSocketIsThatOfTheConnectionsId() {
    right.tunnel(BackToBack.overIp(BackToBack.tunnel("t", right, left, false)));
    left.tunnel(BackToBack.overIp(BackToBack.tunnel("t", left, right, true)));
    net.settle();
    assertEquals(TunnelReport.State.ESTABLISHED, left.state("t"));
    assertEquals(TunnelReport.State.ESTABLISHED, right.state("t"));
    for (End end : List.of(left, right)) {
      assertTrue(
          end.actions.stream()
              .anyMatch(
                  action ->
                      action instanceof LcceAction.OpenSocket open
                          && open.encapsulation() == Encapsulation.IP
                          && open.connectionId() == end.only().local().id()));
      assertEquals(0, end.installed.get(end.only().local().id()).tunnel().localPort());
    }
  }

  @Test
  void aResponderThatMustNotTakeAFreshPortAnswersFromThatOfItsListener() {
    right.peers(
        BackToBack.anybody(
            right, parameters -> Parameters.from(parameters).freshPort(false).build()));
    left.tunnel(BackToBack.tunnel("t", left, right, true));
    net.settle();
    assertEquals(BackToBack.PORT, left.only().peer().address().getPort());
    assertEquals(TunnelReport.State.ESTABLISHED, left.state("t"));
    net.pass(Duration.ofMinutes(10));
    assertEquals(TunnelReport.State.ESTABLISHED, left.state("t"));
  }

  @Test
  void anInitiatorWithAPortOfItsOwnUsesIt() {
    right.peers(BackToBack.anybody(right));
    left.tunnel(BackToBack.withLocalPort(BackToBack.tunnel("t", left, right, true), 5555));
    net.settle();
    assertEquals(5555, right.only().peer().address().getPort());
  }

  @Test
  void theSocketIsConnectedBeforeTheDataPlaneGetsIt() {
    connect();
    int connected = -1;
    for (int i = 0; i < left.actions.size(); i++) {
      if (left.actions.get(i) instanceof LcceAction.ConnectSocket) {
        connected = i;
      }
      if (left.actions.get(i) instanceof LcceAction.InstallTunnel install) {
        assertTrue(connected >= 0 && connected < i);
        assertEquals(
            ((LcceAction.ConnectSocket) left.actions.get(connected)).socket(), install.socket());
      }
    }
  }

  @Test
  void anAuthenticatedConnectionIsEstablishedWithHiddenAvps() {
    right.tunnel(authenticated(right, left, false));
    left.tunnel(authenticated(left, right, true));
    net.settle();
    net.pass(Duration.ofMinutes(5));
    assertEquals(TunnelReport.State.ESTABLISHED, left.state("t"));
    assertEquals(TunnelReport.State.ESTABLISHED, right.state("t"));
    assertEquals(0, left.lcce.counters("t").orElseThrow().digestFailures());
  }

  private static SignaledTunnelProfile authenticated(End local, End peer, boolean initiate) {
    return BackToBack.tunnel(
        "t",
        local,
        peer,
        initiate,
        Parameters.from(BackToBack.parameters(local)).secrets("s3cret").hideAvps(true).build());
  }

  @Test
  void idsAreNotZeroAndDiffer() {
    right.peers(BackToBack.anybody(right));
    Set<Long> ids = new HashSet<>();
    for (int i = 0; i < 50; i++) {
      left.tunnel(BackToBack.tunnel("t" + i, left, right, true));
      net.settle();
      ids.add(left.tunnels.get("t" + i).local().id());
    }
    assertEquals(50, ids.size());
    assertTrue(ids.stream().allMatch(id -> id > 0 && id <= 0xffff_ffffL));
  }
}
