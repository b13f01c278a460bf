package net.sluice.l2tp.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import net.sluice.l2tp.ControlParameters;
import net.sluice.l2tp.MessageType;
import net.sluice.l2tp.PeerProfile;
import net.sluice.l2tp.Result;
import net.sluice.l2tp.ResultCodes;
import net.sluice.l2tp.protocol.BackToBack.End;
import net.sluice.l2tp.protocol.BackToBack.Packet;
import net.sluice.l2tp.signaling.SignalingEvent.TunnelChanged;
import net.sluice.l2tp.signaling.TunnelReport;
import net.sluice.l2tp.signaling.TunnelReport.State;
import net.sluice.l2tp.wire.ControlMessage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Failures and new attempts of connections, restarts of peers, changes of the configuration. */
class LcceRetryTest {
  private final BackToBack net = new BackToBack();
  private final End left = net.end("192.0.2.1", 1);
  private final End right = net.end("192.0.2.2", 2);

  @BeforeEach
  void listen() {
    left.listen();
    right.listen();
  }

  private ControlParameters quick() {
    return Parameters.from(BackToBack.parameters(left))
        .retry(Duration.ofSeconds(1), Duration.ofSeconds(16))
        .retransmitLimit(1)
        .build();
  }

  private void connect() {
    right.tunnel(BackToBack.tunnel("t", right, left, false));
    left.tunnel(BackToBack.tunnel("t", left, right, true));
    net.settle();
    assertEquals(State.ESTABLISHED, left.state("t"));
  }

  /** Returns the last report of any tunnel. */
  private static TunnelReport lastReport(End end) {
    return end.actions.stream()
        .flatMap(action -> action instanceof LcceAction.Emit emit ? Stream.of(emit.event()) : null)
        .flatMap(
            event -> event instanceof TunnelChanged changed ? Stream.of(changed.report()) : null)
        .reduce((earlier, later) -> later)
        .orElseThrow();
  }

  // --- Retry

  @Test
  void attemptsGoOnForEverWithABackOffThatDoublesToItsCapAndJitter() {
    net.lost = packet -> true;
    left.tunnel(BackToBack.tunnel("t", left, right, true, quick()));
    List<Long> starts = new ArrayList<>();
    long seen = 0;
    for (int tenth = 0; tenth < 3000; tenth++) {
      net.pass(Duration.ofMillis(100));
      long sockets = left.actions.stream().filter(LcceAction.OpenSocket.class::isInstance).count();
      if (sockets != seen) {
        seen = sockets;
        starts.add(net.now);
      }
    }
    // Each attempt takes 3 s: the SCCRQ is sent again after 1 s, and the attempt fails after 2
    // more.
    for (int i = 1; i < starts.size(); i++) {
      double wait = (starts.get(i) - starts.get(i - 1)) / 1e9 - 3;
      double most = Math.min(1 << Math.min(i - 1, 4), 16);
      assertTrue(wait <= most + 0.2 && wait >= most * 0.8 - 0.2, i + ": " + wait);
    }
    assertTrue(starts.size() > 12, starts.toString());
  }

  @Test
  void aTunnelInRetryAnswersThePeerImmediately() {
    left.tunnel(BackToBack.tunnel("t", left, right, true, quick()));
    net.pass(Duration.ofSeconds(60));
    right.tunnel(BackToBack.tunnel("t", right, left, true));
    net.pass(Duration.ofSeconds(0));
    assertEquals(State.ESTABLISHED, left.state("t"));
  }

  @Test
  void aSocketThatCanNotBeOpenedIsTriedAgain() {
    left.noSockets = Optional.of("address not available");
    left.tunnel(BackToBack.tunnel("t", left, right, true));
    assertEquals(State.RETRY, left.state("t"));
    assertEquals("address not available", left.only().lastError().orElseThrow());
    left.noSockets = Optional.empty();
    net.lost = packet -> true;
    net.pass(Duration.ofSeconds(2));
    assertEquals(State.WAIT_CTL_REPLY, left.state("t"));
  }

