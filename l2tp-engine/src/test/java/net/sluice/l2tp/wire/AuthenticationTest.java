package net.sluice.l2tp.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import net.sluice.l2tp.DigestType;
import net.sluice.l2tp.MessageType;
import net.sluice.l2tp.Quirk;
import net.sluice.l2tp.Result;
import net.sluice.l2tp.ResultCodes;
import net.sluice.l2tp.wire.ControlMessage.Ack;
import net.sluice.l2tp.wire.ControlMessage.Endpoint;
import net.sluice.l2tp.wire.ControlMessage.Hello;
import net.sluice.l2tp.wire.ControlMessage.Sccrp;
import net.sluice.l2tp.wire.ControlMessage.Sccrq;
import net.sluice.l2tp.wire.ControlMessage.StopCcn;
import net.sluice.l2tp.wire.Decoded.Accepted;
import net.sluice.l2tp.wire.Decoded.Dropped;
import net.sluice.l2tp.wire.Decoded.Reason;
import net.sluice.l2tp.wire.Decoded.Rejected;
import net.sluice.l2tp.wire.Exchange.Sent;
import net.sluice.l2tp.wire.RawAvps.RawAvp;
import org.junit.jupiter.api.Test;

/** Control Message Authentication (RFC 3931 sections 4.3 and 5.4.1). */
final class AuthenticationTest {
  private static final Header HEADER = new Header(3, Exchange.B, 1, 1);
  private static final int DIGEST = 59;

  @Test
  void withASecretAMessageWithoutDigestIsDropped() {
    MessageCodec plain = Setup.PLAIN.codec(true);
    for (ControlMessage message : List.of(new Hello(), new Ack(), stop())) {
      assertForged(Setup.MD5.codec(false).decode(octets(plain, message)));
    }
  }

  @Test
  void withASecretAnEmptyMessageIsDropped() {
    ByteBuffer zlb = new RawAvps(HEADER, List.of()).octets();
    assertForged(Setup.MD5.codec(false).decode(zlb));
    assertEquals(new Accepted(HEADER, new Ack()), Setup.PLAIN.codec(false).decode(zlb));
  }

  @Test
  void aChangeOfAnyOctetIsDetected() {
    for (Setup setup : List.of(Setup.MD5, Setup.SHA1)) {
      MessageCodec codec = established(setup).get(1);
      byte[] good = Exchange.octets(octets(established(setup).get(0), new Hello()));
      assertInstanceOf(Accepted.class, codec.decode(ByteBuffer.wrap(good)));
      for (int at = 0; at < good.length; at++) {
        byte[] bad = good.clone();
        bad[at] ^= 0x10;
        assertInstanceOf(Dropped.class, codec.decode(ByteBuffer.wrap(bad)), setup + " " + at);
      }
    }
  }

  @Test
  void aWrongSecretIsDetectedBeforeAnyOtherError() {
    // The message is malformed too, but the error must not be revealed to a stranger.
    MessageCodec stranger = Setup.MD5.withSecrets("guessed").codec(true);
    RawAvps message = RawAvps.parse(Exchange.octets(octets(stranger, stop())));
    assertForged(
        Setup.MD5.codec(false).decode(message.inserted(2, RawAvp.of(true, 311, 1)).octets()));
  }

  @Test
  void whileSecretsAreRolledOverEitherOneIsAccepted() {
    Setup setup = Setup.SHA1;
    List<List<String>> pairs =
        List.of(
            List.of("old", "old,new"),
            List.of("old,new", "old"),
            List.of("old,new", "new,old"),
            List.of("new,old", "new"),
            List.of("new", "old,new"));
    for (List<String> pair : pairs) {
      MessageCodec a = setup.withSecrets(pair.get(0).split(",")).codec(true);
      MessageCodec b = setup.withSecrets(pair.get(1).split(",")).codec(false);
      assertPasses(a, b, sccrq());
      assertPasses(b, a, sccrp());
      assertPasses(a, b, new Hello());
      assertPasses(b, a, new Hello());
    }
    MessageCodec a = setup.withSecrets("old", "older").codec(true);
    assertForged(setup.withSecrets("new", "newer").codec(false).decode(octets(a, sccrq())));
  }

  @Test
  void twoSecretsSendTwoDigestsDirectlyAfterMessageType() {
    RawAvps message =
        RawAvps.parse(Exchange.octets(octets(Setup.ROLL_OVER.codec(true), new Hello())));
    assertEquals(List.of(0, DIGEST, DIGEST), message.avps().stream().map(RawAvp::type).toList());
    assertNotEquals(message.avps().get(1).value(), message.avps().get(2).value());
  }

