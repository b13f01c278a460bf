package net.sluice.l2tp.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import net.sluice.l2tp.MessageType;
import net.sluice.l2tp.Quirk;
import net.sluice.l2tp.Result;
import net.sluice.l2tp.ResultCodes;
import net.sluice.l2tp.wire.ControlMessage.Ack;
import net.sluice.l2tp.wire.ControlMessage.Cdn;
import net.sluice.l2tp.wire.ControlMessage.Endpoint;
import net.sluice.l2tp.wire.ControlMessage.Hello;
import net.sluice.l2tp.wire.ControlMessage.Sccrq;
import net.sluice.l2tp.wire.ControlMessage.StopCcn;
import net.sluice.l2tp.wire.Decoded.Accepted;
import net.sluice.l2tp.wire.Exchange.Octets;
import net.sluice.l2tp.wire.Exchange.Sent;
import net.sluice.l2tp.wire.RawAvps.RawAvp;
import org.junit.jupiter.api.Test;

/** Encoded messages follow RFC 3931 strictly. */
final class EncodingTest {
  private static final Header HEADER = new Header(3, Exchange.B, 65535, 0);
  private static final int HIDDEN = 0x4000;
  private static final int RANDOM_VECTOR = 36;

  /** Section 5.4: "The M bit for this AVP SHOULD be set to 0" of these, and to 1 of all others. */
  private static final Set<Integer> M_CLEAR = Set.of(8, 15, 25, 34, 58, 72, 74, 75);

  /** Section 5.4: "This AVP MUST NOT be hidden" of these. */
  private static final Set<Integer> NEVER_HIDDEN =
      Set.of(0, 1, 5, 7, 10, RANDOM_VECTOR, 59, 60, 73);

  @Test
  void theHeaderHasItsFlagsOnlyAndTheLengthOfTheMessage() {
    ByteBuffer octets = octets(Setup.MD5, new Hello());
    assertEquals("c803", HexFormat.of().formatHex(Exchange.octets(octets), 0, 2));
    assertEquals(octets.limit(), octets.getShort(2));
    assertEquals(Exchange.B, octets.getInt(4));
    assertEquals((short) 65535, octets.getShort(8));
  }

  @Test
  void theMBitFollowsTheRfcAndReservedBitsAreClear() {
    for (Setup setup : List.of(Setup.PLAIN, Setup.MD5, Setup.HIDDEN, Setup.ROLL_OVER)) {
      for (Octets each : Exchange.encoded(setup)) {
        for (RawAvp avp : RawAvps.parse(each.octets()).avps()) {
          assertEquals(!M_CLEAR.contains(avp.type()), avp.mandatory(), each + " " + avp);
          assertEquals(0, avp.flags() & 0x3c00);
          assertEquals(0, avp.vendor());
        }
      }
    }
  }

  @Test
  void messageTypeIsFirstAndTheDigestDirectlyAfterIt() {
    for (Setup setup : Setup.ALL) {
      for (Octets each : Exchange.encoded(setup)) {
        List<Integer> types =
            RawAvps.parse(each.octets()).avps().stream().map(RawAvp::type).toList();
        if (!types.isEmpty()) {
          int digests = setup.secrets().isEmpty() ? types.contains(59) ? 1 : 0 : 0;
          digests = Math.max(digests, setup.secrets().size());
          assertEquals(0, types.getFirst());
          assertEquals(digests, types.stream().filter(type -> type == 59).count());
          assertTrue(types.subList(1, 1 + digests).stream().allMatch(type -> type == 59));
        }
      }
    }
  }

  @Test
  void aRandomVectorPrecedesTheFirstHiddenAvp() {
    for (Setup setup : List.of(Setup.HIDDEN, Setup.ROLL_OVER)) {
      for (Octets each : Exchange.encoded(setup)) {
        boolean vector = false;
        for (RawAvp avp : RawAvps.parse(each.octets()).avps()) {
          vector |= avp.type() == RANDOM_VECTOR && avp.value().size() >= 16;
          boolean hidden = (avp.flags() & HIDDEN) != 0;
          assertEquals(!NEVER_HIDDEN.contains(avp.type()), hidden, each + " " + avp);
          assertTrue(vector || !hidden);
        }
      }
    }
  }

  @Test
  void nothingIsHiddenWithoutASecret() {
    var setup = new Setup("", List.of(), Setup.HIDDEN.digest(), true, Set.of());
    for (Octets each : Exchange.encoded(setup)) {
      for (RawAvp avp : RawAvps.parse(each.octets()).avps()) {
        assertEquals(0, avp.flags() & HIDDEN);
      }
    }
  }

  @Test
  void eachMessageHasARandomVectorOfItsOwn() {
    List<List<Byte>> vectors =
        Exchange.encoded(Setup.HIDDEN).stream()
            .flatMap(each -> RawAvps.parse(each.octets()).avps().stream())
            .filter(avp -> avp.type() == RANDOM_VECTOR)
            .map(RawAvp::value)
            .toList();
    assertFalse(vectors.isEmpty());
    assertEquals(vectors.size(), vectors.stream().distinct().count());
  }

  @Test
  void anErrorTextIsUtf8AndCutToWhatAnAvpHolds() {
    Cdn cdn = new Cdn(Result.error(ResultCodes.ERROR_RANGE, "é".repeat(2000)), 1, 2);
    ByteBuffer octets = octets(Setup.PLAIN, cdn);
    assertTrue(octets.remaining() > 1000);
    Decoded decoded = Setup.PLAIN.codec(false).decode(octets);
    Result result = ((Cdn) assertInstanceOf(Accepted.class, decoded).message()).result();
    assertEquals("é".repeat(252) + "…", result.text());
  }

