package net.sluice.l2tp.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Stream;
import net.sluice.l2tp.AcceptProfile;
import net.sluice.l2tp.CircuitStatus;
import net.sluice.l2tp.ControlParameters;
import net.sluice.l2tp.Encapsulation;
import net.sluice.l2tp.LcceProfile;
import net.sluice.l2tp.MessageType;
import net.sluice.l2tp.PeerProfile;
import net.sluice.l2tp.PseudowireType;
import net.sluice.l2tp.RemoteEndId;
import net.sluice.l2tp.Result;
import net.sluice.l2tp.ResultCodes;
import net.sluice.l2tp.Sequencing;
import net.sluice.l2tp.SessionParameters;
import net.sluice.l2tp.SignaledTunnelProfile;
import net.sluice.l2tp.Sublayer;
import net.sluice.l2tp.protocol.BackToBack.End;
import net.sluice.l2tp.signaling.Cause;
import net.sluice.l2tp.signaling.Reason;
import net.sluice.l2tp.signaling.Reason.Effect;
import net.sluice.l2tp.signaling.Refusal;
import net.sluice.l2tp.signaling.SignalingEvent;
import net.sluice.l2tp.wire.ControlMessage;
import net.sluice.l2tp.wire.ControlMessage.Call;
import net.sluice.l2tp.wire.ControlMessage.Circuit;
import net.sluice.l2tp.wire.Header;
import net.sluice.l2tp.wire.MessageCodec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each way to drop, refuse or end something is counted by its reason, and the manager receives it
 * as an event or as the cause in a report. The switch has all reasons, so that a new one without a
 * scenario is an error of the compiler. {@code RefusalsTest} of the manager continues from there.
 */
class RefusalMatrixTest {
  private static final RemoteEndId UNKNOWN = RemoteEndId.ofNumber(99);
  private static final Duration LONG = Duration.ofMinutes(5);

  private final BackToBack net = new BackToBack();
  private final End end = net.end("192.0.2.1", 1);
  private final End friend = net.end("192.0.2.2", 2);
  private final SessionsBench bench = new SessionsBench();

  @ParameterizedTest
  @EnumSource
  void everyReasonIsCountedAndReported(Reason reason) throws Exception {
    end.listen();
    provoke(reason);
    assertTrue(count(reason) > 0, () -> "not counted: " + end.lcce.counters() + end.refusals);
    List<Refusal> events =
        Stream.concat(end.refusals.stream(), bench.refusals.stream())
            .filter(refusal -> refusal.reason() == reason)
            .toList();
    if (reason.isReported()) {
      boolean inReport = causes().anyMatch(cause -> cause.reason() == reason);
      assertTrue(inReport || !events.isEmpty(), "silent");
      events.forEach(refusal -> assertFalse(refusal.text().isBlank()));
    } else {
      assertEquals(List.of(), events);
    }
  }

  private long count(Reason reason) {
    String word = reason.word();
    var system = end.lcce.counters();
    long count =
        system.drops().getOrDefault(word, 0L)
            + system.refusals().getOrDefault(word, 0L)
            + bench.objections.counts(reason.effect()).getOrDefault(word, 0L);
    for (var counters : end.lcce.counters("t").stream().toList()) {
      count += counters.drops().getOrDefault(word, 0L);
      count += counters.refusals().getOrDefault(word, 0L);
      count += reason == Reason.BAD_DIGEST ? counters.digestFailures() : 0;
    }
    return count;
  }

  private Stream<Cause> causes() {
    Stream<SignalingEvent> ofConnections =
        end.actions.stream()
            .filter(LcceAction.Emit.class::isInstance)
            .map(action -> ((LcceAction.Emit) action).event());
    return Stream.concat(ofConnections, bench.events.stream())
        .flatMap(
            event ->
                switch (event) {
                  case SignalingEvent.TunnelChanged(var report) -> report.last().stream();
                  case SignalingEvent.SessionChanged(var report) -> report.last().stream();
                  default -> Stream.empty();
                });
  }

