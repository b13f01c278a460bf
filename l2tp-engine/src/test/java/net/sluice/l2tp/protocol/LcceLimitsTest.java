package net.sluice.l2tp.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import net.sluice.l2tp.ControlParameters;
import net.sluice.l2tp.LcceProfile;
import net.sluice.l2tp.MessageType;
import net.sluice.l2tp.PeerProfile;
import net.sluice.l2tp.RemoteEndId;
import net.sluice.l2tp.Result;
import net.sluice.l2tp.ResultCodes;
import net.sluice.l2tp.protocol.BackToBack.End;
import net.sluice.l2tp.signaling.SignalingEvent;
import net.sluice.l2tp.signaling.TunnelReport.State;
import net.sluice.l2tp.wire.ControlMessage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Admission of peers, and its limits. */
class LcceLimitsTest {
  private final BackToBack net = new BackToBack();
  private final End end = net.end("192.0.2.1", 1);
  private final End friend = net.end("192.0.2.2", 2);

  @BeforeEach
  void listen() {
    end.listen();
    friend.listen();
    end.peers(BackToBack.anybody(end));
  }

  private static LcceProfile limited(End end, int halfOpen) {
    LcceProfile profile = BackToBack.profile(end);
    return new LcceProfile(
        profile.hostName(),
        profile.routerId(),
        profile.vendorName(),
        profile.listeners(),
        0,
        0,
        halfOpen,
        0,
        false);
  }

  private void limits(int maxTunnels, int halfOpen, int setupRate, boolean drain) {
    LcceProfile profile = BackToBack.profile(end);
    end.update(
        new LcceProfile(
            profile.hostName(),
            profile.routerId(),
            profile.vendorName(),
            profile.listeners(),
            maxTunnels,
            0,
            halfOpen,
            setupRate,
            drain));
  }

  private RawPeer stranger(int number) {
    return new RawPeer(
        end, "198.51.%d.%d".formatted(number / 250 % 250, number % 250), 1701, number + 1L);
  }

  private static Result stop(RawPeer peer) {
    return ((ControlMessage.StopCcn) peer.last()).result();
  }

  private long dropped(String reason) {
    return end.lcce.counters().drops().getOrDefault(reason, 0L);
  }

  // --- Numbers

  @Test
  void noMoreTunnelsThanTheLimit() {
    limits(2, 0, 0, false);
    stranger(1).connect();
    stranger(2).connect();
    RawPeer third = stranger(3);
    third.send(third.request());
    assertEquals(ResultCodes.GENERAL_ERROR, stop(third).code());
    assertEquals(ResultCodes.ERROR_RESOURCES, stop(third).error().orElseThrow());
    assertEquals(2, end.tunnels.size());
  }

  @Test
  void drainingRefusesNewOnesAndKeepsTheOldOnes() {
    stranger(1).connect();
    limits(0, 0, 0, true);
    RawPeer late = stranger(2);
    late.send(late.request());
    assertEquals(ResultCodes.ERROR_TRY_ANOTHER, stop(late).error().orElseThrow());
    assertEquals(State.ESTABLISHED, end.only().state());
  }

  /** Sends SCCRQs from addresses of as many prefixes as necessary, or of one. */
  private void flood(int count, boolean onePrefix) {
    for (int i = 0; i < count; i++) {
      String address =
          onePrefix
              ? "203.0.113.%d".formatted(i % 250)
              : "10.%d.%d.%d".formatted(i >> 8 & 255, i & 255, i >> 16);
      RawPeer each = new RawPeer(end, address, 9 + i / 250, 5);
      each.send(each.request());
    }
    end.actions.clear();
    end.sent.clear();
  }

  @Test
  void noMoreHalfOpenOnesThanTheLimit() {
    limits(0, 12, 0, false);
    flood(30, false);
    assertEquals(12, end.lcce.counters().halfOpen());
    assertEquals(18, dropped("half-open-limit"));
    assertEquals(2 + 12, end.sockets.size());
    net.pass(Duration.ofMinutes(2));
    assertEquals(0, end.lcce.counters().halfOpen());
    assertEquals(2, end.sockets.size());
  }

