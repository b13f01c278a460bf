package net.sluice.l2tp.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import net.sluice.l2tp.ControlParameters;
import net.sluice.l2tp.MessageType;
import net.sluice.l2tp.SignaledTunnelProfile;
import net.sluice.l2tp.protocol.BackToBack.End;
import net.sluice.l2tp.signaling.TunnelReport.State;
import net.sluice.l2tp.wire.ControlMessage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** HELLO (RFC 3931 section 4.4), and keepalive tunnels. */
class LcceHelloTest {
  private static final int LEFT_PORT = 5001;
  private static final int RIGHT_PORT = 5002;

  private final BackToBack net = new BackToBack();
  private final End left = net.end("192.0.2.1", 1);
  private final End right = net.end("192.0.2.2", 2);

  @BeforeEach
  void listen() {
    left.listen();
    right.listen();
  }

  private static ControlParameters every(End end, long seconds) {
    return Parameters.from(BackToBack.parameters(end))
        .helloInterval(Duration.ofSeconds(seconds))
        .retransmitLimit(2)
        .build();
  }

  private void connect(long leftInterval, long rightInterval) {
    right.tunnel(BackToBack.tunnel("t", right, left, false, every(right, rightInterval)));
    left.tunnel(BackToBack.tunnel("t", left, right, true, every(left, leftInterval)));
    net.settle();
  }

  @Test
  void helloIsSentAfterItsIntervalOfSilence() {
    connect(10, 0);
    net.pass(Duration.ofSeconds(7));
    assertEquals(0, left.sent(MessageType.HELLO));
    net.pass(Duration.ofSeconds(4));
    assertEquals(1, left.sent(MessageType.HELLO));
    net.pass(Duration.ofSeconds(100));
    assertTrue(left.sent(MessageType.HELLO) >= 10, "at least every ten seconds");
    assertTrue(left.sent(MessageType.HELLO) <= 14, "at most every eight");
    assertEquals(State.ESTABLISHED, left.state("t"));
  }

  @Test
  void aHelloFromThePeerIsAsGoodAsOneOfOurs() {
    connect(60, 10);
    net.pass(Duration.ofMinutes(10));
    assertEquals(0, left.sent(MessageType.HELLO));
    assertTrue(right.sent(MessageType.HELLO) >= 60);
  }

  @Test
  void anIntervalOfZeroMeansNever() {
    connect(0, 0);
    net.pass(Duration.ofHours(5));
    assertEquals(0, left.sent(MessageType.HELLO));
    assertEquals(0, right.sent(MessageType.HELLO));
    assertEquals(Long.MAX_VALUE, left.lcce.deadline());
  }

  @Test
  void noHelloIsSentWhileOneIsUnderWay() {
    connect(3, 0);
    net.lost = packet -> true;
    net.pass(Duration.ofSeconds(9));
    assertEquals(1, left.lcce.counters("t").orElseThrow().messages().get(MessageType.HELLO).sent());
    assertTrue(left.lcce.counters("t").orElseThrow().retransmits() > 0);
  }

  @Test
  void aTunnelOfASilentPeerIsRemoved() {
    right.peers(BackToBack.anybody(right, parameters -> every(right, 10)));
    left.tunnel(BackToBack.tunnel("t", left, right, true));
    net.settle();
    assertEquals(State.ESTABLISHED, right.only().state());
    net.lost = packet -> true;
    net.pass(Duration.ofSeconds(30));
    assertTrue(right.tunnels.isEmpty());
    assertEquals(1, right.ended.size());
  }

  @Test
  void hellosOfManyConnectionsToOnePeerDoNotComeTogether() {
    for (int i = 0; i < 20; i++) {
      right.tunnel(BackToBack.tunnel("t" + i, right, left, false, every(right, 0)));
      left.tunnel(BackToBack.tunnel("t" + i, left, right, true, every(left, 60)));
      net.settle();
    }
    Set<Long> tenths = new TreeSet<>();
    long seen = 0;
    for (int i = 0; i < 650; i++) {
      net.pass(Duration.ofMillis(100));
      if (left.sent(MessageType.HELLO) > seen) {
        seen = left.sent(MessageType.HELLO);
        tenths.add(net.now);
      }
    }
    assertTrue(seen >= 20);
    assertTrue(tenths.size() > 15, "in " + tenths.size() + " different tenths of a second");
  }

  // --- Keepalive tunnels

  private static SignaledTunnelProfile keepalive(
      End local, End peer, int localPort, int peerPort, long localId, long peerId) {
    return BackToBack.keepalive(
        BackToBack.tunnel("k", local, peer, false, every(local, 10)),
        localPort,
        peerPort,
        localId,
        peerId);
  }

  private void openLeft() {
    left.tunnel(keepalive(left, right, LEFT_PORT, RIGHT_PORT, 11, 22));
    net.settle();
  }

  private void openRight() {
    right.tunnel(keepalive(right, left, RIGHT_PORT, LEFT_PORT, 22, 11));
    net.settle();
  }