  private void provoke(Reason reason) throws Exception {
    switch (reason) {
      case BAD_HEADER -> peer(1).put(ByteBuffer.wrap(new byte[] {1, 2, 3}));
      case BAD_STRUCTURE -> put(connected(), 0x0008, 9, 0);
      case BAD_DIGEST -> {
        end.tunnel(tunnel(false, Parameters.from(parameters()).secrets("one").build()));
        request(friendly());
      }
      case UNKNOWN_CONNECTION -> peer(1).put(3, 4711, 0, 0, new ControlMessage.Hello());
      case WRONG_SOURCE -> {
        RawPeer peer = connected();
        RawPeer other = new RawPeer(end, "192.0.2.2", BackToBack.PORT + 1, 9);
        other.put(3, peer.peerId, 2, 1, new ControlMessage.Hello());
      }
      case UNKNOWN_MESSAGE -> put(connected(), 0x0008, 0, 99);
      case INVALID_NR -> {
        RawPeer peer = connected();
        peer.put(3, peer.peerId, peer.ns, peer.nr + 50, new ControlMessage.Hello());
      }
      case BEYOND_WINDOW -> {
        RawPeer peer = connected();
        peer.put(3, peer.peerId, peer.ns + 1000, peer.nr, new ControlMessage.Hello());
      }
      case QUEUE_FULL -> {
        RawPeer peer = connected();
        for (int i = 0; i < 2 * ReliableTransport.LONG_QUEUE; i++) {
          peer.send(SessionsBench.icrq(1000 + i, UNKNOWN, null, SessionsBench.ACTIVE));
          net.pass(Duration.ofMillis(1));
        }
      }
      case RATE_LIMIT -> {
        limits(0, 0, 1, false);
        request(peer(1));
        request(peer(1));
      }
      case HALF_OPEN_LIMIT -> {
        limits(0, 1, 0, false);
        end.peers(BackToBack.anybody(end));
        request(new RawPeer(end, "198.51.100.1", BackToBack.PORT, 1));
        request(new RawPeer(end, "203.0.113.1", BackToBack.PORT, 2));
      }
      case HALF_OPEN_PREFIX_LIMIT -> {
        limits(0, 4, 0, false);
        end.peers(BackToBack.anybody(end));
        request(peer(1));
        request(peer(2));
      }
      case SHORT_REQUEST -> {
        Host host = new Host(new Random(1), bench.up().round, bench.objections, 1);
        host.refuse(
            new ControlSocket(1, Encapsulation.UDP, end.address, 0, null),
            peer(1).address,
            new MessageCodec(parameters(), "", new Random(1)),
            new Header(3, 1, 0, 1),
            new ControlMessage.StopCcn(Result.of(ResultCodes.STOP_CLEAR, ""), 0),
            1);
      }
      case CLOSED_SOCKET ->
          end.input(new LcceInput.Datagram(999, peer(1).address, ByteBuffer.allocate(12)));
      case UNKNOWN_SESSION ->
          bench.up().receive(SessionsBench.cdn(7, ResultCodes.CDN_ADMINISTRATIVE));
      case EQUAL_TIE_BREAKER -> {
        RawPeer peer = crossing();
        peer.put(3, 0, 0, 0, peer.request(((ControlMessage.Sccrq) peer.last()).tieBreaker()));
      }
      case UNKNOWN_PEER -> request(peer(1));
      case REFUSED_PEER -> {
        PeerProfile any = BackToBack.anybody(end);
        end.peers(
            new PeerProfile(
                any.name(),
                any.hostName(),
                any.prefix(),
                true,
                any.sessionProfile(),
                1,
                any.parameters()));
        request(peer(1));
      }
      case WRONG_ENCAPSULATION -> {
        end.tunnel(BackToBack.overIp(tunnel(false, parameters())));
        request(friendly());
      }
      case WRONG_LOCAL_ADDRESS -> {
        End other = net.end("192.0.2.77", 3);
        end.tunnel(BackToBack.tunnel("t", other, friend, false));
        request(friendly());
      }
      case WRONG_HOST_NAME -> {
        end.tunnel(BackToBack.withPeerHostName(tunnel(false, parameters()), "another"));
        request(friendly());
      }
      case NO_SECRET -> {
        end.tunnel(tunnel(false, parameters()));
        String nonce = "00112233445566778899aabbccddeeff";
        ByteBuffer data = ByteBuffer.allocate(200);
        new MessageCodec(ControlParameters.of("raw"), nonce, new Random(1))
            .encode(
                new Header(3, 0, 0, 0),
                new ControlMessage.Sccrq(friendly().endpoint(nonce), OptionalLong.empty()),
                data);
        friendly().put(data.flip());
      }
      case UNSUPPORTED_VERSION -> {
        end.tunnel(tunnel(false, parameters()));
        friendly().put(VersionTwo.message(MessageType.SCCRQ, 0, 0x1234));
      }
      case TUNNEL_LIMIT -> {
        limits(1, 0, 0, false);
        end.peers(BackToBack.anybody(end));
        peer(1).connect();
        request(peer(2));
      }
      case SOCKET_LIMIT -> {
        end.lcce = new Lcce(new Random(1), 0);
        end.listen();
        end.peers(BackToBack.anybody(end));
        request(peer(1));
      }
      case NO_SOCKET -> {
        end.noSockets = Optional.of("EMFILE (Too many open files)");
        end.tunnel(tunnel(true, parameters()));
      }
      case NO_ANSWER -> {
        end.tunnel(tunnel(true, parameters()));
        net.pass(LONG);
      }
      case SHUTTING_DOWN -> {
        connected();
        end.input(new LcceInput.ShutDown());
      }
      case UNKNOWN_REMOTE_END_ID ->
          bench.up().receive(SessionsBench.icrq(5, UNKNOWN, null, SessionsBench.ACTIVE));
      case WRONG_PSEUDOWIRE_TYPE -> {
        SessionParameters vlan =
            new SessionParameters(
                PseudowireType.ETHERNET_VLAN, 0, Optional.empty(), Sublayer.NONE, Sequencing.NONE);
        bench.accept(new AcceptProfile("any", Optional.of(SessionsBench.ID), vlan)).up();
        bench.receive(SessionsBench.icrq());
      }
      case WRONG_SUBLAYER -> {
        Circuit numbered = SessionsBench.circuit(Sublayer.NONE, 2, 1);
        bench.configure(SessionsBench.pseudowire("a", SessionsBench.ID, false)).up();
        bench.receive(SessionsBench.icrq(5, SessionsBench.ID, null, numbered));
      }
      case SESSION_LIMIT -> {
        bench.lcce(1, false).prepare();
        bench.configure(SessionsBench.pseudowire("b", UNKNOWN, false));
        bench.receive(SessionsBench.icrq(6, UNKNOWN, null, SessionsBench.ACTIVE));
      }
      case SESSION_RATE_LIMIT -> {
        FakeCarrier carrier = SessionsBench.carrier(SessionsBench.PARAMETERS);
        carrier.peerLimits = new Carrier.PeerLimits(InetAddress.getByName("192.0.2.7"), 1);
        bench.configure(SessionsBench.pseudowire("a", SessionsBench.ID, false)).up(carrier);
        bench.receive(SessionsBench.icrq());
        bench.receive(SessionsBench.icrq(6, SessionsBench.ID, null, SessionsBench.ACTIVE));
      }
      case WRONG_SESSION_ID -> bench.up().receive(SessionsBench.icrp(7, SessionsBench.ACTIVE));
      case CIRCUIT_DOWN -> {
        bench.configure(SessionsBench.pseudowire("a", SessionsBench.ID, false)).up();
        bench.receive(
            SessionsBench.request(Call.OUTGOING, 5, SessionsBench.ID, null, SessionsBench.ACTIVE));
        bench.installed(bench.toInstall().local().sessionId());
        bench.status("a", CircuitStatus.DOWN);
      }
      case CONNECTION_LOST -> {
        bench.establishedSender();
        bench.down(bench.carrier, "the peer does not answer");
      }
      case MALFORMED_MESSAGE -> put(connected(), 0x8008, 0, 99);
      case OUT_OF_TURN -> connected().send(new ControlMessage.Scccn());
      case NOT_ESTABLISHED_IN_TIME -> {
        bench.waitReply();
        bench.next();
      }
      case DRAINING -> {
        bench.lcce(0, true).up();
        bench.receive(SessionsBench.icrq());
      }
      case DATA_PLANE -> bench.refused(bench.prepare(), "EEXIST (File exists)");
      case CLEARED_BY_PEER ->
          bench.receive(
              SessionsBench.cdn(bench.establishedSender(), ResultCodes.CDN_PERMANENT_LACK));
      case LOST_TIE -> {
        RawPeer peer = crossing();
        peer.put(3, 0, 0, 0, peer.request(OptionalLong.of(-1)));
      }
      case CLEARED -> {
        bench.establishedSender();
        bench.reset("a");
      }
    }
  }