  @Test
  void onePrefixGetsAQuarterOfTheHalfOpenPlaces() {
    limits(0, 12, 0, false);
    flood(30, true);
    assertEquals(3, end.lcce.counters().halfOpen());
    assertEquals(27, dropped("half-open-prefix-limit"));
    RawPeer other = stranger(1);
    other.send(other.request());
    assertEquals(4, end.lcce.counters().halfOpen());
  }

  @Test
  void prefixesOfIpv6Have48Bits() {
    End six = net.end("2001:db8::1", 3);
    six.listen();
    six.peers(BackToBack.anybody(six));
    six.update(limited(six, 8));
    for (int i = 0; i < 10; i++) {
      RawPeer each = new RawPeer(six, "2001:db8:7:%d::1".formatted(i), 1701, i + 1L);
      each.send(each.request());
    }
    assertEquals(2, six.lcce.counters().halfOpen());
    RawPeer other = new RawPeer(six, "2001:db8:8::1", 1701, 99);
    other.send(other.request());
    assertEquals(3, six.lcce.counters().halfOpen());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aPeerThatAnswersConnectsDuringAFlood(boolean onePrefix) {
    limits(0, 100, 0, false);
    flood(1000, onePrefix);
    RawPeer peer = new RawPeer(end, "203.0.113.251", 1701, 7);
    peer.send(peer.request());
    peer.takeReply();
    flood(20, onePrefix); // during its round trip
    peer.send(new ControlMessage.Scccn());
    assertEquals(State.ESTABLISHED, end.only().state());
    flood(1000, onePrefix);
    assertEquals(State.ESTABLISHED, end.only().state());
  }

  @Test
  void aSourceGetsNoMoreThanItsRate() {
    limits(0, 0, 50, false);
    for (int i = 0; i < 20; i++) {
      RawPeer each = new RawPeer(end, "198.51.100.1", 2000 + i, i + 1L);
      each.send(each.request());
    }
    assertEquals(5, end.lcce.counters().halfOpen());
    assertEquals(15, dropped("rate-limit"));
    RawPeer other = stranger(1);
    other.send(other.request());
    assertEquals(6, end.lcce.counters().halfOpen());
    net.pass(Duration.ofSeconds(1));
    RawPeer later = new RawPeer(end, "198.51.100.1", 3000, 100);
    later.send(later.request());
    assertEquals(7, end.lcce.counters().halfOpen());
  }

  @Test
  void aPeerWithAConfiguredTunnelGetsTheWholeRate() {
    limits(0, 0, 50, false);
    for (int i = 0; i < 60; i++) {
      end.tunnel(BackToBack.tunnel("t" + i, end, friend, false));
    }
    for (int i = 0; i < 60; i++) {
      RawPeer each = new RawPeer(end, "192.0.2.2", 2000 + i, i + 1L);
      each.send(each.request());
    }
    assertEquals(50, end.lcce.counters().halfOpen());
    assertEquals(10, dropped("rate-limit"));
  }

  @Test
  void aFloodTakesBoundedMemoryAndConfiguredPeersStillConnect() {
    limits(0, 52, 5, false);
    end.tunnel(BackToBack.tunnel("t", end, friend, false));
    friend.tunnel(BackToBack.tunnel("t", friend, end, true));
    int flood = 20_000;
    flood(flood, false);
    net.settle();
    assertEquals(State.ESTABLISHED, end.state("t"));
    assertEquals(52, end.lcce.counters().halfOpen());
    assertEquals(flood - 52, dropped("half-open-limit"));
    assertEquals(3 + 52, end.sockets.size());
  }

  @Test
  void repeatedRequestsForAConfiguredTunnelNeedBoundedMemory() {
    end.tunnel(BackToBack.tunnel("t", end, friend, false));
    RawPeer last = null;
    for (int i = 1; i <= 100; i++) {
      last = new RawPeer(end, "192.0.2.2", 1701, i);
      last.send(last.request());
    }
    assertEquals(2, end.lcce.counters().halfOpen());
    assertEquals(2 + 2, end.sockets.size());
    last.takeReply();
    last.send(new ControlMessage.Scccn());
    assertEquals(State.ESTABLISHED, end.state("t"));
  }

  @Test
  void unknownPeersDoNotUseUpThePlacesOfAuthenticatedOnes() {
    limits(0, 3, 0, false);
    PeerProfile partners =
        new PeerProfile(
            "partners",
            Optional.of("partner"),
            Optional.empty(),
            false,
            Optional.empty(),
            PeerProfile.MAX_SESSIONS,
            Parameters.from(BackToBack.parameters(end)).secrets("s3cret").build());
    end.peers(BackToBack.anybody(end), partners);
    for (int i = 0; i < 10; i++) {
      RawPeer each = stranger(i);
      each.send(each.request());
    }
    friend.tunnel(
        BackToBack.tunnel(
            "t",
            friend,
            end,
            true,
            Parameters.from(ControlParameters.of("partner")).secrets("s3cret").build()));
    net.settle();
    assertEquals(State.ESTABLISHED, friend.state("t"));
    assertEquals("partners", end.only().peerProfile().orElseThrow());
  }

  @Test
  void aPeerWithoutATunnelIsRefusedIfThereAreManySockets() {
    end.lcce = new Lcce(new Random(1), 4);
    listen();
    end.tunnel(BackToBack.tunnel("t", end, friend, false));
    stranger(1).connect();
    stranger(2).connect();
    RawPeer third = stranger(3);
    third.send(third.request());
    assertEquals(ResultCodes.ERROR_RESOURCES, stop(third).error().orElseThrow());
    assertEquals(1, end.lcce.counters().refused());
    friend.tunnel(BackToBack.tunnel("t", friend, end, true));
    net.settle();
    assertEquals(State.ESTABLISHED, end.state("t"));
  }

  @Test
  void aPeerForWhichThereIsNoSocketIsRefused() {
    end.noSockets = Optional.of("EMFILE (Too many open files)");
    RawPeer peer = stranger(1);
    peer.send(peer.request());
    assertEquals(ResultCodes.ERROR_RESOURCES, stop(peer).error().orElseThrow());
    assertEquals("EMFILE (Too many open files)", stop(peer).text());
    assertEquals(1, end.lcce.counters().refused());
    assertEquals(0, end.lcce.counters().halfOpen());
  }

  @Test
  void aPeerThatAcknowledgesNothingGetsALimitedNumberOfAnswers() {
    RawPeer peer = stranger(1).connect();
    for (int second = 0; second < 40; second++) {
      for (int i = 0; i < 200; i++) {
        peer.send(
            SessionsBench.icrq(
                1000 + peer.ns, RemoteEndId.ofNumber(1), null, SessionsBench.ACTIVE));
      }
      net.pass(Duration.ofSeconds(1));
    }
    var counters = counters();
    long sent = counters.messages().get(MessageType.CDN).sent();
    assertTrue(sent <= 2 * ReliableTransport.LONG_QUEUE, () -> "" + sent);
    assertEquals(40 * 200 - sent, counters.drops().get("queue-full"));
  }

  // --- Peers

  @Test
  void textsOfAPeerAreMadePrintable() {
    String evil = "x\r\nERROR pwned\u001b[31m\u0007" + (char) 0x202e;
    RawPeer peer =
        new RawPeer(end, "198.51.100.1", 1701, 9, evil, ControlParameters.of("raw")).connect();
    String clean = "x\\x0d\\x0aERROR pwned\\x1b[31m\\x07\\u202e";
    assertEquals(clean, end.only().peer().hostName());
    peer.send(new ControlMessage.StopCcn(Result.of(ResultCodes.STOP_CLEAR, evil), 9));
    String error =
        end.actions.stream()
            .flatMap(
                action ->
                    action instanceof LcceAction.Emit emit
                        ? Stream.of(emit.event())
                        : Stream.empty())
            .flatMap(
                event ->
                    event instanceof SignalingEvent.TunnelChanged changed
                        ? changed.report().lastError().stream()
                        : Stream.empty())
            .reduce("", (before, last) -> last);
    assertTrue(error.endsWith(": " + clean), error);
  }

  @Test
  void aProfileThatRefusesIsNotAuthorized() {
    PeerProfile refused =
        new PeerProfile(
            "refused",
            Optional.of("raw"),
            Optional.empty(),
            true,
            Optional.empty(),
            PeerProfile.MAX_SESSIONS,
            BackToBack.parameters(end));
    end.peers(BackToBack.anybody(end), refused);
    RawPeer peer = stranger(1);
    peer.send(peer.request());
    assertEquals(ResultCodes.STOP_NOT_AUTHORIZED, stop(peer).code());
  }

  @Test
  void aWrongDigestIsDroppedWithoutAWord() {
    end.tunnel(secret(end, friend, false, "right"));
    friend.tunnel(secret(friend, end, true, "wrong"));
    net.settle();
    assertEquals(0, end.sent.size());
    assertEquals(1, end.lcce.counters("t").orElseThrow().digestFailures());
    assertEquals(0, end.lcce.counters().halfOpen());
  }

  @Test
  void noDigestIsDroppedWithoutAWordWhereThereIsASecret() {
    end.tunnel(secret(end, friend, false, "right"));
    friend.tunnel(BackToBack.tunnel("t", friend, end, true));
    net.settle();
    assertEquals(0, end.sent.size());
    assertEquals(1, end.lcce.counters("t").orElseThrow().digestFailures());
  }

  @Test
  void aStrangerWithAWrongDigestIsCounted() {
    friend.tunnel(secret(friend, end, true, "wrong"));
    net.settle();
    assertEquals(0, end.sent.size());
    assertEquals(1, dropped("bad-digest"));
  }

  private static net.sluice.l2tp.SignaledTunnelProfile secret(
      End local, End peer, boolean initiate, String secret) {
    return BackToBack.tunnel(
        "t",
        local,
        peer,
        initiate,
        Parameters.from(BackToBack.parameters(local)).secrets(secret).build());
  }

  @Test
  void aRefusalIsUnderstoodByAPeerWithASecret() {
    end.tunnel(BackToBack.withPeerHostName(secret(end, friend, true, "s3cret"), "somebody else"));
    friend.tunnel(secret(friend, end, false, "s3cret"));
    net.settle();
    assertEquals(State.RETRY, end.state("t"));
    net.pass(Duration.ofMillis(1));
    limits(0, 0, 0, true);
    friend.tunnel(
        BackToBack.withPeerHostName(secret(friend, end, true, "s3cret"), "host-192.0.2.1"));
    end.tunnel(secret(end, friend, false, "s3cret"));
    net.pass(Duration.ofSeconds(1));
    assertTrue(
        friend.only().lastError().orElseThrow().contains("draining"), friend.only().toString());
  }

  // --- Dropped datagrams

  @Test
  void aDatagramThatIsNoControlMessageIsCounted() {
    RawPeer peer = stranger(1);
    peer.put(java.nio.ByteBuffer.wrap(new byte[] {1, 2, 3}));
    assertEquals(1, dropped("bad-header"));
  }

  @Test
  void aMessageForNoConnectionIsCounted() {
    RawPeer peer = stranger(1);
    peer.put(3, 4711, 0, 0, new ControlMessage.Hello());
    peer.put(3, 0, 0, 0, new ControlMessage.Hello());
    assertEquals(2, dropped("unknown-connection"));
    assertEquals(0, end.sent.size());
  }

  @Test
  void aMessageFromSomebodyElseIsNotTakenForThePeers() {
    RawPeer peer = stranger(1).connect();
    RawPeer other = stranger(2);
    other.peerId = peer.peerId;
    other.ns = 2;
    other.nr = 1;
    other.send(new ControlMessage.StopCcn(Result.of(ResultCodes.STOP_CLEAR, ""), 2));
    assertEquals(State.ESTABLISHED, end.only().state());
    assertEquals(1, end.lcce.counters(end.only().name()).orElseThrow().drops().get("wrong-source"));
  }

  @Test
  void messagesAreCountedByType() {
    stranger(1).connect().send(new ControlMessage.Hello());
    var messages = end.lcce.counters(end.only().name()).orElseThrow().messages();
    assertEquals(1, messages.get(MessageType.SCCRQ).good());
    assertEquals(1, messages.get(MessageType.SCCRP).sent());
    assertEquals(1, messages.get(MessageType.SCCCN).good());
    assertEquals(1, messages.get(MessageType.HELLO).good());
    assertEquals(List.of(1, 3), List.of(counters().ns(), counters().nr()));
  }

  private net.sluice.l2tp.signaling.TunnelCounters counters() {
    return end.lcce.counters(end.only().name()).orElseThrow();
  }
}