  @Test
  void aTextWithoutErrorCodeIsSentWithErrorZero() {
    var cdn = new Cdn(new Result(3, OptionalInt.empty(), "closed"), 1, 2);
    Decoded decoded = Setup.PLAIN.codec(false).decode(octets(Setup.PLAIN, cdn));
    assertEquals(
        new Accepted(HEADER, new Cdn(new Result(3, OptionalInt.of(0), "closed"), 1, 2)), decoded);
  }

  @Test
  void messagesThatCanNotBeEncodedAreRejected() {
    assertThrows(
        IllegalArgumentException.class,
        () -> octets(Setup.PLAIN, new Sccrq(endpoint("x".repeat(1018), ""), OptionalLong.empty())));
    assertThrows(
        IllegalArgumentException.class,
        () -> octets(Setup.MD5, new Sccrq(endpoint("x", "abcd"), OptionalLong.empty())));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            Setup.PLAIN
                .codec(true)
                .encode(new Header(2, 0, 0, 0), new Hello(), ByteBuffer.allocate(100)));
  }

  @Test
  void aPeerWithVersion2OnlyIsRefusedInItsOwnForm() {
    ByteBuffer to = ByteBuffer.allocate(100);
    var version = new Result(ResultCodes.STOP_BAD_VERSION, OptionalInt.of(3), "");
    Setup.MD5
        .codec(false)
        .encode(new Header(2, 0x0007_0000L, 0, 1), new StopCcn(version, 0x12345678L), to);
    // RFC 2661 section 6.4: Message Type, Assigned Tunnel ID, Result Code; a header with 16-bit
    // ids.
    assertEquals(
        "c8020026000700000000000180080000000000048008000000095678800a0000000100050003",
        HexFormat.of().formatHex(to.array(), 0, to.position()));
  }

  @Test
  void ciscoFormsAccompanyTheStandardOnesAndAreNeverMandatory() {
    Setup setup = Setup.PLAIN.with(Quirk.CISCO_VENDOR_AVPS);
    for (Octets each : Exchange.encoded(setup)) {
      List<RawAvp> avps = RawAvps.parse(each.octets()).avps();
      for (int i = 0; i < avps.size(); i++) {
        if (avps.get(i).vendor() == 9) {
          assertFalse(avps.get(i).mandatory());
          assertEquals(0, avps.get(i - 1).vendor());
        }
      }
    }
    Octets icrq = Exchange.encoded(setup).get(6);
    List<RawAvp> cisco =
        RawAvps.parse(icrq.octets()).avps().stream().filter(avp -> avp.vendor() == 9).toList();
    assertEquals(
        List.of(3, 4, 7, 6, 5, 9, 8), cisco.stream().map(RawAvp::type).toList(), icrq.hex());
    // The number 100, as a text.
    assertEquals(List.of((byte) '1', (byte) '0', (byte) '0'), cisco.get(3).value());
  }

  @Test
  void hiddenValuesHaveNoCiscoForm() {
    var setup =
        new Setup(
            "",
            Setup.HIDDEN.secrets(),
            Setup.HIDDEN.digest(),
            true,
            Set.of(Quirk.CISCO_VENDOR_AVPS));
    for (Octets each : Exchange.encoded(setup)) {
      for (RawAvp avp : RawAvps.parse(each.octets()).avps()) {
        // Tie breakers and nonces are never hidden.
        assertTrue(avp.vendor() == 0 || avp.type() == 9 || avp.type() == 13, avp.toString());
      }
    }
  }

  @Test
  void nothingIsHiddenInSetUpWithTheQuirk() {
    var setup =
        new Setup(
            "",
            Setup.HIDDEN.secrets(),
            Setup.HIDDEN.digest(),
            true,
            Set.of(Quirk.NO_HIDING_IN_SETUP));
    for (Octets each : Exchange.encoded(setup)) {
      MessageType type = each.sent().message().type();
      boolean hidden =
          RawAvps.parse(each.octets()).avps().stream().anyMatch(avp -> (avp.flags() & HIDDEN) != 0);
      boolean setUp = type == MessageType.SCCRQ || type == MessageType.SCCRP;
      assertFalse(hidden && setUp);
      assertTrue(hidden || type != MessageType.ICRQ);
    }
  }

  @Test
  void version3AvpsAreNotMandatoryInAnSccrqWithTheQuirk() {
    Setup setup = Setup.PLAIN.with(Quirk.CLEAR_M_BIT_IN_SCCRQ);
    for (Octets each : Exchange.encoded(setup)) {
      boolean sccrq = each.sent().message().type() == MessageType.SCCRQ;
      for (RawAvp avp : RawAvps.parse(each.octets()).avps()) {
        boolean clear = M_CLEAR.contains(avp.type()) || (sccrq && avp.type() >= 58);
        assertEquals(!clear, avp.mandatory());
      }
    }
  }

  @Test
  void anAckIsEmptyOnlyWithTheQuirkAndWithoutAuthentication() {
    assertEquals(12 + 8, octets(Setup.PLAIN, new Ack()).limit());
    assertEquals(12, octets(Setup.PLAIN.with(Quirk.ZERO_LENGTH_ACK), new Ack()).limit());
    assertEquals(12 + 8 + 23, octets(Setup.MD5.with(Quirk.ZERO_LENGTH_ACK), new Ack()).limit());
  }

  private static ByteBuffer octets(Setup setup, ControlMessage message) {
    return ByteBuffer.wrap(Exchange.encode(setup.codec(true), new Sent(true, HEADER, message)));
  }

  private static Endpoint endpoint(String hostName, String nonce) {
    return new Endpoint(hostName, 1, 1, List.of(5), OptionalInt.empty(), nonce, "", "");
  }
}
