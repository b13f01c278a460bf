package net.sluice.l2tp.wire;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import net.sluice.l2tp.CircuitStatus;
import net.sluice.l2tp.Cookie;
import net.sluice.l2tp.RemoteEndId;
import net.sluice.l2tp.Result;
import net.sluice.l2tp.ResultCodes;
import net.sluice.l2tp.Sublayer;
import net.sluice.l2tp.wire.ControlMessage.Ack;
import net.sluice.l2tp.wire.ControlMessage.Call;
import net.sluice.l2tp.wire.ControlMessage.CallConnected;
import net.sluice.l2tp.wire.ControlMessage.CallReply;
import net.sluice.l2tp.wire.ControlMessage.CallRequest;
import net.sluice.l2tp.wire.ControlMessage.Cdn;
import net.sluice.l2tp.wire.ControlMessage.Circuit;
import net.sluice.l2tp.wire.ControlMessage.CircuitErrors;
import net.sluice.l2tp.wire.ControlMessage.Endpoint;
import net.sluice.l2tp.wire.ControlMessage.Hello;
import net.sluice.l2tp.wire.ControlMessage.Scccn;
import net.sluice.l2tp.wire.ControlMessage.Sccrp;
import net.sluice.l2tp.wire.ControlMessage.Sccrq;
import net.sluice.l2tp.wire.ControlMessage.Sli;
import net.sluice.l2tp.wire.ControlMessage.StopCcn;
import net.sluice.l2tp.wire.ControlMessage.Wen;

/** A control connection from start to end, with a message of every type. */
final class Exchange {
  static final long A = 0x11111111L;
  static final long B = 0x22222222L;
  private static final long SESSION_A = 0xa0000001L;
  private static final long SESSION_B = 0xb0000001L;

  /** A message of the exchange, from the initiator or to it. */
  record Sent(boolean byInitiator, Header header, ControlMessage message) {}

  /** An encoded message. */
  record Octets(Sent sent, String hex) {
    byte[] octets() {
      return HexFormat.of().parseHex(hex);
    }
  }

  private final List<Sent> messages = new ArrayList<>();
  private final int[] ns = new int[2];
  private final int[] nr = new int[2];

  private Exchange() {}

  /** Returns the messages, with the nonces of a setup. */
  static List<Sent> messages(Setup setup) {
    var exchange = new Exchange();
    exchange.establish(setup);
    exchange.incomingCall();
    exchange.outgoingCall();
    exchange.end();
    return exchange.messages;
  }

  /** Returns the messages, encoded by two codecs of a setup. */
  static List<Octets> encoded(Setup setup) {
    MessageCodec a = setup.codec(true);
    MessageCodec b = setup.codec(false);
    var all = new ArrayList<Octets>();
    for (Sent sent : messages(setup)) {
      byte[] octets = encode(sent.byInitiator ? a : b, sent);
      (sent.byInitiator ? b : a).decode(ByteBuffer.wrap(octets));
      all.add(new Octets(sent, HexFormat.of().formatHex(octets)));
    }
    return all;
  }

  static byte[] encode(MessageCodec codec, Sent sent) {
    ByteBuffer to = ByteBuffer.allocate(8192);
    codec.encode(sent.header, sent.message, to);
    return octets(to.flip());
  }

  /** Copies a buffer from its position on. */
  static byte[] octets(ByteBuffer buffer) {
    byte[] octets = new byte[buffer.remaining()];
    buffer.duplicate().get(octets);
    return octets;
  }

  private void establish(Setup setup) {
    send(true, new Sccrq(endpoint("lcce-a", A, setup.nonce(true)), OptionalLong.of(0x0123456789L)));
    send(false, new Sccrp(endpoint("lcce-b", B, setup.nonce(false))));
    send(true, new Scccn());
    send(false, new Ack());
    send(false, new Hello());
    send(true, new Ack());
  }

  private void incomingCall() {
    send(
        true,
        new CallRequest(
            Call.INCOMING,
            SESSION_A,
            0,
            OptionalLong.of(1),
            5,
            RemoteEndId.ofNumber(100),
            new Cookie(8, 0x0102030405060708L),
            OptionalLong.of(0x1122334455667788L),
            OptionalLong.of(7),
            circuit(CircuitStatus.ACTIVE | CircuitStatus.NEW)));
    send(
        false,
        new CallReply(
            Call.INCOMING,
            SESSION_B,
            SESSION_A,
            new Cookie(4, 0xcafef00dL),
            OptionalLong.of(8),
            circuit(CircuitStatus.ACTIVE)));
    send(
        true,
        new CallConnected(Call.INCOMING, SESSION_A, SESSION_B, circuit(CircuitStatus.ACTIVE)));
    send(
        true,
        new Sli(
            SESSION_A,
            SESSION_B,
            Optional.of(
                new CircuitStatus(CircuitStatus.RECEIVE_FAULT | CircuitStatus.STANDBY | 0x8000))));
    send(false, new Wen(SESSION_B, SESSION_A, new CircuitErrors(1, 2, 3, 4, 5, 0xffffffffL)));
  }

  private void outgoingCall() {
    send(
        false,
        new CallRequest(
            Call.OUTGOING,
            SESSION_B + 1,
            0,
            OptionalLong.of(2),
            4,
            RemoteEndId.ofText("customer-17"),
            Cookie.NONE,
            OptionalLong.empty(),
            OptionalLong.empty(),
            new Circuit(
                Optional.empty(),
                OptionalInt.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                Optional.of(CircuitStatus.UP))));
    send(
        true,
        new CallReply(
            Call.OUTGOING,
            SESSION_A + 1,
            SESSION_B + 1,
            Cookie.NONE,
            OptionalLong.empty(),
            circuit(0)));
    send(false, new CallConnected(Call.OUTGOING, SESSION_B + 1, SESSION_A + 1, Circuit.NONE));
  }

  private void end() {
    send(true, new Cdn(Result.of(ResultCodes.CDN_ADMINISTRATIVE, ""), SESSION_A, SESSION_B));
    send(
        false,
        new StopCcn(Result.error(ResultCodes.ERROR_UNKNOWN_AVP, "l'AVP 4711 est inconnu à"), B));
    send(true, new Ack());
  }

  private static Endpoint endpoint(String hostName, long id, String nonce) {
    return new Endpoint(
        hostName, id & 0xff, id, List.of(4, 5), OptionalInt.of(256), nonce, "Sluice", "en");
  }

  private static Circuit circuit(int status) {
    return new Circuit(
        Optional.of(Sublayer.DEFAULT),
        OptionalInt.of(2),
        OptionalLong.of(1_000_000_000L),
        OptionalLong.of(10_000_000_000L),
        Optional.of(new CircuitStatus(status)));
  }

  private void send(boolean byInitiator, ControlMessage message) {
    int us = byInitiator ? 0 : 1;
    long id = message instanceof Sccrq ? 0 : byInitiator ? B : A;
    messages.add(new Sent(byInitiator, new Header(3, id, ns[us], nr[us]), message));
    if (!(message instanceof Ack)) {
      ns[us]++;
      nr[1 - us]++;
    }
  }
}
