package net.sluice.l2tp.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import net.sluice.l2tp.MessageType;
import net.sluice.l2tp.Result;
import net.sluice.l2tp.ResultCodes;
import net.sluice.l2tp.SignaledTunnelProfile;
import net.sluice.l2tp.protocol.BackToBack.End;
import net.sluice.l2tp.signaling.SignalingEvent;
import net.sluice.l2tp.signaling.TunnelReport.State;
import net.sluice.l2tp.wire.ControlMessage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Both ends open a control connection at the same time (RFC 3931 section 5.4.3). */
class LcceTieTest {
  private final BackToBack net = new BackToBack();
  private final End left = net.end("192.0.2.1", 1);
  private final End right = net.end("192.0.2.2", 2);

  @BeforeEach
  void listen() {
    left.listen();
    right.listen();
  }

  private void bothOpen(boolean leftTieBreaker, boolean rightTieBreaker) {
    left.tunnel(
        BackToBack.tunnel(
            "t",
            left,
            right,
            true,
            Parameters.from(BackToBack.parameters(left)).tieBreaker(leftTieBreaker).build()));
    right.tunnel(
        BackToBack.tunnel(
            "t",
            right,
            left,
            true,
            Parameters.from(BackToBack.parameters(right)).tieBreaker(rightTieBreaker).build()));
  }

  private static OptionalLong tieBreaker(End end) {
    return ((ControlMessage.Sccrq) end.sent.get(0).message()).tieBreaker();
  }

  /** The end with the valid request, and the other one. */
  private List<End> winnerAndLoser() {
    return Long.compareUnsigned(tieBreaker(left).orElseThrow(), tieBreaker(right).orElseThrow()) < 0
        ? List.of(left, right)
        : List.of(right, left);
  }

  private void onlyOneConnectionOf(End winner, End loser) {
    net.settle();
    assertEquals(State.ESTABLISHED, winner.state("t"));
    assertEquals(State.ESTABLISHED, loser.state("t"));
    assertEquals(winner.only().local().id(), loser.only().peer().id());
    assertEquals(1, winner.installed.size());
    assertEquals(1, loser.installed.size());
    assertEquals(1, winner.sent(MessageType.SCCCN));
    assertEquals(0, loser.sent(MessageType.SCCCN));
    assertTrue(winner.stops().contains(ResultCodes.STOP_EXISTS), "says so to the loser");
    net.pass(Duration.ofSeconds(40));
    assertEquals(3, winner.sockets.size(), "its listeners and the connection");
    assertEquals(3, loser.sockets.size(), "its listeners and the connection");
  }

  @Test
  void theLowerTieBreakerWins() {
    bothOpen(true, true);
    onlyOneConnectionOf(winnerAndLoser().get(0), winnerAndLoser().get(1));
  }

  @Test
  void theLowerTieBreakerWinsInAnyOrderOfArrival() {
    bothOpen(true, true);
    net.wire.add(net.wire.remove());
    onlyOneConnectionOf(winnerAndLoser().get(0), winnerAndLoser().get(1));
  }

  @Test
  void aTieBreakerWinsOverNone() {
    bothOpen(false, true);
    onlyOneConnectionOf(right, left);
  }

  @Test
  void tieBreakersAreComparedWithoutSign() {
    OptionalLong one = OptionalLong.of(1);
    OptionalLong most = OptionalLong.of(-1);
    assertEquals(Acceptor.Tie.WON, Acceptor.Tie.between(one, 9, most, 8));
    assertEquals(Acceptor.Tie.LOST, Acceptor.Tie.between(most, 8, one, 9));
    assertEquals(Acceptor.Tie.EQUAL, Acceptor.Tie.between(most, 8, most, 9));
  }

  @Test
  void withoutTieBreakersTheLowerConnectionIdWins() {
    OptionalLong none = OptionalLong.empty();
    assertEquals(Acceptor.Tie.WON, Acceptor.Tie.between(none, 8, none, 9));
    assertEquals(Acceptor.Tie.LOST, Acceptor.Tie.between(none, 9, none, 8));
    assertEquals(Acceptor.Tie.EQUAL, Acceptor.Tie.between(none, 9, none, 9));
  }

  @Test
  void aLostTieIsNoFailure() {
    bothOpen(true, true);
    net.settle();
    for (End end : List.of(left, right)) {
      assertTrue(
          end.actions.stream()
              .noneMatch(
                  action ->
                      action instanceof LcceAction.Emit emit
                          && emit.event() instanceof SignalingEvent.TunnelChanged changed
                          && changed.report().lastError().isPresent()));
    }
  }