  @Test
  void aPeerThatReadsOneDigestGetsThatOfTheFirstSecret() {
    Setup both = Setup.SHA1.withSecrets("old", "new").with(Quirk.ONE_DIGEST);
    MessageCodec rolling = both.codec(true);
    RawAvps message = RawAvps.parse(Exchange.octets(octets(rolling, new Hello())));
    assertEquals(List.of(0, DIGEST), message.avps().stream().map(RawAvp::type).toList());
    assertPasses(both.codec(true), Setup.SHA1.withSecrets("old").codec(false), sccrq());
    for (String theirs : List.of("old", "new")) {
      assertPasses(Setup.SHA1.withSecrets(theirs).codec(true), both.codec(false), sccrq());
    }
  }

  @Test
  void eachOfTwoDigestsIsEnough() {
    Setup setup = Setup.SHA1.withSecrets("old", "new");
    byte[] good = Exchange.octets(octets(setup.codec(true), sccrq()));
    int digestLength = Avp.HEADER + 1 + 20;
    for (int which = 0; which < 2; which++) {
      byte[] bad = good.clone();
      bad[RawMessage.SECOND_AVP + which * digestLength + 10] ^= 1;
      assertInstanceOf(Accepted.class, Setup.ROLL_OVER.codec(false).decode(ByteBuffer.wrap(bad)));
    }
  }

  @Test
  void thePeerMayUseAnotherAlgorithm() {
    MessageCodec a = Setup.MD5.codec(true);
    MessageCodec b = Setup.SHA1.codec(false);
    assertPasses(a, b, sccrq());
    assertPasses(b, a, sccrp());
    assertPasses(a, b, new Hello());
  }

  @Test
  void aMessageOfAnotherConnectionIsDropped() {
    byte[] recorded = Exchange.octets(octets(established(Setup.MD5).get(0), new Hello()));
    MessageCodec b = new MessageCodec(Setup.MD5.parameters(), "ab".repeat(16), new Random(3));
    assertPasses(Setup.MD5.codec(true), b, sccrq());
    Exchange.encode(b, new Sent(false, HEADER, sccrp("ab".repeat(16))));
    assertForged(b.decode(ByteBuffer.wrap(recorded)));
  }

  @Test
  void aStopInsteadOfAnSccrpIsAccepted() {
    MessageCodec a = Setup.MD5.codec(true);
    MessageCodec b = Setup.MD5.codec(false);
    assertPasses(a, b, sccrq());
    // The initiator never received b's nonce.
    assertPasses(b, a, stop());
  }

  @Test
  void aStopBeforeTheSccrpIsAccepted() {
    MessageCodec a = Setup.MD5.codec(true);
    MessageCodec b = Setup.MD5.codec(false);
    assertPasses(a, b, sccrq());
    octets(b, sccrp());
    // The SCCRP is lost, and the initiator gives up. Only a StopCCN is possible then.
    assertPasses(a, b, stop());
    assertForged(b.decode(octets(a, new Hello())));
  }

  @Test
  void aRejectedSccrqProvidesTheNonceForTheRefusal() {
    MessageCodec a = Setup.MD5.codec(true);
    MessageCodec b = Setup.MD5.codec(false);
    RawAvps message = RawAvps.parse(Exchange.octets(octets(a, sccrq())));
    RawAvp unknown = RawAvp.of(true, 311, 1);
    Decoded decoded = b.decode(signed(message.inserted(2, unknown)));
    assertEquals(Exchange.A, assertInstanceOf(Rejected.class, decoded).connectionId());
    assertPasses(b, a, stop());
  }

  @Test
  void withASecretSetUpWithoutNonceIsRejected() {
    RawAvps message = RawAvps.parse(Exchange.octets(octets(Setup.MD5.codec(true), sccrq())));
    int nonce = message.avps().stream().map(RawAvp::type).toList().indexOf(73);
    Decoded decoded = Setup.MD5.codec(false).decode(signed(message.without(nonce)));
    Rejected rejected = assertInstanceOf(Rejected.class, decoded);
    assertEquals(Decoded.Clears.CONNECTION, rejected.clears());
    assertEquals(OptionalInt.of(6), rejected.result().error());
  }

