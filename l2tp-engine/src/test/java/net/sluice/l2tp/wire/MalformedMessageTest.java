package net.sluice.l2tp.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import net.sluice.l2tp.MessageType;
import net.sluice.l2tp.wire.Decoded.Accepted;
import net.sluice.l2tp.wire.Decoded.Clears;
import net.sluice.l2tp.wire.Decoded.Dropped;
import net.sluice.l2tp.wire.Decoded.Ignored;
import net.sluice.l2tp.wire.Decoded.Reason;
import net.sluice.l2tp.wire.Decoded.Rejected;
import net.sluice.l2tp.wire.Exchange.Octets;
import net.sluice.l2tp.wire.RawAvps.RawAvp;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * Every message of RFC 3931 with every error that sections 5.2 and 7.1 mention. The mandatory AVPs
 * and the lengths are repeated here from the RFC. {@code target/malformed-messages.txt} counts the
 * cases.
 */
final class MalformedMessageTest {
  private static final int RESULT = 1;
  private static final int CONNECTION_ID = 61;
  private static final int LOCAL = 63;
  private static final int REMOTE = 64;

  /** Section 6: the AVPs that MUST be present, besides Message Type. */
  private static final Map<MessageType, Set<Integer>> REQUIRED =
      Map.ofEntries(
          Map.entry(MessageType.SCCRQ, Set.of(7, 60, CONNECTION_ID, 62)),
          Map.entry(MessageType.SCCRP, Set.of(7, 60, CONNECTION_ID, 62)),
          Map.entry(MessageType.SCCCN, Set.of()),
          Map.entry(MessageType.STOPCCN, Set.of(RESULT)),
          Map.entry(MessageType.HELLO, Set.of()),
          Map.entry(MessageType.ACK, Set.of()),
          Map.entry(MessageType.ICRQ, Set.of(LOCAL, REMOTE, 15, 68, 66, 71)),
          Map.entry(MessageType.ICRP, Set.of(LOCAL, REMOTE, 71)),
          Map.entry(MessageType.ICCN, Set.of(LOCAL, REMOTE)),
          Map.entry(MessageType.OCRQ, Set.of(LOCAL, REMOTE, 15, 68, 66, 71)),
          Map.entry(MessageType.OCRP, Set.of(LOCAL, REMOTE, 71)),
          Map.entry(MessageType.OCCN, Set.of(LOCAL, REMOTE)),
          Map.entry(MessageType.CDN, Set.of(RESULT, LOCAL, REMOTE)),
          Map.entry(MessageType.WEN, Set.of(LOCAL, REMOTE, 34)),
          Map.entry(MessageType.SLI, Set.of(LOCAL, REMOTE)));

  /** Section 5.4: lengths of values; 34 also as drawn, with four counters. */
  private static final Map<Integer, IntPredicate> LENGTHS =
      Map.ofEntries(
          Map.entry(RESULT, length -> length == 2 || length >= 4),
          Map.entry(5, length -> length == 8),
          Map.entry(7, length -> length >= 1),
          Map.entry(8, length -> true),
          Map.entry(10, length -> length == 2),
          Map.entry(15, length -> length == 4),
          Map.entry(25, length -> length == 4),
          Map.entry(34, length -> length == 26 || length == 18),
          Map.entry(60, length -> length == 4),
          Map.entry(CONNECTION_ID, length -> length == 4),
          Map.entry(62, length -> length >= 2 && length % 2 == 0),
          Map.entry(LOCAL, length -> length == 4),
          Map.entry(REMOTE, length -> length == 4),
          Map.entry(65, length -> length == 0 || length == 4 || length == 8),
          Map.entry(66, length -> length >= 1),
          Map.entry(68, length -> length == 2),
          Map.entry(69, length -> length == 2),
          Map.entry(70, length -> length == 2),
          Map.entry(71, length -> length == 2),
          Map.entry(72, length -> true),
          Map.entry(74, length -> length == 8),
          Map.entry(75, length -> length == 8));

  private static final MessageCodec CODEC = Setup.PLAIN.codec(false);

  /** The treatment of a message. */
  private enum Outcome {
    ACCEPTED,
    CDN,
    STOPCCN,
    IGNORED,
    DROPPED
  }

  private static final Map<String, Map<Outcome, Integer>> COUNTS = new TreeMap<>();

