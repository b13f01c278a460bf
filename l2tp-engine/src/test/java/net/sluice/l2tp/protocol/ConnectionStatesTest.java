package net.sluice.l2tp.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import net.sluice.l2tp.CircuitStatus;
import net.sluice.l2tp.MessageType;
import net.sluice.l2tp.Result;
import net.sluice.l2tp.ResultCodes;
import net.sluice.l2tp.protocol.BackToBack.End;
import net.sluice.l2tp.signaling.TunnelReport.State;
import net.sluice.l2tp.wire.ControlMessage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The rows of RFC 3931 section 7.2, each by its effect on a peer. */
class ConnectionStatesTest {
  private static final Set<ConnectionEvent> MESSAGES =
      EnumSet.of(
          ConnectionEvent.SCCRQ,
          ConnectionEvent.SCCRP,
          ConnectionEvent.SCCRP_UNACCEPTABLE,
          ConnectionEvent.SCCCN,
          ConnectionEvent.HELLO,
          ConnectionEvent.SESSION);

  /** The messages that each state expects. */
  private static final Map<State, Set<ConnectionEvent>> EXPECTED =
      Map.of(
          State.WAIT_CTL_REPLY,
          EnumSet.of(ConnectionEvent.SCCRP, ConnectionEvent.SCCRP_UNACCEPTABLE),
          State.WAIT_CTL_CONN,
          EnumSet.of(ConnectionEvent.SCCCN),
          State.ESTABLISHED,
          EnumSet.of(ConnectionEvent.HELLO, ConnectionEvent.SESSION));

  private final BackToBack net = new BackToBack();
  private final End end = net.end("192.0.2.1", 1);
  private final RawPeer peer = new RawPeer(end, "192.0.2.9", BackToBack.PORT, 77);

  @BeforeEach
  void listen() {
    end.listen();
    end.peers(BackToBack.anybody(end));
  }

  /** Lets the end send an SCCRQ to the peer. */
  private void open() {
    End other = net.end("192.0.2.9", 2);
    end.tunnel(BackToBack.tunnel("t", end, other, true));
    peer.takeRequest();
  }

  private static ControlMessage.StopCcn stop(int code, long id) {
    return new ControlMessage.StopCcn(Result.of(code, "that is all"), id);
  }

  @Test
  void everyRowNamesItsSectionAndEveryEventHasARow() {
    Set<ConnectionEvent> known = EnumSet.noneOf(ConnectionEvent.class);
    for (var row : ConnectionStates.table().rows()) {
      assertTrue(row.section().matches("[3-7](\\.[0-9]){1,2}"), row::toString);
      known.add(row.event());
    }
    assertEquals(EnumSet.allOf(ConnectionEvent.class), known);
  }

  @Test
  void aMessageInTheWrongStateClearsTheConnection() {
    EXPECTED.forEach(
        (state, expected) -> {
          Set<ConnectionEvent> others = EnumSet.copyOf(MESSAGES);
          others.removeAll(expected);
          for (ConnectionEvent event : others) {
            var row = ConnectionStates.table().find(state, event);
            assertEquals(ConnectionAction.STOP_UNEXPECTED, row.action(), row.toString());
            assertEquals(State.CLOSING, row.next(), row.toString());
          }
        });
  }

  @Test
  void idleSendsSccrqOnLocalOpen() {
    open();
    assertInstanceOf(ControlMessage.Sccrq.class, peer.last());
    assertEquals(State.WAIT_CTL_REPLY, end.state("t"));
  }

  @Test
  void idleAnswersAnAcceptableSccrqWithSccrp() {
    peer.send(peer.request());
    assertInstanceOf(ControlMessage.Sccrp.class, peer.last());
    assertEquals(1, end.lcce.counters().halfOpen());
  }

  @Test
  void idleAnswersAnUnacceptableSccrqWithStopCcnAndKeepsNothing() {
    end.peers();
    peer.send(peer.request());
    assertEquals(ResultCodes.STOP_NOT_AUTHORIZED, peer.lastStop());
    assertEquals(Long.MAX_VALUE, end.lcce.deadline());
    assertEquals(1, end.lcce.counters().refused());
  }

  @Test
  void idleAnswersSccrpWithStopCcn() {
    peer.put(3, 4711, 0, 1, new ControlMessage.Sccrp(peer.endpoint("")));
    assertEquals(ResultCodes.STOP_FSM_ERROR, peer.lastStop());
    assertEquals(peer.id, peer.packets().get(0).peek().connectionId());
  }

  @Test
  void idleBeforeItsSocketIsOpenIsCleanedUpByStopCcn() {
    end.manual = true;
    peer.send(peer.request());
    assertEquals(1, end.lcce.counters().halfOpen());
    peer.put(3, 0, 1, 0, stop(ResultCodes.STOP_CLEAR, peer.id));
    assertEquals(0, end.lcce.counters().halfOpen());
    assertEquals(2, end.sockets.size(), "its listeners");
  }

