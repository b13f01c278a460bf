package net.sluice.l2tp.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import net.sluice.l2tp.CircuitStatus;
import net.sluice.l2tp.MessageType;
import net.sluice.l2tp.Quirk;
import net.sluice.l2tp.RemoteEndId;
import net.sluice.l2tp.ResultCodes;
import net.sluice.l2tp.wire.ControlMessage.Ack;
import net.sluice.l2tp.wire.ControlMessage.CallRequest;
import net.sluice.l2tp.wire.ControlMessage.CircuitErrors;
import net.sluice.l2tp.wire.ControlMessage.Sccrq;
import net.sluice.l2tp.wire.ControlMessage.Sli;
import net.sluice.l2tp.wire.ControlMessage.Wen;
import net.sluice.l2tp.wire.Decoded.Accepted;
import net.sluice.l2tp.wire.Decoded.Dropped;
import net.sluice.l2tp.wire.Decoded.Ignored;
import net.sluice.l2tp.wire.Decoded.Reason;
import net.sluice.l2tp.wire.Decoded.Rejected;
import net.sluice.l2tp.wire.MessageCodec.Peek;
import net.sluice.l2tp.wire.RawAvps.RawAvp;
import org.junit.jupiter.api.Test;

/** Received messages are accepted as far as the RFCs and the quirks allow. */
final class LiberalDecodingTest {
  private static final int[] VERSION_2_TYPES = {
    2, 3, 4, 6, 9, 11, 12, 13, 14, 16, 17, 18, 19, 21, 22, 23, 24, 26, 27, 28, 29, 30, 31, 32, 33,
    35, 37, 38, 39
  };

  @Test
  void aHeaderWithWrongFlagsVersionOrLengthIsDropped() {
    ByteBuffer good = message(MessageType.HELLO).octets();
    for (int flags : new int[] {0x4803, 0x8803, 0xc003, 0x0003, 0xc801, 0xc804, 0xc800}) {
      assertDropped(Reason.BAD_HEADER, good.duplicate(), 0, flags);
    }
    for (int length : new int[] {0, 11, good.limit() + 1, 0xffff}) {
      assertDropped(Reason.BAD_HEADER, good.duplicate(), 2, length);
    }
    for (int length = 0; length < Header.LENGTH; length++) {
      Decoded decoded = Setup.PLAIN.codec(false).decode(good.duplicate().limit(length));
      assertEquals(Reason.BAD_HEADER, assertInstanceOf(Dropped.class, decoded).reason());
    }
  }

  private static void assertDropped(Reason reason, ByteBuffer octets, int at, int value) {
    ByteBuffer copy = ByteBuffer.wrap(Exchange.octets(octets));
    Decoded decoded = Setup.PLAIN.codec(false).decode(copy.putShort(at, (short) value));
    assertEquals(reason, assertInstanceOf(Dropped.class, decoded).reason());
  }

  @Test
  void reservedBitsAndTrailingOctetsAreIgnored() {
    RawAvps hello = message(MessageType.HELLO);
    ByteBuffer octets = ByteBuffer.allocate(100).put(hello.octets()).flip();
    octets.putShort(0, (short) 0xfff3).limit(100);
    octets.putShort(Header.LENGTH, (short) (octets.getShort(Header.LENGTH) | 0x3c00));
    assertInstanceOf(Accepted.class, Setup.PLAIN.codec(false).decode(octets));
  }

  @Test
  void aMessageWithoutMessageTypeAtItsBeginningIsDropped() {
    RawAvps icrq = message(MessageType.ICRQ);
    RawAvp type = icrq.avps().getFirst();
    RawAvp hidden = new RawAvp(0xc000, 0, 0, type.value());
    for (RawAvps message : List.of(icrq.without(0), icrq.with(0, hidden))) {
      Decoded decoded = decode(Setup.PLAIN, message);
      assertEquals(Reason.BAD_STRUCTURE, assertInstanceOf(Dropped.class, decoded).reason());
    }
  }