  @Test
  void equalTieBreakersDiscardBothAndAreDrawnAgain() {
    RawPeer peer = new RawPeer(left, "192.0.2.2", BackToBack.PORT, 77);
    left.tunnel(BackToBack.tunnel("t", left, right, true));
    ControlMessage.Sccrq first = (ControlMessage.Sccrq) peer.last();
    long discarded = left.only().local().id();
    peer.send(peer.request(first.tieBreaker()));
    ControlMessage.Sccrq second = (ControlMessage.Sccrq) peer.last();
    assertNotEquals(first.tieBreaker(), second.tieBreaker());
    assertNotEquals(discarded, left.only().local().id());
    assertEquals(State.WAIT_CTL_REPLY, left.state("t"));
    assertEquals(0, left.sent(MessageType.SCCRP));
  }

  @Test
  void theStopCcnThatAnswersARequestIsAcknowledgedToTheIdInIt() {
    RawPeer peer = new RawPeer(left, "192.0.2.2", BackToBack.PORT, 77);
    left.tunnel(BackToBack.tunnel("t", left, right, true));
    peer.takeRequest();
    Result result = Result.of(ResultCodes.STOP_NOT_AUTHORIZED, "");
    peer.send(new ControlMessage.StopCcn(result, 77));
    BackToBack.Packet last = peer.packets().get(peer.packets().size() - 1);
    assertEquals(MessageType.ACK, last.type());
    assertEquals(77, last.peek().connectionId());
  }

  private static SignaledTunnelProfile withoutTieBreaker(End local, End peer) {
    return BackToBack.tunnel(
        "t",
        local,
        peer,
        true,
        Parameters.from(BackToBack.parameters(local)).tieBreaker(false).build());
  }

  /** With one port at both ends, the socket of a request receives the SCCRQ of the peer, too. */
  @Test
  void aWinnerWhoseFirstRequestIsLostRepeatsIt() {
    right.tunnel(BackToBack.withLocalPort(withoutTieBreaker(right, left), 1701));
    left.tunnel(BackToBack.withLocalPort(BackToBack.tunnel("t", left, right, true), 1701));
    net.wire.removeIf(packet -> packet.from().getAddress().equals(left.address));
    net.settle();
    assertEquals(State.WAIT_CTL_REPLY, left.state("t"));
    assertEquals(List.of(ResultCodes.STOP_EXISTS), left.stops());
    net.pass(Duration.ofSeconds(2));
    assertEquals(State.ESTABLISHED, left.state("t"));
  }

  /** Messages to id 0 that answer this end's refusal are not about its own request. */
  @Test
  void aPeerThatLostTheTieDoesNotEndTheRequestThatWon() {
    RawPeer peer = new RawPeer(left, "192.0.2.3", BackToBack.PORT, 77);
    End silent = net.end("192.0.2.3", 3);
    left.tunnel(BackToBack.withLocalPort(BackToBack.tunnel("t", left, silent, true), 1701));
    peer.send(peer.request());
    assertEquals(ResultCodes.STOP_EXISTS, peer.lastStop());
    peer.put(3, 0, 1, 1, new ControlMessage.Ack());
    peer.put(3, 0, 1, 1, new ControlMessage.StopCcn(Result.of(ResultCodes.STOP_CLEAR, ""), 77));
    assertEquals(State.WAIT_CTL_REPLY, left.state("t"));
    long requests = left.sent(MessageType.SCCRQ);
    net.pass(Duration.ofSeconds(2));
    assertTrue(left.sent(MessageType.SCCRQ) > requests, "repeats its request");
  }

  /** An answer to id 0 can be the first message of a peer that does not use the id in the SCCRQ. */
  @Test
  void aRefusalToIdZeroEndsTheRequest() {
    RawPeer peer = new RawPeer(left, "192.0.2.3", BackToBack.PORT, 77);
    End silent = net.end("192.0.2.3", 3);
    left.tunnel(BackToBack.withLocalPort(BackToBack.tunnel("t", left, silent, true), 1701));
    peer.put(3, 0, 0, 1, new ControlMessage.StopCcn(Result.of(ResultCodes.STOP_SHUTDOWN, ""), 77));
    assertEquals(State.RETRY, left.state("t"));
  }

  @Test
  void withoutTieBreakersATunnelHasOneConnection() {
    bothOpen(false, false);
    net.settle();
    assertEquals(1, left.installed.size());
    assertEquals(1, right.installed.size());
    assertEquals(left.only().local().id(), right.only().peer().id());
  }