  @Test
  void waitCtlReplyAnswersSccrpWithScccn() {
    open();
    peer.send(new ControlMessage.Sccrp(peer.endpoint("")));
    assertInstanceOf(ControlMessage.Scccn.class, peer.last());
    assertEquals(State.ESTABLISHED, end.state("t"));
  }

  @Test
  void waitCtlReplyStopsOnAnSccrpThatIsNotAcceptable() {
    End other = net.end("192.0.2.9", 2);
    end.tunnel(
        BackToBack.withPeerHostName(BackToBack.tunnel("t", end, other, true), "somebody else"));
    peer.takeRequest();
    peer.send(new ControlMessage.Sccrp(peer.endpoint("")));
    assertEquals(ResultCodes.STOP_NOT_AUTHORIZED, peer.lastStop());
    assertEquals(peer.id, peer.packets().get(peer.packets().size() - 1).peek().connectionId());
    assertEquals(State.RETRY, end.state("t"));
  }

  @Test
  void waitCtlReplyStopsOnScccn() {
    open();
    peer.send(new ControlMessage.Scccn());
    assertEquals(ResultCodes.STOP_FSM_ERROR, peer.lastStop());
    assertEquals(State.RETRY, end.state("t"));
  }

  @Test
  void waitCtlConnIsEstablishedByScccn() {
    peer.connect();
    assertEquals(State.ESTABLISHED, end.only().state());
    assertEquals(0, end.lcce.counters().halfOpen());
  }

  @Test
  void waitCtlConnStopsOnSccrqAndSccrp() {
    peer.send(peer.request());
    peer.takeReply();
    peer.send(new ControlMessage.Sccrp(peer.endpoint("")));
    assertEquals(ResultCodes.STOP_FSM_ERROR, peer.lastStop());
    RawPeer another = new RawPeer(end, "192.0.2.10", BackToBack.PORT, 78);
    another.send(another.request());
    another.takeReply();
    another.send(another.request());
    assertEquals(ResultCodes.STOP_FSM_ERROR, another.lastStop());
    assertEquals(0, end.lcce.counters().halfOpen());
  }

  @Test
  void establishedStopsOnSccrqSccrpAndScccn() {
    List<ControlMessage> messages =
        List.of(
            peer.request(),
            new ControlMessage.Sccrp(peer.endpoint("")),
            new ControlMessage.Scccn());
    for (int i = 0; i < messages.size(); i++) {
      RawPeer each = new RawPeer(end, "192.0.2.9", 2000 + i, 100 + i).connect();
      each.send(messages.get(i));
      assertEquals(ResultCodes.STOP_FSM_ERROR, each.lastStop());
      assertTrue(end.tunnels.isEmpty());
    }
  }

  @Test
  void establishedTakesHello() {
    peer.connect();
    peer.send(new ControlMessage.Hello());
    assertEquals(State.ESTABLISHED, end.only().state());
    assertEquals(MessageType.ACK, peer.packets().get(peer.packets().size() - 1).type());
  }

  @Test
  void aSessionMessageBeforeTheConnectionIsUpClearsIt() {
    peer.send(peer.request());
    peer.takeReply();
    peer.send(new ControlMessage.Sli(1, 2, Optional.of(CircuitStatus.UP)));
    assertEquals(ResultCodes.STOP_FSM_ERROR, peer.lastStop());
  }

  @Test
  void stopCcnInWaitCtlReplyEndsTheAttempt() {
    open();
    peer.send(stop(ResultCodes.STOP_SHUTDOWN, 0));
    assertEquals(State.RETRY, end.state("t"));
    assertEquals(
        "the peer cleared the connection: result 6 (being shut down), error 0: that is all",
        end.only().lastError().orElseThrow());
    assertEquals(
        ResultCodes.STOP_SHUTDOWN, end.only().lastResult().map(Result::code).orElseThrow());
  }

  @Test
  void stopCcnInWaitCtlConnEndsTheAttempt() {
    peer.send(peer.request());
    peer.takeReply();
    peer.send(stop(ResultCodes.STOP_CLEAR, peer.id));
    assertEquals(0, end.lcce.counters().halfOpen());
  }

  @Test
  void stopCcnOfAnInitiatorThatNeverSawTheReplyIsFoundByItsOwnId() {
    peer.send(peer.request());
    peer.put(3, 0, 1, 0, stop(ResultCodes.STOP_CLEAR, peer.id));
    assertEquals(0, end.lcce.counters().halfOpen());
  }