  @Test
  void anSccrqOfBothVersionsIsAcceptedWithoutItsVersion2Avps() {
    RawAvps sccrq = message(MessageType.SCCRQ);
    Accepted expected = assertInstanceOf(Accepted.class, decode(Setup.PLAIN, sccrq));
    for (int version : new int[] {2, 3}) {
      RawAvps message = sccrq.withVersion(version);
      for (int type : VERSION_2_TYPES) {
        message = message.inserted(1, RawAvp.of(true, 0, type, 1, 0));
      }
      Accepted accepted = assertInstanceOf(Accepted.class, decode(Setup.PLAIN, message));
      assertEquals(version, accepted.header().version());
      assertEquals(expected.message(), accepted.message());
    }
  }

  @Test
  void anSccrqOfVersion2OnlyIsRejectedWithTheSupportedVersion() {
    RawAvps sccrq = message(MessageType.SCCRQ).withVersion(2);
    List<RawAvp> avps = new ArrayList<>(sccrq.avps());
    avps.removeIf(avp -> avp.type() >= 58);
    avps.add(1, RawAvp.of(true, 0, 2, 1, 0));
    avps.add(RawAvp.of(true, 0, 9, 0xab, 0xcd));
    // Such a peer sends no digest.
    for (Setup setup : List.of(Setup.PLAIN, Setup.MD5)) {
      Decoded decoded = decode(setup, new RawAvps(sccrq.header(), avps));
      Rejected rejected = assertInstanceOf(Rejected.class, decoded);
      assertEquals(ResultCodes.STOP_BAD_VERSION, rejected.result().code());
      assertEquals(OptionalInt.of(3), rejected.result().error());
      assertEquals(0xabcd_0000L, rejected.connectionId());
      assertEquals(2, rejected.header().version());
    }
  }

  @Test
  void aTunnelIdOfVersion2WithAWrongLengthIsIgnored() {
    RawAvps hello = message(MessageType.HELLO);
    for (int length : new int[] {0, 1, 3, 4, Avp.MAX_VALUE}) {
      RawAvps message =
          hello
              .with(0, RawAvp.of(true, 0, 0, 0, 1))
              .inserted(1, RawAvp.of(true, 0, 9).withLength(length))
              .withVersion(2);
      Rejected rejected = assertInstanceOf(Rejected.class, decode(Setup.PLAIN, message));
      assertEquals(0, rejected.connectionId());
    }
  }

  @Test
  void anSccrpOfVersion2IsRejectedWhereAuthenticationIsOff() {
    RawAvps sccrp = message(MessageType.SCCRP).withVersion(2);
    Rejected rejected = assertInstanceOf(Rejected.class, decode(Setup.PLAIN, sccrp));
    assertEquals(ResultCodes.STOP_BAD_VERSION, rejected.result().code());
    // With a secret, it would be accepted without a digest.
    assertInstanceOf(Dropped.class, decode(Setup.MD5, sccrp));
  }

  @Test
  void anyOtherMessageOfVersion2IsDropped() {
    for (MessageType type : MessageType.values()) {
      if (type != MessageType.SCCRQ && type != MessageType.SCCRP) {
        Decoded decoded = decode(Setup.PLAIN, message(type).withVersion(2));
        assertEquals(Reason.BAD_HEADER, assertInstanceOf(Dropped.class, decoded).reason());
      }
    }
    Decoded zlb = decode(Setup.PLAIN, new RawAvps(new Header(2, 1, 0, 0), List.of()));
    assertEquals(Reason.BAD_HEADER, assertInstanceOf(Dropped.class, zlb).reason());
  }

  @Test
  void version2AvpsInOtherMessagesAreIgnoredWithTheQuirk() {
    for (int type : VERSION_2_TYPES) {
      RawAvps message = message(MessageType.ICRQ).inserted(1, RawAvp.of(true, 0, type, 1));
      assertInstanceOf(Rejected.class, decode(Setup.PLAIN, message));
      assertInstanceOf(Accepted.class, decode(Setup.PLAIN.with(Quirk.V2_AVPS), message));
    }
  }