  @Test
  void aConfiguredAddressOpensNoOtherTunnel() {
    right.peers(BackToBack.anybody(right));
    right.tunnel(BackToBack.withPeerHostName(BackToBack.tunnel("t", right, left, false), "else"));
    left.tunnel(BackToBack.tunnel("t", left, right, true));
    net.settle();
    assertEquals(State.RETRY, left.state("t"));
    assertEquals(List.of(ResultCodes.STOP_NOT_AUTHORIZED), right.stops());
    assertTrue(right.tunnels.values().stream().allMatch(tunnel -> tunnel.name().equals("t")));
  }

  @Test
  void aTunnelThatNamesTheHostIsBetterThanOneForAnyHost() {
    right.tunnel(BackToBack.tunnel("any", right, left, false));
    right.tunnel(
        BackToBack.withPeerHostName(
            BackToBack.tunnel("named", right, left, false), "host-192.0.2.1"));
    left.tunnel(BackToBack.tunnel("t", left, right, true));
    net.settle();
    assertEquals(State.ESTABLISHED, right.state("named"));
  }

  @Test
  void severalTunnelsToOnePeerGetAConnectionEach() {
    for (String name : List.of("a", "b", "c")) {
      right.tunnel(BackToBack.tunnel(name, right, left, false));
      left.tunnel(BackToBack.tunnel(name, left, right, true));
    }
    net.settle();
    for (String name : List.of("a", "b", "c")) {
      assertEquals(State.ESTABLISHED, left.state(name));
      assertEquals(State.ESTABLISHED, right.state(name));
    }
  }

  @Test
  void theHostNameSelectsOneOfSeveralTunnelsToOneAddress() {
    right.tunnel(
        BackToBack.withPeerHostName(BackToBack.tunnel("a", right, left, false), "unknown"));
    right.tunnel(
        BackToBack.withPeerHostName(BackToBack.tunnel("b", right, left, false), "host-192.0.2.1"));
    left.tunnel(BackToBack.tunnel("t", left, right, true));
    net.settle();
    assertEquals(State.ESTABLISHED, right.state("b"));
    assertEquals(Optional.empty(), Optional.ofNullable(right.tunnels.get("a")));
  }

  @Test
  void aRequestFromAnotherAddressDoesNotTieWithAnyRouterId() {
    left.peers(BackToBack.anybody(left));
    RawPeer configured = new RawPeer(left, "192.0.2.2", BackToBack.PORT, 7);
    left.tunnel(BackToBack.tunnel("t", left, right, true));
    configured.takeRequest();
    RawPeer elsewhere = new RawPeer(left, "192.0.2.3", BackToBack.PORT, 8).connect();
    assertEquals(State.WAIT_CTL_REPLY, left.state("t"));
    assertEquals(2, left.tunnels.size());
    assertEquals(List.of(), left.stops());
    assertEquals(configured.request().sender().routerId(), elsewhere.request().sender().routerId());
  }

  @Test
  void theSecretSelectsOneOfSeveralTunnelsToOneAddress() {
    for (String name : List.of("a", "b")) {
      right.tunnel(
          BackToBack.tunnel(
              name,
              right,
              left,
              false,
              Parameters.from(BackToBack.parameters(right)).secrets("secret-" + name).build()));
    }
    left.tunnel(
        BackToBack.tunnel(
            "t",
            left,
            right,
            true,
            Parameters.from(BackToBack.parameters(left)).secrets("secret-b").build()));
    net.settle();
    assertEquals(State.ESTABLISHED, left.state("t"));
    assertEquals(State.ESTABLISHED, right.state("b"));
  }

  @Test
  void aTunnelToThisEndItselfConnectsTwoTunnels() {
    left.tunnel(BackToBack.tunnel("there", left, left, true));
    left.tunnel(BackToBack.tunnel("back", left, left, false));
    net.settle();
    net.pass(Duration.ofSeconds(3));
    assertEquals(State.ESTABLISHED, left.state("there"));
    assertEquals(State.ESTABLISHED, left.state("back"));
  }

  @Test
  void aTunnelToThisEndItselfDoesNotTieWithItself() {
    left.tunnel(BackToBack.tunnel("there", left, left, true));
    net.settle();
    assertEquals(State.RETRY, left.state("there"));
    assertEquals(List.of(ResultCodes.STOP_EXISTS), left.stops());
  }
}