  /** Returns the longest message of each type. */
  private static Map<MessageType, RawAvps> messages() {
    var messages = new EnumMap<MessageType, RawAvps>(MessageType.class);
    for (Octets each : Exchange.encoded(Setup.PLAIN)) {
      RawAvps message = RawAvps.parse(each.octets());
      messages.merge(
          each.sent().message().type(),
          message,
          (one, other) -> one.avps().size() >= other.avps().size() ? one : other);
    }
    assertEquals(MessageType.values().length, messages.size());
    return messages;
  }

  @Test
  void everyMissingMandatoryAvpIsDetected() {
    messages()
        .forEach(
            (type, message) -> {
              Set<Integer> required = REQUIRED.get(type);
              for (int i = 1; i < message.avps().size(); i++) {
                int avp = message.avps().get(i).type();
                Decoded decoded = decode("missing AVP", message.without(i));
                if (required.contains(avp)) {
                  Rejected rejected = rejected(decoded, type, message.without(i));
                  assertEquals(2, rejected.result().code());
                  assertEquals(6, rejected.result().error().orElseThrow());
                  assertTrue(rejected.result().text().contains("(" + avp + ")"));
                } else {
                  assertInstanceOf(Accepted.class, decoded);
                }
              }
            });
    assertCounted("missing AVP", "{ACCEPTED=31, CDN=28, STOPCCN=11}");
  }

  @Test
  void everyWrongLengthIsTreatedAsAnUnknownAvp() {
    messages()
        .forEach(
            (type, message) -> {
              for (int i = 1; i < message.avps().size(); i++) {
                Decoded without = decode(message.without(i));
                for (int length = 0; length <= Avp.MAX_VALUE; length++) {
                  wrongLength(type, message, i, length, null);
                  wrongLength(type, message, i, length, without);
                }
              }
            });
    assertCounted("wrong length", "{ACCEPTED=27455, CDN=74245, STOPCCN=18322}");
  }

  /** Tests a wrong length; the M bit is clear if the RFC defines the message without the AVP. */
  private static void wrongLength(
      MessageType type, RawAvps message, int index, int length, Decoded without) {
    RawAvp avp = message.avps().get(index);
    if (LENGTHS.get(avp.type()).test(length)) {
      return;
    }
    RawAvps wrong = message.with(index, avp.withLength(length).withMandatory(without == null));
    Decoded decoded = decode("wrong length", wrong);
    if (without == null) {
      Rejected rejected = rejected(decoded, type, message.without(index));
      assertEquals(2, rejected.result().error().orElseThrow());
      assertTrue(rejected.result().text().contains("(" + avp.type() + ")"));
    } else {
      assertEquals(without, decoded);
    }
  }

  @Test
  void aMessageTypeOfAWrongLengthIsDropped() {
    messages()
        .forEach(
            (type, message) -> {
              for (int length = 0; length <= Avp.MAX_VALUE; length++) {
                if (length != 2) {
                  RawAvp avp = message.avps().getFirst().withLength(length);
                  Decoded decoded = decode("wrong Message Type", message.with(0, avp));
                  assertEquals(
                      Reason.BAD_STRUCTURE, assertInstanceOf(Dropped.class, decoded).reason());
                }
              }
            });
    assertCounted("wrong Message Type", "{DROPPED=15255}");
  }

  @Test
  void aLengthBeyondTheMessageIsRejectedWithAnyMBit() {
    messages()
        .forEach(
            (type, message) -> {
              for (int i = 1; i < message.avps().size(); i++) {
                tornLength(type, message, i, 0);
                tornLength(type, message, i, 5);
                tornLength(type, message, i, 0x3ff);
              }
            });
    assertCounted("torn AVP", "{CDN=129, STOPCCN=81}");
  }

  private static void tornLength(MessageType type, RawAvps message, int index, int length) {
    int at = Header.LENGTH;
    for (RawAvp avp : message.avps().subList(0, index)) {
      at += Avp.HEADER + avp.value().size();
    }
    ByteBuffer octets = message.octets();
    octets.putShort(at, (short) length);
    Decoded decoded = decode("torn AVP", octets);
    var before = new RawAvps(message.header(), message.avps().subList(0, index));
    assertEquals(2, rejected(decoded, type, before).result().error().orElseThrow());
  }