  @Test
  void aMissingSerialNumberIsAcceptedWithTheQuirk() {
    RawAvps icrq = message(MessageType.ICRQ);
    List<RawAvp> avps = new ArrayList<>(icrq.avps());
    avps.removeIf(avp -> avp.type() == 15);
    RawAvps message = new RawAvps(icrq.header(), avps);
    assertInstanceOf(Rejected.class, decode(Setup.PLAIN, message));
    Setup tolerant = Setup.PLAIN.with(Quirk.MISSING_SERIAL_NUMBER);
    assertInstanceOf(Accepted.class, decode(tolerant, message));
    // Other AVPs are still required.
    avps.removeIf(avp -> avp.type() == 68);
    assertInstanceOf(Rejected.class, decode(tolerant, new RawAvps(icrq.header(), avps)));
  }

  @Test
  void mBitsAreIgnoredWithTheQuirk() {
    Setup tolerant = Setup.PLAIN.with(Quirk.IGNORE_M_BIT);
    RawAvps sli = message(MessageType.SLI);
    Accepted expected = assertInstanceOf(Accepted.class, decode(Setup.PLAIN, sli));
    assertEquals(expected, decode(tolerant, sli.inserted(1, RawAvp.of(true, 2011, 5, 1))));
    RawAvp circuitStatus = sli.avps().getLast().withLength(4);
    Decoded decoded = decode(tolerant, sli.with(sli.avps().size() - 1, circuitStatus));
    Sli message = (Sli) assertInstanceOf(Accepted.class, decoded).message();
    assertEquals(Optional.empty(), message.circuitStatus());
  }

  @Test
  void ciscoFormsReplaceMissingStandardOnesWithTheQuirk() {
    Setup cisco = Setup.PLAIN.with(Quirk.CISCO_VENDOR_AVPS);
    for (Exchange.Octets each : Exchange.encoded(cisco)) {
      RawAvps message = RawAvps.parse(each.octets());
      List<Integer> substituted =
          message.avps().stream().filter(avp -> avp.vendor() == 9).map(RawAvp::type).toList();
      Decoded expected = decode(cisco, message);
      assertEquals(new Accepted(each.sent().header(), each.sent().message()), expected);
      List<RawAvp> avps = new ArrayList<>(message.avps());
      for (int i = avps.size() - 1; i > 0; i--) {
        // The standard form is before Cisco's, whose end id can only be a number.
        boolean text = each.sent().message().type() == MessageType.OCRQ && avps.get(i).type() == 6;
        if (avps.get(i).vendor() == 9 && !text) {
          avps.remove(--i);
        }
      }
      assertEquals(expected, decode(cisco, new RawAvps(message.header(), avps)), substituted + "");
    }
  }

  @Test
  void theStandardFormOverridesCiscosInAnyOrder() {
    Setup cisco = Setup.PLAIN.with(Quirk.CISCO_VENDOR_AVPS);
    RawAvps icrq = message(MessageType.ICRQ);
    RawAvp end = RawAvp.of(true, 9, 6, '2', '0', '0');
    for (int at : new int[] {1, icrq.avps().size()}) {
      assertEquals(decode(cisco, icrq), decode(cisco, icrq.inserted(at, end)));
    }
  }

  @Test
  void ciscosEndIdIsANumberInDigitsOrAText() {
    assertEquals(RemoteEndId.ofNumber(4294967295L), ciscoEndId("4294967295"));
    assertEquals(RemoteEndId.ofText("4294967296"), ciscoEndId("4294967296"));
    assertEquals(RemoteEndId.ofText("vc-7"), ciscoEndId("vc-7"));
  }

  private static RemoteEndId ciscoEndId(String text) {
    RawAvps icrq = message(MessageType.ICRQ);
    List<RawAvp> avps = new ArrayList<>(icrq.avps());
    avps.removeIf(avp -> avp.type() == 66);
    avps.add(RawAvp.of(true, 9, 6, text.chars().toArray()));
    Decoded decoded =
        decode(Setup.PLAIN.with(Quirk.CISCO_VENDOR_AVPS), new RawAvps(icrq.header(), avps));
    return ((CallRequest) assertInstanceOf(Accepted.class, decoded).message()).remoteEndId();
  }