  /** Draining refuses tunnels as well as sessions. */
  @Test
  void aRefusedTunnelIsReportedAtTheTunnel() {
    end.listen();
    end.tunnel(tunnel(false, parameters()));
    limits(0, 0, 0, true);
    request(friendly());
    Refusal refusal = end.refusals.getFirst();
    assertEquals(Reason.DRAINING, refusal.reason());
    assertEquals(Optional.of("t"), refusal.tunnel());
    assertEquals(1, end.lcce.counters("t").orElseThrow().refusals().get(Reason.DRAINING.word()));
  }

  @Test
  void aPeerThatNeverAnswersTheSccrpIsReported() {
    end.listen();
    end.peers(BackToBack.anybody(end));
    request(peer(1));
    net.pass(LONG);
    assertEquals(List.of(Reason.NO_ANSWER), end.refusals.stream().map(Refusal::reason).toList());
    assertEquals(peer(1).address, end.refusals.getFirst().peer().orElseThrow());
  }

  @Test
  void oneSourceHasOneEventInAnIntervalAndTheNextOneGivesTheNumber() {
    end.listen();
    for (int i = 0; i < 10; i++) {
      request(peer(1));
    }
    request(peer(2));
    assertEquals(2, end.refusals.size());
    assertEquals(11, end.lcce.counters().refusals().get(Reason.UNKNOWN_PEER.word()));
    net.pass(Duration.ofNanos(Objections.INTERVAL));
    request(peer(1));
    assertEquals(9, end.refusals.getLast().unreported());
  }