  @Test
  void aKeepaliveTunnelIsInstalledImmediately() {
    openLeft();
    assertEquals(Set.of(11L), left.installed.keySet());
    assertEquals(RIGHT_PORT, left.installed.get(11L).tunnel().peerPort());
    assertEquals(22, left.installed.get(11L).tunnel().peerTunnelId());
    assertEquals(State.WAIT_CTL_REPLY, left.state("k"));
    assertTrue(left.only().keepalive());
  }

  @Test
  void aKeepaliveTunnelIsEstablishedWhileThePeerAnswers() {
    openLeft();
    openRight();
    net.pass(Duration.ofSeconds(5));
    assertEquals(State.ESTABLISHED, left.state("k"));
    assertEquals(State.ESTABLISHED, right.state("k"));
    net.lost = packet -> true;
    net.pass(Duration.ofSeconds(30));
    assertEquals(State.RETRY, left.state("k"));
    assertEquals(State.RETRY, right.state("k"));
    assertTrue(left.ended.isEmpty(), "its tunnel in the data plane stays");
    net.lost = packet -> false;
    net.pass(Duration.ofSeconds(20));
    assertEquals(State.ESTABLISHED, left.state("k"));
    assertEquals(State.ESTABLISHED, right.state("k"));
    assertEquals(1, left.installed.size());
  }

  @Test
  void aKeepaliveTunnelHasNoOtherMessages() {
    openLeft();
    openRight();
    net.pass(Duration.ofMinutes(5));
    left.removeTunnel("k");
    net.pass(Duration.ofMinutes(5));
    Set<MessageType> all = Set.of(MessageType.HELLO, MessageType.ACK);
    assertEquals(all, Set.copyOf(left.typesSent().toList()));
    assertEquals(all, Set.copyOf(right.typesSent().toList()));
    assertEquals(List.of(11L), left.ended);
  }

  @Test
  void aRestartedKeepalivePeerIsUnderstoodWithAnyNumbers() {
    openLeft();
    openRight();
    net.pass(Duration.ofMinutes(10));
    right.restart(5);
    right.listen();
    openRight();
    net.pass(Duration.ofSeconds(1));
    assertEquals(State.ESTABLISHED, right.state("k"));
    long before = left.sent(MessageType.HELLO) + right.sent(MessageType.HELLO);
    net.pass(Duration.ofMinutes(10));
    assertEquals(State.ESTABLISHED, left.state("k"));
    assertEquals(State.ESTABLISHED, right.state("k"));
    assertTrue(left.sent(MessageType.HELLO) + right.sent(MessageType.HELLO) < before + 80);
  }

  @Test
  void aKeepaliveTunnelFollowsAStrictPeerThatCountsOn() {
    RawPeer peer = new RawPeer(left, "192.0.2.2", RIGHT_PORT, 22);
    openLeft();
    peer.peerId = 11;
    peer.port = LEFT_PORT;
    // The peer received seven messages before this end restarted.
    peer.put(3, 11, 3, 7, new ControlMessage.Ack());
    net.pass(Duration.ofSeconds(2));
    assertEquals(7, peer.packets().get(peer.packets().size() - 1).peek().ns());
    peer.put(3, 11, 3, 8, new ControlMessage.Ack());
    net.pass(Duration.ofSeconds(11));
    assertEquals(8, peer.packets().get(peer.packets().size() - 1).peek().ns());
    assertEquals(State.ESTABLISHED, left.state("k"));
  }

  @Test
  void aResetKeepaliveTunnelAsksAgainAndKeepsItsPlace() {
    openLeft();
    openRight();
    net.pass(Duration.ofSeconds(2));
    right.input(new LcceInput.ResetTunnel("k"));
    net.settle();
    assertEquals(State.ESTABLISHED, right.state("k"));
    assertTrue(right.ended.isEmpty());
  }

  @Test
  void aKeepaliveTunnelThatChangesComesBackWhenTheDataPlaneHasLetGo() {
    openLeft();
    left.tunnel(keepalive(left, right, LEFT_PORT, RIGHT_PORT + 1, 11, 22));
    assertEquals(List.of(11L), left.ended);
    left.input(new LcceInput.Released(11));
    net.pass(Duration.ofSeconds(3));
    assertEquals(RIGHT_PORT + 1, left.installed.get(11L).tunnel().peerPort());
    assertNotEquals(State.IDLE, left.state("k"));
  }

  @Test
  void aKeepaliveTunnelThatBecomesADynamicOneWaitsForItsPeer() {
    openLeft();
    left.tunnel(BackToBack.tunnel("k", left, right, false));
    left.input(new LcceInput.Released(11));
    net.pass(Duration.ofSeconds(3));
    assertEquals(State.IDLE, left.state("k"));
  }

  @Test
  void aKeepaliveTunnelIsOverOnceThoughItsRefusalComesLate() {
    openLeft();
    left.removeTunnel("k");
    left.input(new LcceInput.TunnelRefused(11, "refused"));
    assertEquals(List.of(11L), left.ended);
  }
}