  @Test
  void aNonceOfThePeerCausesDigestsWithoutSecret() {
    Setup open = Setup.PLAIN;
    MessageCodec b = open.codec(false);
    var peer = new Setup("peer", List.of(), DigestType.MD5, false, Set.of());
    MessageCodec a = new MessageCodec(peer.parameters(), Setup.NONCE_A, new Random(1));
    assertPasses(a, b, sccrq());
    RawAvps reply = RawAvps.parse(Exchange.octets(octets(b, new Ack())));
    assertEquals(DIGEST, reply.avps().get(1).type());
    assertPasses(b, a, stop());
  }

  @Test
  void aMisplacedOrMalformedDigestIsIgnored() {
    MessageCodec b = Setup.MD5.codec(false);
    RawAvps good = RawAvps.parse(Exchange.octets(octets(Setup.MD5.codec(true), sccrq())));
    RawAvp digest = good.avps().get(1);
    List<RawAvps> bad =
        List.of(
            good.without(1).inserted(2, digest),
            good.with(1, digest.withLength(0)),
            good.with(1, digest.withLength(16)),
            good.with(1, digest.withLength(21)),
            good.with(1, digest.withLength(300)),
            good.with(1, new RawAvp(0xc000, 0, DIGEST, digest.value())),
            good.with(1, new RawAvp(0x8000, 9, DIGEST, digest.value())));
    for (RawAvps message : bad) {
      assertForged(b.decode(message.octets()));
    }
    for (int type : new int[] {1, 2, 0x7f, 0x80, 0xff}) {
      ByteBuffer octets = good.octets();
      octets.put(RawMessage.SECOND_AVP + Avp.HEADER, (byte) type);
      assertForged(b.decode(octets));
    }
    assertInstanceOf(Accepted.class, b.decode(good.octets()));
  }

  @Test
  void withoutSecretADigestChecksIntegrityWithEmptySecretAndNoNonces() {
    MessageCodec a = Setup.INTEGRITY.codec(true);
    // HMAC-MD5 with key HMAC-MD5("", 02), by Python's hmac, of the message with zeros for it.
    assertEquals(
        "c803002b2222222200010001800800000000000680170000003b00"
            + "9e80ba6f08ee783ae5b6d8751a1d16ca",
        HexFormat.of().formatHex(Exchange.octets(octets(a, new Hello()))));
    assertPasses(a, Setup.PLAIN.codec(false), new Hello());
  }

  /** Returns two codecs that have exchanged SCCRQ and SCCRP. */
  private static List<MessageCodec> established(Setup setup) {
    MessageCodec a = setup.codec(true);
    MessageCodec b = setup.codec(false);
    assertPasses(a, b, new Sccrq(endpoint(Exchange.A, setup.nonce(true)), OptionalLong.empty()));
    assertPasses(b, a, new Sccrp(endpoint(Exchange.B, setup.nonce(false))));
    return List.of(a, b);
  }

  /** Adds the correct MD5 digest for the time before any nonce is known. */
  private static ByteBuffer signed(RawAvps message) {
    ByteBuffer octets = message.octets();
    octets.put(RawMessage.SECOND_AVP + Avp.HEADER + 1, new byte[16]);
    new Authenticator(Setup.MD5.secrets())
        .sign(MessageType.SCCRQ.code(), Authenticator.MD5, 1, octets);
    return octets;
  }

  private static void assertPasses(MessageCodec from, MessageCodec to, ControlMessage message) {
    assertEquals(new Accepted(HEADER, message), to.decode(octets(from, message)));
  }

  private static void assertForged(Decoded decoded) {
    assertEquals(Reason.BAD_DIGEST, assertInstanceOf(Dropped.class, decoded).reason());
  }

  private static ByteBuffer octets(MessageCodec codec, ControlMessage message) {
    return ByteBuffer.wrap(Exchange.encode(codec, new Sent(true, HEADER, message)));
  }

  private static Sccrq sccrq() {
    return new Sccrq(endpoint(Exchange.A, Setup.NONCE_A), OptionalLong.empty());
  }

  private static Sccrp sccrp() {
    return sccrp(Setup.NONCE_B);
  }

  private static Sccrp sccrp(String nonce) {
    return new Sccrp(endpoint(Exchange.B, nonce));
  }

  private static StopCcn stop() {
    return new StopCcn(Result.of(ResultCodes.STOP_CLEAR, ""), 0);
  }

  private static Endpoint endpoint(long id, String nonce) {
    return new Endpoint("lcce", 1, id, List.of(5), OptionalInt.of(8), nonce, "", "");
  }
}