  @Test
  void aListenerThatCanNotBeOpenedIsTriedAgain() {
    End late = net.end("192.0.2.3", 3);
    late.noSockets = Optional.of("address not available");
    late.listen();
    assertTrue(late.sockets.isEmpty());
    late.noSockets = Optional.empty();
    net.pass(Duration.ofSeconds(6));
    assertEquals(2, late.sockets.size());
  }

  @Test
  void aTunnelThatTheDataPlaneRefusesIsStoppedAndTriedAgain() {
    connect();
    left.input(new LcceInput.TunnelRefused(left.only().local().id(), "no such module"));
    net.settle();
    assertEquals(List.of(ResultCodes.GENERAL_ERROR), left.stops());
    assertEquals(State.RETRY, left.state("t"));
    assertEquals("no such module", left.only().lastError().orElseThrow());
    net.pass(Duration.ofSeconds(2));
    assertEquals(State.ESTABLISHED, left.state("t"));
  }

  @Test
  void aResetTunnelIsOpenedAgainImmediately() {
    connect();
    long before = left.only().local().id();
    left.input(new LcceInput.ResetTunnel("t"));
    net.settle();
    assertEquals(List.of(ResultCodes.STOP_CLEAR), left.stops());
    assertEquals(State.ESTABLISHED, left.state("t"));
    assertNotEquals(before, left.only().local().id());
    assertEquals(List.of(before), left.ended);
  }

  // --- Restarts of the peer

  @Test
  void theSocketOfAConnectionThatIsOverStaysOpenUntilTheDataPlaneHasLetGo() {
    connect();
    long before = left.only().local().id();
    left.input(new LcceInput.ResetTunnel("t"));
    net.pass(Duration.ofSeconds(40));
    assertEquals(4, left.sockets.size());
    left.input(new LcceInput.Released(before));
    assertEquals(3, left.sockets.size());
  }

  @Test
  void aPeerThatStartsAgainReplacesItsOldConnectionWhenTheNewOneIsEstablished() {
    connect();
    long before = right.only().local().id();
    left.restart(3);
    left.listen();
    left.tunnel(BackToBack.tunnel("t", left, right, true));
    // The SCCRQ alone changes nothing.
    net.deliver(net.wire.remove());
    assertEquals(State.ESTABLISHED, right.state("t"));
    assertEquals(before, right.only().local().id());
    assertTrue(right.ended.isEmpty());
    net.settle();
    assertEquals(State.ESTABLISHED, right.state("t"));
    assertNotEquals(before, right.only().local().id());
    assertEquals(List.of(before), right.ended);
    assertEquals(left.only().local().id(), right.only().peer().id());
  }

  /** Returns the messages that an end has sent to a peer, without those that cross a restart. */
  private static List<MessageType> sentTo(End end, long peerId, int from) {
    return end.sent.stream()
        .skip(from)
        .filter(packet -> packet.peek().connectionId() == peerId)
        .map(Packet::type)
        .toList();
  }

  /** A peer that knows one connection for each address must get nothing for the former one. */
  @Test
  void aReplacedConnectionSendsNothing() {
    connect();
    long old = right.only().peer().id();
    left.restart(3);
    left.listen();
    left.tunnel(BackToBack.tunnel("t", left, right, true));
    int before = right.sent.size();
    net.settle();
    net.pass(Duration.ofMinutes(5));
    assertEquals(State.ESTABLISHED, right.state("t"));
    assertEquals(List.of(), sentTo(right, old, before));
  }

  @Test
  void theStopCcnOfAConnectionIsNotRepeatedOnceItsSuccessorIsEstablished() {
    connect();
    long old = left.only().peer().id();
    int before = left.sent.size();
    left.input(new LcceInput.ResetTunnel("t"));
    net.wire.removeIf(packet -> packet.peek().connectionId() == old);
    net.settle();
    net.pass(Duration.ofMinutes(5));
    assertEquals(State.ESTABLISHED, left.state("t"));
    assertEquals(List.of(MessageType.STOPCCN), sentTo(left, old, before));
    assertEquals(
        List.of(),
        sentTo(right, left.ended.getFirst(), 0).stream()
            .filter(type -> type == MessageType.STOPCCN || type == MessageType.HELLO)
            .toList());
  }

