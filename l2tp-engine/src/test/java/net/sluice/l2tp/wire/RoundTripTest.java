package net.sluice.l2tp.wire;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.arbitraries.StringArbitrary;
import net.sluice.l2tp.CircuitStatus;
import net.sluice.l2tp.Cookie;
import net.sluice.l2tp.ForeignText;
import net.sluice.l2tp.RemoteEndId;
import net.sluice.l2tp.Result;
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
import net.sluice.l2tp.wire.Exchange.Octets;
import net.sluice.l2tp.wire.Exchange.Sent;

/** Encoded messages decode to the same messages; other octets do no harm. */
final class RoundTripTest {
  /** The characters that decoding replaces. */
  private static final char[] UNPRINTABLE =
      IntStream.rangeClosed(' ', '\u07ff')
          .mapToObj(Character::toString)
          .filter(text -> !ForeignText.isPrintable(text))
          .collect(Collectors.joining())
          .toCharArray();

  @Property(tries = 2000)
  void everyMessageDecodesToWhatWasEncoded(
      @ForAll("setups") Setup setup,
      @ForAll("requests") Sccrq request,
      @ForAll("replies") Sccrp reply,
      @ForAll("others") ControlMessage message,
      @ForAll("headers") Header header) {
    MessageCodec a = setup.codec(true);
    MessageCodec b = setup.codec(false);
    var sccrq = new Sccrq(withNonce(request.sender(), setup.nonce(true)), request.tieBreaker());
    var sccrp = new Sccrp(withNonce(reply.sender(), setup.nonce(false)));
    assertPasses(a, b, header, sccrq);
    assertPasses(b, a, header, sccrp);
    assertPasses(a, b, header, message);
    assertPasses(b, a, header, message);
  }

  @Property(tries = 2000)
  void randomOctetsDoNoHarm(@ForAll("setups") Setup setup, @ForAll byte[] octets) {
    assertDoesNoHarm(setup, octets);
  }

  @Property(tries = 2000)
  void goodMessagesWithOctetsChangedDoNoHarm(
      @ForAll("setups") Setup setup, @ForAll("encoded") Octets good, @ForAll Random random) {
    byte[] octets = good.octets();
    for (int i = random.nextInt(8); i >= 0; i--) {
      octets[random.nextInt(octets.length)] = (byte) random.nextInt();
    }
    assertDoesNoHarm(setup, octets);
    byte[] cut = Arrays.copyOf(octets, random.nextInt(octets.length));
    assertDoesNoHarm(setup, cut);
    if (cut.length >= 4) {
      // With the length of a complete message.
      ByteBuffer.wrap(cut).putShort(2, (short) cut.length);
      assertDoesNoHarm(setup, cut);
    }
  }

  private static void assertDoesNoHarm(Setup setup, byte[] octets) {
    assertDoesNotThrow(
        () -> {
          MessageCodec.peek(ByteBuffer.wrap(octets));
          setup.codec(false).decode(ByteBuffer.wrap(octets));
        });
  }

  private static void assertPasses(
      MessageCodec from, MessageCodec to, Header header, ControlMessage message) {
    byte[] octets = Exchange.encode(from, new Sent(true, header, message));
    assertEquals(new Decoded.Accepted(header, message), to.decode(ByteBuffer.wrap(octets)));
    // The message is in the middle of a buffer.
    ByteBuffer inside = ByteBuffer.allocateDirect(octets.length + 10).put(5, octets).position(5);
    assertEquals(new Decoded.Accepted(header, message), to.decode(inside));
    assertEquals(5, inside.position());
  }

  private static Endpoint withNonce(Endpoint endpoint, String nonce) {
    return new Endpoint(
        endpoint.hostName(),
        endpoint.routerId(),
        endpoint.connectionId(),
        endpoint.capabilities(),
        endpoint.receiveWindow(),
        nonce,
        endpoint.vendorName(),
        endpoint.preferredLanguage());
  }

  @Provide
  Arbitrary<Setup> setups() {
    return Arbitraries.of(Setup.ALL);
  }

  @Provide
  Arbitrary<Octets> encoded() {
    return Arbitraries.of(
        Setup.ALL.stream().flatMap(setup -> Exchange.encoded(setup).stream()).toList());
  }

  @Provide
  Arbitrary<Header> headers() {
    return Combinators.combine(ids(), number16(), number16())
        .as((id, ns, nr) -> new Header(3, id, ns, nr));
  }

  @Provide
  Arbitrary<Sccrq> requests() {
    return Combinators.combine(endpoints(), number64()).as(Sccrq::new);
  }

  @Provide
  Arbitrary<Sccrp> replies() {
    return endpoints().map(Sccrp::new);
  }