  @Test
  void anUnknownAvpIsHandledByItsMBit() {
    List<RawAvp> unknown =
        List.of(
            RawAvp.of(true, 0, 999, 1, 2, 3),
            RawAvp.of(true, 0, 67),
            RawAvp.of(true, 311, 7, 1),
            RawAvp.of(true, 9, 1, 1, 2, 3, 4),
            RawAvp.of(true, 0xffff, 0xffff));
    messages()
        .forEach(
            (type, message) -> {
              for (RawAvp avp : unknown) {
                for (int i = 1; i <= message.avps().size(); i++) {
                  Decoded refused = decode("unknown AVP, M set", message.inserted(i, avp));
                  Rejected rejected = rejected(refused, type, message);
                  assertEquals(2, rejected.result().code());
                  assertEquals(8, rejected.result().error().orElseThrow());
                  assertTrue(
                      rejected.result().text().contains("AVP " + (avp.type() & 0xffff) + " "));
                  RawAvp optional = avp.withMandatory(false);
                  assertEquals(
                      decode(message),
                      decode("unknown AVP, M clear", message.inserted(i, optional)));
                }
              }
            });
    assertCounted("unknown AVP, M set", "{CDN=310, STOPCCN=115}");
    assertCounted("unknown AVP, M clear", "{ACCEPTED=425}");
  }

  @Test
  void anUnusedOrMisplacedAvpIsIgnoredWithAnyMBit() {
    List<RawAvp> known = new ArrayList<>();
    for (int type : new int[] {58, 76, 77, 78, 79, 89, 90, 91, 92, 94, 95, 96, 101}) {
      known.add(RawAvp.of(true, 0, type, 0, 1, 0, 2, 0, 3, 0, 4));
    }
    // Circuit Errors belongs only in a WEN, Host Name only in an SCCRQ or SCCRP.
    known.add(RawAvp.of(true, 0, 34, 1));
    known.add(RawAvp.of(true, 0, 7, 'x'));
    messages()
        .forEach(
            (type, message) -> {
              Decoded expected = decode(message);
              for (RawAvp avp : known) {
                if (message.avps().stream().noneMatch(each -> each.type() == avp.type())) {
                  assertEquals(expected, decode("known, of no use", message.inserted(1, avp)));
                }
              }
            });
    assertCounted("known, of no use", "{ACCEPTED=222}");
  }

  @Test
  void theFirstOfDuplicateAvpsCounts() {
    messages()
        .forEach(
            (type, message) -> {
              Decoded expected = decode(message);
              for (int i = 1; i < message.avps().size(); i++) {
                RawAvp avp = message.avps().get(i);
                var other = new ArrayList<>(avp.value());
                other.replaceAll(octet -> (byte) (octet ^ 0x55));
                RawAvp changed = new RawAvp(avp.flags(), avp.vendor(), avp.type(), other);
                RawAvps same = message.inserted(message.avps().size(), avp);
                RawAvps different = message.inserted(message.avps().size(), changed);
                assertEquals(expected, decode("duplicated AVP", same));
                assertEquals(expected, decode("duplicated AVP", different));
              }
              RawAvp messageType = RawAvp.of(true, 0, 0, 0, 6);
              assertEquals(expected, decode("duplicated AVP", message.inserted(1, messageType)));
            });
    assertCounted("duplicated AVP", "{ACCEPTED=155}");
  }

  @Test
  void aValueOutOfRangeIsTreatedAsAnUnknownAvp() {
    Map<Integer, RawAvp> wrong =
        Map.of(
            10,
            RawAvp.of(true, 0, 10, 0, 0),
            CONNECTION_ID,
            RawAvp.of(true, 0, CONNECTION_ID, 0, 0, 0, 0),
            LOCAL,
            RawAvp.of(true, 0, LOCAL, 0, 0, 0, 0),
            69,
            RawAvp.of(true, 0, 69, 0, 2),
            70,
            RawAvp.of(true, 0, 70, 0, 3));
    messages()
        .forEach(
            (type, message) -> {
              for (int i = 1; i < message.avps().size(); i++) {
                RawAvp avp = wrong.get(message.avps().get(i).type());
                if (avp != null) {
                  outOfRange(type, message, i, avp);
                }
              }
            });
    assertCounted("out of range", "{ACCEPTED=16, CDN=12, STOPCCN=10}");
  }

  private static void outOfRange(MessageType type, RawAvps message, int index, RawAvp avp) {
    Decoded decoded = decode("out of range", message.with(index, avp));
    // If the message does not assign an id, zero means that the sender has none.
    Set<MessageType> withoutId =
        Set.of(
            MessageType.STOPCCN,
            MessageType.ICCN,
            MessageType.OCCN,
            MessageType.CDN,
            MessageType.WEN,
            MessageType.SLI);
    boolean id = avp.type() == CONNECTION_ID || avp.type() == LOCAL;
    if (id && withoutId.contains(type)) {
      assertInstanceOf(Accepted.class, decoded);
      return;
    }
    Rejected rejected = rejected(decoded, type, message.without(index));
    assertEquals(avp.type() == LOCAL ? 5 : 3, rejected.result().error().orElseThrow());
    RawAvps optional = message.with(index, avp.withMandatory(false));
    assertEquals(decode(message.without(index)), decode("out of range", optional));
  }