  /** The HELLO of a connection that the peer has lost waits for its acknowledgement. */
  @Test
  void aHelloIsNotRepeatedOnceANewerConnectionIsEstablished() {
    connect();
    long old = right.only().peer().id();
    left.restart(3);
    net.pass(Duration.ofSeconds(62));
    assertTrue(sentTo(right, old, 0).contains(MessageType.HELLO));
    left.listen();
    left.tunnel(BackToBack.tunnel("t", left, right, true));
    net.settle();
    int before = right.sent.size();
    net.pass(Duration.ofMinutes(5));
    assertEquals(List.of(), sentTo(right, old, before));
    assertEquals(State.ESTABLISHED, right.state("t"));
  }

  @Test
  void aReplayedSccrqKillsNoTunnel() {
    connect();
    Packet request = left.sent.get(0);
    long id = right.only().local().id();
    net.pass(Duration.ofHours(1));
    net.deliver(request);
    net.pass(Duration.ofMinutes(10));
    assertEquals(State.ESTABLISHED, right.state("t"));
    assertEquals(id, right.only().local().id());
    assertEquals(State.ESTABLISHED, left.state("t"));
    assertEquals(0, right.lcce.counters().halfOpen());
    assertEquals(3, right.sockets.size());
  }

  @Test
  void aRetransmittedSccrqFindsItsConnection() {
    right.tunnel(BackToBack.tunnel("t", right, left, false));
    left.tunnel(BackToBack.tunnel("t", left, right, true));
    Packet request = left.sent.get(0);
    net.deliver(request);
    net.deliver(request);
    assertEquals(1, right.lcce.counters().halfOpen());
    net.settle();
    net.deliver(request);
    net.settle();
    assertEquals(0, right.lcce.counters().halfOpen());
    assertEquals(3, right.sent(MessageType.SCCRP), "again instead of an ACK");
    assertEquals(3, right.lcce.counters("t").orElseThrow().duplicates());
  }

  @Test
  void aLateDuplicateOfAnSccrqAfterStopCcnBeginsNothing() {
    connect();
    Packet request = left.sent.get(0);
    left.removeTunnel("t");
    net.settle();
    net.pass(Duration.ofSeconds(20));
    net.deliver(request);
    assertEquals(0, right.lcce.counters().halfOpen());
    assertEquals(State.CLOSING, right.state("t"));
    net.pass(Duration.ofSeconds(20));
    assertEquals(State.IDLE, right.state("t"));
  }

  @Test
  void aPeerThatIsGoneIsNoticedByHelloAndTriedAgain() {
    connect();
    net.lost = packet -> true;
    // HELLO after 48 to 60 s, and 71 s until the connection fails.
    net.pass(Duration.ofSeconds(118));
    assertEquals(State.ESTABLISHED, left.state("t"));
    assertEquals(State.ESTABLISHED, right.state("t"));
    net.pass(Duration.ofSeconds(14));
    assertNotEquals(State.ESTABLISHED, left.state("t"));
    assertEquals("the peer does not answer", left.only().lastError().orElseThrow());
    assertEquals(Optional.empty(), left.only().lastResult(), "no StopCCN was sent");
    assertEquals(State.IDLE, right.state("t"));
    assertEquals(1, left.ended.size());
    assertEquals(1, right.ended.size());
    net.lost = packet -> false;
    net.pass(Duration.ofSeconds(60));
    assertEquals(State.ESTABLISHED, left.state("t"));
    assertEquals(State.ESTABLISHED, right.state("t"));
  }

  // --- Configuration

  @Test
  void aChangeOfTheConnectionOpensANewOne() {
    connect();
    long before = left.only().local().id();
    left.tunnel(
        BackToBack.withPeerHostName(BackToBack.tunnel("t", left, right, true), "host-192.0.2.2"));
    net.settle();
    assertEquals(List.of(ResultCodes.STOP_CLEAR), left.stops());
    assertEquals(State.ESTABLISHED, left.state("t"));
    assertNotEquals(before, left.only().local().id());
  }