  @Test
  void stopCcnInEstablishedEndsTheConnectionAndIsAcknowledgedForACycle() {
    peer.connect();
    long id = end.only().local().id();
    peer.send(stop(ResultCodes.STOP_CLEAR, peer.id));
    assertEquals(List.of(id), end.ended);
    end.input(new LcceInput.Released(id));
    net.pass(Duration.ofSeconds(30));
    long acks = end.sent(MessageType.ACK);
    peer.ns--;
    peer.send(stop(ResultCodes.STOP_CLEAR, peer.id));
    assertEquals(acks + 1, end.sent(MessageType.ACK));
    net.pass(Duration.ofSeconds(2));
    peer.ns--;
    peer.send(stop(ResultCodes.STOP_CLEAR, peer.id));
    assertEquals(acks + 1, end.sent(MessageType.ACK));
    assertEquals(2, end.sockets.size(), "its listeners");
  }

  @Test
  void stopCcnIsRepeatedUntilItIsAcknowledged() {
    peer.connect();
    String name = end.only().name();
    end.input(new LcceInput.ResetTunnel(name));
    net.pass(Duration.ofSeconds(4));
    assertEquals(3, end.sent(MessageType.STOPCCN), "immediately, after 1 s, after 2 more");
    peer.nr = 2;
    peer.put(3, peer.peerId, peer.ns, peer.nr, new ControlMessage.Ack());
    net.pass(Duration.ofSeconds(60));
    assertEquals(3, end.sent(MessageType.STOPCCN));
  }

  @Test
  void stopCcnContainsTheIdOfItsConnection() {
    peer.connect();
    long id = end.only().local().id();
    end.input(new LcceInput.ResetTunnel(end.only().name()));
    assertEquals(id, ((ControlMessage.StopCcn) peer.last()).connectionId());
  }

  @Test
  void stopCcnBeforeTheReplyIsSentToIdZeroWithTheIdOfTheSccrq() {
    open();
    end.removeTunnel("t");
    // The SCCRQ is unacknowledged; the window admits no other message.
    peer.put(3, peer.peerId, 0, 1, new ControlMessage.Ack());
    ControlMessage.StopCcn stop = (ControlMessage.StopCcn) peer.last();
    assertEquals(peer.peerId, stop.connectionId());
    assertEquals(0, peer.packets().get(peer.packets().size() - 1).peek().connectionId());
  }

  @Test
  void anSccrpAfterALostTieIsAnsweredWithStopCcn() {
    open();
    peer.put(3, 0, 0, 0, new ControlMessage.Sccrq(peer.endpoint(""), OptionalLong.of(0)));
    assertInstanceOf(ControlMessage.Sccrp.class, peer.last());
    peer.send(new ControlMessage.Sccrp(peer.endpoint("")));
    assertInstanceOf(ControlMessage.StopCcn.class, peer.last());
  }

  @Test
  void aConnectionThatIsNotEstablishedInTimeIsStopped() {
    end.peers(
        BackToBack.anybody(
            end,
            parameters ->
                Parameters.from(parameters).establishTimeout(Duration.ofSeconds(5)).build()));
    peer.send(peer.request());
    peer.takeReply();
    peer.put(3, peer.peerId, 1, 1, new ControlMessage.Ack());
    net.pass(Duration.ofSeconds(5));
    assertEquals(ResultCodes.STOP_FSM_ERROR, peer.lastStop());
    assertEquals(0, end.lcce.counters().halfOpen());
  }

  @Test
  void aPeerThatDoesNotAnswerIsGivenUp() {
    peer.send(peer.request());
    net.pass(Duration.ofSeconds(90));
    assertEquals(0, end.lcce.counters().halfOpen());
    assertEquals(2, end.sent(MessageType.SCCRP), "once, and again as often as its length allows");
    assertEquals(2, end.sockets.size(), "its listeners");
  }

  @Test
  void aMalformedMessageClearsTheConnectionWithItsError() {
    peer.connect();
    // A StopCCN without Result Code: the message ends after its Message Type.
    java.nio.ByteBuffer data = java.nio.ByteBuffer.allocate(20);
    data.putShort((short) 0xc803).putShort((short) 20).putInt((int) peer.peerId);
    data.putShort((short) 2).putShort((short) 1);
    data.putShort((short) 0x8008).putShort((short) 0).putShort((short) 0).putShort((short) 4);
    peer.put(data.flip());
    assertEquals(ResultCodes.GENERAL_ERROR, peer.lastStop());
  }

  @Test
  void aWindowThatThePeerDoesNotSayIsFour() {
    peer.send(
        new ControlMessage.Sccrq(
            new ControlMessage.Endpoint(
                "raw", 7, peer.id, List.of(5), OptionalInt.empty(), "", "", ""),
            OptionalLong.empty()));
    peer.takeReply();
    peer.send(new ControlMessage.Scccn());
    assertEquals(4, end.only().peer().window());
  }
}