  @Provide
  Arbitrary<ControlMessage> others() {
    return Arbitraries.oneOf(
        Arbitraries.of(new Scccn(), new Hello(), new Ack()),
        Combinators.combine(results(), ids()).as(StopCcn::new),
        Combinators.combine(
                Arbitraries.of(Call.class),
                Combinators.combine(ids(), ids()).as(List::of),
                number32(),
                number16(),
                remoteEndIds(),
                cookies(),
                Combinators.combine(number64(), number32()).as(List::of),
                circuits())
            .as(
                (call, ids, serial, type, remoteEndId, cookie, more, circuit) ->
                    new CallRequest(
                        call,
                        1 + ids.get(0) / 2,
                        ids.get(1),
                        OptionalLong.of(serial.orElse(0)),
                        type,
                        remoteEndId,
                        cookie,
                        more.get(0),
                        more.get(1),
                        new Circuit(
                            circuit.sublayer(),
                            circuit.dataSequencing(),
                            circuit.transmitSpeed(),
                            circuit.receiveSpeed(),
                            Optional.of(circuit.circuitStatus().orElse(CircuitStatus.DOWN))))),
        Combinators.combine(
                Arbitraries.of(Call.class), ids(), ids(), cookies(), number32(), circuits())
            .as(
                (call, local, remote, cookie, channel, circuit) ->
                    new CallReply(
                        call,
                        1 + local / 2,
                        remote,
                        cookie,
                        channel,
                        new Circuit(
                            circuit.sublayer(),
                            circuit.dataSequencing(),
                            circuit.transmitSpeed(),
                            circuit.receiveSpeed(),
                            Optional.of(circuit.circuitStatus().orElse(CircuitStatus.UP))))),
        Combinators.combine(Arbitraries.of(Call.class), ids(), ids(), circuits())
            .as(CallConnected::new),
        Combinators.combine(results(), ids(), ids()).as(Cdn::new),
        Combinators.combine(ids(), ids(), ids().list().ofSize(6))
            .as(
                (local, remote, n) ->
                    new Wen(
                        local,
                        remote,
                        new CircuitErrors(
                            n.get(0), n.get(1), n.get(2), n.get(3), n.get(4), n.get(5)))),
        Combinators.combine(ids(), ids(), circuits())
            .as((local, remote, circuit) -> new Sli(local, remote, circuit.circuitStatus())));
  }

  private static Arbitrary<Endpoint> endpoints() {
    return Combinators.combine(
            texts().ofMinLength(1),
            ids(),
            ids(),
            number16().list().ofMinSize(1).ofMaxSize(40),
            Arbitraries.integers().between(1, 0xffff).optional(),
            texts(),
            texts())
        .as(
            (host, router, id, capabilities, window, vendor, language) ->
                new Endpoint(
                    host,
                    router,
                    1 + id / 2,
                    capabilities,
                    window.map(OptionalInt::of).orElse(OptionalInt.empty()),
                    "",
                    vendor,
                    language));
  }

  private static Arbitrary<Circuit> circuits() {
    return Combinators.combine(
            Arbitraries.of(Sublayer.class).optional(),
            Arbitraries.integers().between(0, 2).optional(),
            number64(),
            number64(),
            number16().map(CircuitStatus::new).optional())
        .as(
            (sublayer, sequencing, transmit, receive, status) ->
                new Circuit(
                    sublayer,
                    sequencing.map(OptionalInt::of).orElse(OptionalInt.empty()),
                    transmit,
                    receive,
                    status));
  }

  private static Arbitrary<Result> results() {
    return Combinators.combine(number16(), number16().optional(), texts())
        .as(
            (code, error, text) ->
                new Result(
                    code,
                    error.map(OptionalInt::of).orElse(OptionalInt.empty()),
                    error.isPresent() ? text : ""));
  }

  private static Arbitrary<Cookie> cookies() {
    return Arbitraries.oneOf(
        Arbitraries.just(Cookie.NONE),
        ids().map(value -> new Cookie(4, value)),
        Arbitraries.longs().map(value -> new Cookie(8, value)));
  }

  private static Arbitrary<RemoteEndId> remoteEndIds() {
    return Arbitraries.oneOf(
        ids().map(RemoteEndId::ofNumber),
        texts().ofMinLength(1).map(RemoteEndId::ofText),
        Arbitraries.bytes().array(byte[].class).ofMinSize(1).ofMaxSize(300).map(RemoteEndId::of));
  }

  private static StringArbitrary texts() {
    return Arbitraries.strings()
        .withCharRange(' ', '\u07ff')
        .excludeChars(UNPRINTABLE)
        .ofMaxLength(100);
  }

  private static Arbitrary<Long> ids() {
    return Arbitraries.longs().between(0, 0xffff_ffffL);
  }

  private static Arbitrary<Integer> number16() {
    return Arbitraries.integers().between(0, 0xffff);
  }

  private static Arbitrary<OptionalLong> number32() {
    return ids().optional().map(it -> it.map(OptionalLong::of).orElse(OptionalLong.empty()));
  }

  private static Arbitrary<OptionalLong> number64() {
    return Arbitraries.longs()
        .optional()
        .map(it -> it.map(OptionalLong::of).orElse(OptionalLong.empty()));
  }
}