  @Test
  void aChangeOfHelloAndRetryIsTakenOverLive() {
    connect();
    long before = left.only().local().id();
    left.tunnel(
        BackToBack.tunnel(
            "t",
            left,
            right,
            true,
            Parameters.from(BackToBack.parameters(left))
                .helloInterval(Duration.ofSeconds(5))
                .retry(Duration.ofSeconds(3), Duration.ofSeconds(9))
                .build()));
    assertEquals(before, left.only().local().id());
    net.pass(Duration.ofSeconds(6));
    assertEquals(1, left.sent(MessageType.HELLO));
    assertEquals(State.ESTABLISHED, left.state("t"));
  }

  @Test
  void secretsAreRolledOverOnALiveConnection() {
    right.tunnel(withSecrets(right, left, false, "old"));
    left.tunnel(withSecrets(left, right, true, "old"));
    net.settle();
    long id = left.only().local().id();
    right.tunnel(withSecrets(right, left, false, "new", "old"));
    left.tunnel(withSecrets(left, right, true, "new", "old"));
    net.pass(Duration.ofMinutes(3));
    right.tunnel(withSecrets(right, left, false, "new"));
    left.tunnel(withSecrets(left, right, true, "new"));
    net.pass(Duration.ofMinutes(3));
    assertEquals(id, left.only().local().id());
    assertEquals(State.ESTABLISHED, left.state("t"));
    assertEquals(0, left.lcce.counters("t").orElseThrow().digestFailures());
    assertTrue(left.sent(MessageType.HELLO) + right.sent(MessageType.HELLO) > 4);
  }

  @Test
  void secretsOfAPeerProfileAreRolledOverOnALiveConnection() {
    right.peers(anybodyWithSecrets("old"));
    left.tunnel(withSecrets(left, right, true, "old"));
    net.settle();
    long id = left.only().local().id();
    right.peers(anybodyWithSecrets("old", "new"));
    left.tunnel(withSecrets(left, right, true, "new", "old"));
    net.pass(Duration.ofMinutes(3));
    right.peers(anybodyWithSecrets("new"));
    left.tunnel(withSecrets(left, right, true, "new"));
    net.pass(Duration.ofMinutes(3));
    assertEquals(id, left.only().local().id());
    assertEquals(State.ESTABLISHED, left.state("t"));
    assertEquals(0, left.lcce.counters("t").orElseThrow().digestFailures());
  }

  private PeerProfile anybodyWithSecrets(String... secrets) {
    return BackToBack.anybody(
        right, parameters -> Parameters.from(parameters).secrets(secrets).hideAvps(true).build());
  }

  @Test
  void anotherSecretOpensANewConnection() {
    right.tunnel(withSecrets(right, left, false, "old"));
    left.tunnel(withSecrets(left, right, true, "old"));
    net.settle();
    long id = left.only().local().id();
    right.tunnel(withSecrets(right, left, false, "new"));
    net.settle();
    left.tunnel(withSecrets(left, right, true, "new"));
    net.pass(Duration.ofSeconds(5));
    assertEquals(State.ESTABLISHED, left.state("t"));
    assertNotEquals(id, left.only().local().id());
  }

  private static net.sluice.l2tp.SignaledTunnelProfile withSecrets(
      End local, End peer, boolean initiate, String... secrets) {
    return BackToBack.tunnel(
        "t",
        local,
        peer,
        initiate,
        Parameters.from(BackToBack.parameters(local)).secrets(secrets).hideAvps(true).build());
  }

  @Test
  void aTunnelThatInitiatesNoMoreKeepsItsConnection() {
    connect();
    left.tunnel(BackToBack.tunnel("t", left, right, false));
    assertEquals(State.ESTABLISHED, left.state("t"));
    assertTrue(left.stops().isEmpty());
  }

  @Test
  void aTunnelThatAPeerOpenedIsRemovedWhenThePeerIsGone() {
    right.peers(BackToBack.anybody(right));
    left.tunnel(BackToBack.tunnel("t", left, right, true));
    net.settle();
    assertEquals(State.ESTABLISHED, right.only().state());
    net.lost = packet -> true;
    net.pass(Duration.ofSeconds(132));
    assertTrue(right.tunnels.isEmpty());
    TunnelReport last = lastReport(right);
    assertEquals(State.IDLE, last.state());
    assertEquals("the peer does not answer", last.lastError().orElseThrow());
  }

