package net.sluice.l2tp.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Consumer;
import net.sluice.l2tp.ControlParameters;
import net.sluice.l2tp.MessageType;
import net.sluice.l2tp.PeerProfile;
import net.sluice.l2tp.Result;
import net.sluice.l2tp.protocol.BackToBack.End;
import net.sluice.l2tp.signaling.TunnelReport.State;
import net.sluice.l2tp.wire.ControlMessage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Anybody can send messages with the address of a victim. The answers must not be much longer than
 * these messages, whatever they are and whatever happens later.
 */
class AmplificationTest {
  private static final Duration LONG = Duration.ofMinutes(10);

  private final BackToBack net = new BackToBack();
  private final End end = net.end("192.0.2.1", 1);
  private final RawPeer victim = new RawPeer(end, "198.51.100.1", BackToBack.PORT, 77);

  /** The messages of an attacker who sees no answer. */
  private enum Attack {
    SHORT_REQUEST(test -> test.put(test.shortRequest(1))),
    REPEATED_REQUEST(
        test -> {
          for (int i = 0; i < 20; i++) {
            test.put(test.shortRequest(1));
            test.net.pass(Duration.ofMillis(300));
          }
        }),
    MANY_REQUESTS(
        test -> {
          for (int i = 1; i < 20; i++) {
            test.put(test.shortRequest(i));
          }
        }),
    REQUEST_FOR_A_CONFIGURED_TUNNEL(
        test -> {
          End peer = test.net.end("198.51.100.1", 2);
          test.end.tunnel(BackToBack.tunnel("t", test.end, peer, false));
          test.put(test.shortRequest(1));
        }),
    REQUEST_OF_AN_UNKNOWN_PEER(
        test -> {
          test.end.peers();
          test.put(test.shortRequest(1));
        }),
    REQUEST_THAT_IS_STOPPED_WITHOUT_THE_ID(
        test -> {
          test.put(test.shortRequest(1));
          for (int i = 0; i < 5; i++) {
            test.victim.put(
                3, 0, 1, 0, new ControlMessage.StopCcn(new Result(1, OptionalInt.empty(), ""), 1));
          }
        }),
    REQUEST_THAT_THE_OPERATOR_ENDS(
        test -> {
          test.put(test.shortRequest(1));
          test.end.input(new LcceInput.ShutDown());
        }),
    /** A header and a Message Type only; the answer names the AVP that is missing. */
    INCOMPLETE_REQUEST(
        test -> {
          for (int i = 0; i < 10; i++) {
            ByteBuffer data = ByteBuffer.allocate(20);
            data.putShort((short) 0xc803).putShort((short) 20).putInt(0).putInt(0);
            data.putShort((short) 0x8008).putShort((short) 0).putShort((short) 0);
            test.victim.put(data.putShort((short) 1).flip());
          }
        }),
    REQUEST_OF_VERSION_2(
        test -> {
          ByteBuffer data = ByteBuffer.allocate(20);
          data.putShort((short) 0xc802).putShort((short) 20).putInt(0).putInt(0);
          data.putShort((short) 0x8008).putShort((short) 0).putShort((short) 0);
          test.victim.put(data.putShort((short) 1).flip());
        }),
    REPLY_TO_NO_REQUEST(
        test -> test.victim.put(3, 4711, 0, 1, new ControlMessage.Sccrp(test.endpoint(1)))),
    HELLO_TO_NO_CONNECTION(test -> test.victim.put(3, 4711, 0, 1, new ControlMessage.Hello()));

    @SuppressWarnings("ImmutableEnumChecker") // a lambda without state
    private final Consumer<AmplificationTest> messages;

    Attack(Consumer<AmplificationTest> messages) {
      this.messages = messages;
    }
  }

  @BeforeEach
  void listen() {
    end.listen();
    end.peers(BackToBack.anybody(end));
  }

  private ControlMessage.Endpoint endpoint(long id) {
    return new ControlMessage.Endpoint("x", 7, id, List.of(5), OptionalInt.empty(), "", "", "");
  }

  private ControlMessage shortRequest(long id) {
    return new ControlMessage.Sccrq(endpoint(id), OptionalLong.empty());
  }

  private void put(ControlMessage request) {
    victim.put(3, 0, 0, 0, request);
  }

  private long octetsBack() {
    return victim.packets().stream().mapToLong(packet -> packet.data().remaining()).sum();
  }

  @ParameterizedTest
  @EnumSource(Attack.class)
  void nobodyGetsMuchMoreThanAnAttackerSends(Attack attack) {
    attack.messages.accept(this);
    net.pass(LONG);
    assertTrue(
        octetsBack() <= 3 * victim.octetsSent,
        () -> "%d octets for %d".formatted(octetsBack(), victim.octetsSent));
  }

  @Test
  void aReplyIsRepeatedTwiceAtMost() {
    victim.send(new ControlMessage.Sccrq(longEndpoint(), OptionalLong.of(1)));
    net.pass(LONG);
    assertEquals(3, end.sent(MessageType.SCCRP));
    assertEquals(0, end.sent(MessageType.STOPCCN));
  }

  /** Its SCCRQ is as long as the SCCRP. */
  private static ControlMessage.Endpoint longEndpoint() {
    return new ControlMessage.Endpoint(
        "x".repeat(60), 7, 77, List.of(5), OptionalInt.of(8), "", "y".repeat(60), "");
  }

  @Test
  void aVerifiedPeerGetsItsMessagesAsOftenAsTheRfcRequires() {
    victim.connect();
    end.input(new LcceInput.ResetTunnel(end.only().name()));
    net.pass(LONG);
    assertEquals(11, end.sent(MessageType.STOPCCN));
  }

  /** The initiator asks again, and each SCCRQ has an answer. */
  @Test
  void aPeerWhoseRepliesAreLostStillComesUp() {
    End peer = net.end("192.0.2.2", 2);
    peer.listen();
    peer.tunnel(BackToBack.tunnel("t", peer, end, true));
    long[] lost = {0};
    net.lost = packet -> packet.type() == MessageType.SCCRP && ++lost[0] < 7;
    net.pass(Duration.ofSeconds(20));
    assertEquals(State.ESTABLISHED, peer.state("t"));
    assertEquals(7, end.sent(MessageType.SCCRP));
  }

  /** With a long Host Name of this end, an SCCRP is longer than a short SCCRQ allows. */
  @Test
  void aLongReplyWaitsForEnoughRequests() {
    end.peers(
        new PeerProfile(
            "long",
            Optional.empty(),
            Optional.of(new PeerProfile.Prefix(end.address, 0)),
            false,
            Optional.empty(),
            PeerProfile.MAX_SESSIONS,
            ControlParameters.of("h".repeat(250))));
    put(shortRequest(1));
    net.pass(Duration.ofSeconds(1));
    assertFalse(end.typesSent().anyMatch(MessageType.SCCRP::equals));
    put(shortRequest(1));
    assertEquals(1, end.sent(MessageType.SCCRP));
    assertEquals(0, end.sent(MessageType.ACK));
    assertTrue(octetsBack() <= 3 * victim.octetsSent);
  }
}