  @Test
  void forgedSourcesCauseALimitedNumberOfEvents() {
    end.listen();
    limits(0, 0, 0, false);
    for (int i = 0; i < 1000; i++) {
      request(new RawPeer(end, "198.51.%d.%d".formatted(i / 250, i % 250 + 1), 1701, i + 1L));
    }
    assertEquals(Objections.STRANGERS, end.refusals.size());
    assertEquals(1000L, end.lcce.counters().refusals().get(Reason.UNKNOWN_PEER.word()).longValue());
  }

  @Test
  void everyReasonHasAWordOfItsOwn() {
    assertEquals(
        Reason.values().length,
        Stream.of(Effect.values())
            .flatMap(effect -> Reason.with(effect).stream())
            .map(Reason::word)
            .distinct()
            .count());
  }

  // --- Peers

  private RawPeer peer(int number) {
    return new RawPeer(end, "198.51.100." + number, BackToBack.PORT, number);
  }

  /** Returns a peer with the address of the configured tunnel. */
  private RawPeer friendly() {
    return new RawPeer(end, "192.0.2.2", BackToBack.PORT, 5);
  }

  private static void request(RawPeer peer) {
    peer.put(3, 0, 0, 0, peer.request());
  }

  /** Returns a peer with an established connection in the tunnel "t". */
  private RawPeer connected() {
    end.tunnel(tunnel(false, parameters()));
    return friendly().connect();
  }

  /** Returns a peer that this end has sent an SCCRQ with a tie breaker. */
  private RawPeer crossing() {
    end.tunnel(tunnel(true, Parameters.from(parameters()).tieBreaker(true).build()));
    return friendly();
  }

  /** Sends a message that has only a Message Type AVP. */
  private static void put(RawPeer peer, int flags, int attribute, int value) {
    ByteBuffer data = ByteBuffer.allocate(20);
    data.putShort((short) 0xc803).putShort((short) 20).putInt((int) peer.peerId);
    data.putShort((short) peer.ns).putShort((short) peer.nr);
    data.putShort((short) flags).putShort((short) 0).putShort((short) attribute);
    peer.put(data.putShort((short) value).flip());
  }

  // --- Configuration

  private ControlParameters parameters() {
    return BackToBack.parameters(end);
  }

  private SignaledTunnelProfile tunnel(boolean initiate, ControlParameters parameters) {
    return BackToBack.tunnel("t", end, friend, initiate, parameters);
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
}