  @Test
  void otherCiscoAvpsAreIgnoredAndCiscosAckIsAcceptedWithTheQuirk() {
    Setup cisco = Setup.PLAIN.with(Quirk.CISCO_VENDOR_AVPS);
    RawAvps hello = message(MessageType.HELLO);
    for (int type : new int[] {10, 11, 12, 14}) {
      RawAvps message = hello.inserted(1, RawAvp.of(true, 9, type, 0, 1));
      assertInstanceOf(Accepted.class, decode(cisco, message));
      assertInstanceOf(Rejected.class, decode(Setup.PLAIN, message));
    }
    RawAvps ack = hello.with(0, RawAvp.of(false, 9, 0, 0, 20));
    assertEquals(new Accepted(hello.header(), new Ack()), decode(cisco, ack));
    assertInstanceOf(Ignored.class, decode(Setup.PLAIN, ack));
  }

  @Test
  void circuitErrorsAreAcceptedInBothLengths() {
    RawAvps wen = message(MessageType.WEN);
    RawAvp errors = wen.avps().getLast();
    RawAvp drawn = RawAvp.of(false, 0, 34, 0, 0, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4);
    Decoded decoded = decode(Setup.PLAIN, wen.with(wen.avps().indexOf(errors), drawn));
    assertEquals(
        new CircuitErrors(0, 0, 1, 2, 3, 4),
        ((Wen) assertInstanceOf(Accepted.class, decoded).message()).errors());
  }

  @Test
  void circuitStatusBitsThatNoRfcDefinesAreKept() {
    RawAvps sli = message(MessageType.SLI);
    RawAvp status = RawAvp.of(true, 0, 71, 0xff, 0xff);
    Decoded decoded = decode(Setup.PLAIN, sli.with(sli.avps().size() - 1, status));
    Sli message = (Sli) assertInstanceOf(Accepted.class, decoded).message();
    assertEquals(Optional.of(new CircuitStatus(0xffff)), message.circuitStatus());
  }

  @Test
  void hiddenAvpsThatCannotBeUnhiddenAreTreatedAsUnknown() {
    RawAvps icrq = message(MessageType.ICRQ);
    RawAvp hidden = new RawAvp(0xc000, 0, 66, List.of((byte) 0, (byte) 1, (byte) 7));
    List<RawAvp> avps = new ArrayList<>(icrq.avps());
    avps.replaceAll(avp -> avp.type() == 66 ? hidden : avp);
    // Without a secret there is no key.
    Decoded decoded = decode(Setup.PLAIN, new RawAvps(icrq.header(), avps));
    Rejected rejected = assertInstanceOf(Rejected.class, decoded);
    assertEquals(OptionalInt.of(8), rejected.result().error());
  }

  @Test
  void aPeekShowsTheHeaderTheTypeAndTheHostName() {
    for (Setup setup : List.of(Setup.MD5, Setup.PLAIN, Setup.QUIRKS)) {
      for (Exchange.Octets each : Exchange.encoded(setup)) {
        Header header = each.sent().header();
        boolean empty = each.octets().length == Header.LENGTH;
        assertEquals(
            new Peek(
                3,
                header.connectionId(),
                header.ns(),
                header.nr(),
                empty ? -1 : each.sent().message().type().code(),
                each.sent().message() instanceof Sccrq sccrq ? sccrq.sender().hostName() : ""),
            MessageCodec.peek(ByteBuffer.wrap(each.octets())).orElseThrow());
      }
    }
    assertEquals(Optional.empty(), MessageCodec.peek(ByteBuffer.allocate(100)));
  }

  private static RawAvps message(MessageType type) {
    return Exchange.encoded(Setup.PLAIN).stream()
        .filter(each -> each.sent().message().type() == type)
        .map(each -> RawAvps.parse(each.octets()))
        .findFirst()
        .orElseThrow();
  }

  private static Decoded decode(Setup setup, RawAvps message) {
    return setup.codec(false).decode(message.octets());
  }
}