  @Test
  void aRemovedTunnelIsNotReported() {
    connect();
    left.tunnels.clear();
    left.removeTunnel("t");
    net.pass(Duration.ofMinutes(2));
    assertTrue(left.tunnels.isEmpty());
    assertTrue(left.lcce.counters("t").isEmpty());
  }

  @Test
  void shutDownStopsEveryConnectionAndBeginsNone() {
    connect();
    left.tunnel(BackToBack.tunnel("unheard", left, net.end("192.0.2.77", 7), true));
    left.input(new LcceInput.ShutDown());
    net.settle();
    assertEquals(List.of(ResultCodes.STOP_SHUTDOWN), left.stops());
    assertEquals(State.IDLE, left.state("t"), "acknowledged");
    TunnelReport there = right.only();
    assertEquals(ResultCodes.STOP_SHUTDOWN, there.lastResult().orElseThrow().code());
    assertTrue(there.lastError().orElseThrow().contains("being shut down"), there.toString());
    RawPeer stranger = new RawPeer(left, "192.0.2.9", BackToBack.PORT, 7);
    stranger.send(stranger.request());
    assertEquals(ResultCodes.STOP_SHUTDOWN, stranger.lastStop());
    net.pass(Duration.ofMinutes(5));
    assertFalse(left.sent.stream().skip(20).anyMatch(p -> p.type() == MessageType.SCCRQ));
  }

  // --- Other versions

  @Test
  void aReplyOfVersion2EndsTheAttempt() {
    RawPeer peer = new RawPeer(left, "192.0.2.2", BackToBack.PORT, 77);
    left.tunnel(BackToBack.tunnel("t", left, right, true));
    peer.takeRequest();
    peer.put(VersionTwo.message(MessageType.SCCRP, 0, 0x1234));
    assertEquals(State.RETRY, left.state("t"));
    assertEquals("the peer speaks version 2 of L2TP only", left.only().lastError().orElseThrow());
    VersionTwo.assertRefusal(peer.packets().get(peer.packets().size() - 1).data(), 0x1234);
  }

  @Test
  void aRequestOfVersion2IsRefusedInItsOwnForm() {
    RawPeer peer = new RawPeer(left, "192.0.2.2", BackToBack.PORT, 77);
    peer.put(VersionTwo.message(MessageType.SCCRQ, 0, 0x1234));
    VersionTwo.assertRefusal(peer.packets().get(0).data(), 0x1234);
    assertEquals(1, left.lcce.counters().refused());
    assertEquals(0, left.lcce.counters().halfOpen());
  }

  @Test
  void aRequestThatOffersBothVersionsIsAnsweredInVersion3() {
    left.peers(BackToBack.anybody(left));
    RawPeer peer = new RawPeer(left, "192.0.2.2", BackToBack.PORT, 77);
    java.nio.ByteBuffer data = java.nio.ByteBuffer.allocate(2000);
    new net.sluice.l2tp.wire.MessageCodec(ControlParameters.of("raw"), "", new java.util.Random(1))
        .encode(new net.sluice.l2tp.wire.Header(3, 0, 0, 0), peer.request(), data);
    data.flip().putShort(0, (short) 0xc802);
    // With a header of version 2 the digest, if any, is another one.
    peer.put(VersionTwo.withoutDigest(data));
    assertEquals(MessageType.SCCRP, peer.packets().get(0).type());
    assertEquals(3, peer.packets().get(0).peek().version());
  }

  @Test
  void aStopCcnWithoutAnIdOfOursReachesTheOneThatItIsFor() {
    RawPeer peer = new RawPeer(left, "192.0.2.2", BackToBack.PORT, 77);
    left.tunnel(BackToBack.tunnel("t", left, right, true));
    peer.takeRequest();
    peer.put(
        3, 0, 0, 1, new ControlMessage.StopCcn(Result.error(ResultCodes.ERROR_LENGTH, "what?"), 0));
    assertEquals(State.RETRY, left.state("t"));
  }
}