  @Test
  void anUnknownMessageTypeIsHandledByItsMBit() {
    RawAvps hello = messages().get(MessageType.HELLO);
    for (int type = 0; type < 0x10000; type += type < 32 ? 1 : 997) {
      if (MessageType.of(type).isEmpty()) {
        for (int vendor : new int[] {0, 9, 311}) {
          RawAvp avp = RawAvp.of(true, vendor, 0, type >> 8, type);
          Decoded refused = decode("unknown message, M set", hello.with(0, avp));
          Rejected rejected = assertInstanceOf(Rejected.class, refused);
          assertEquals(Clears.CONNECTION, rejected.clears());
          assertEquals(2, rejected.result().code());
          assertTrue(rejected.result().text().contains("type " + type + " of"));
          Decoded ignored =
              decode("unknown message, M clear", hello.with(0, avp.withMandatory(false)));
          assertEquals(
              new Ignored(hello.header(), (vendor << 16) | type),
              assertInstanceOf(Ignored.class, ignored));
        }
      }
    }
    assertCounted("unknown message, M set", "{STOPCCN=249}");
    assertCounted("unknown message, M clear", "{IGNORED=249}");
  }

  /** Checks the object to clear: the session, if the remaining message names it. */
  private static Rejected rejected(Decoded decoded, MessageType type, RawAvps left) {
    Rejected rejected = assertInstanceOf(Rejected.class, decoded);
    long local = number(left, LOCAL);
    long remote = number(left, REMOTE);
    boolean session = type.ofSession() && (local != 0 || remote != 0);
    assertEquals(type, rejected.type());
    assertEquals(session ? Clears.SESSION : Clears.CONNECTION, rejected.clears());
    assertEquals(type.ofSession() ? local : 0, rejected.localSessionId());
    assertEquals(type.ofSession() ? remote : 0, rejected.remoteSessionId());
    assertEquals(number(left, CONNECTION_ID), rejected.connectionId());
    assertEquals(left.header(), rejected.header());
    assertFalse(rejected.result().text().isEmpty());
    return rejected;
  }

  private static long number(RawAvps message, int type) {
    for (RawAvp avp : message.avps()) {
      if (avp.type() == type) {
        return avp.value().stream()
            .mapToLong(octet -> octet & 0xff)
            .reduce(0, (n, o) -> (n << 8) | o);
      }
    }
    return 0;
  }

  private static Decoded decode(RawAvps message) {
    return CODEC.decode(message.octets());
  }

  private static Decoded decode(String kind, RawAvps message) {
    return count(kind, decode(message));
  }

  private static Decoded decode(String kind, ByteBuffer octets) {
    return count(kind, CODEC.decode(octets));
  }

  private static Decoded count(String kind, Decoded decoded) {
    Outcome outcome =
        switch (decoded) {
          case Accepted accepted -> Outcome.ACCEPTED;
          case Rejected rejected ->
              rejected.clears() == Clears.SESSION ? Outcome.CDN : Outcome.STOPCCN;
          case Ignored ignored -> Outcome.IGNORED;
          case Dropped dropped -> Outcome.DROPPED;
        };
    COUNTS
        .computeIfAbsent(kind, key -> new EnumMap<>(Outcome.class))
        .merge(outcome, 1, Integer::sum);
    return decoded;
  }

  /** Checks the numbers of cases by outcome, so that no case is lost unnoticed. */
  private static void assertCounted(String kind, String expected) {
    assertEquals(expected, COUNTS.get(kind).toString(), kind);
  }

  @AfterAll
  static void writeTheTable() throws IOException {
    var table = new StringBuilder("%-26s".formatted("error"));
    for (Outcome outcome : Outcome.values()) {
      table.append("%10s".formatted(outcome.name().toLowerCase(Locale.ROOT)));
    }
    COUNTS.forEach(
        (kind, counts) -> {
          table.append("%n%-26s".formatted(kind));
          for (Outcome outcome : Outcome.values()) {
            table.append("%10d".formatted(counts.getOrDefault(outcome, 0)));
          }
        });
    Files.writeString(Path.of("target", "malformed-messages.txt"), table.append('\n'));
  }
}
