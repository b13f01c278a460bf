package net.sluice.l2tp.userspace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import net.sluice.l2tp.Cookie;
import net.sluice.l2tp.Encapsulation;
import net.sluice.l2tp.Profiles;
import net.sluice.l2tp.Sequencing;
import net.sluice.l2tp.SessionProfile;
import net.sluice.l2tp.Sublayer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DataPacketsTest {
  private static final Cookie EIGHT = Cookie.parse("0102030405060708");
  private static final Cookie FOUR = Cookie.parse("fffefdfc");
  private static final String FRAME = "ffffffffffff0200000000010800";

  /** The peer's id 1007 is 3ef; UDP adds version 3 and two reserved octets before it. */
  @Test
  void writesTheHeadersOfTheRfc() {
    assertEquals("000003ef", header(Encapsulation.IP, Cookie.NONE, Sublayer.NONE, Sequencing.NONE));
    assertEquals(
        "00030000000003ef", header(Encapsulation.UDP, Cookie.NONE, Sublayer.NONE, Sequencing.NONE));
    assertEquals(
        "000003effffefdfc", header(Encapsulation.IP, FOUR, Sublayer.NONE, Sequencing.NONE));
    assertEquals(
        "00030000000003ef010203040506070800000000",
        header(Encapsulation.UDP, EIGHT, Sublayer.DEFAULT, Sequencing.NONE));
    assertEquals(
        "000003ef40000000",
        header(Encapsulation.IP, Cookie.NONE, Sublayer.DEFAULT, Sequencing.SEND));
  }

  private static String header(
      Encapsulation encapsulation, Cookie cookie, Sublayer sublayer, Sequencing sequencing) {
    SessionProfile session = Profiles.session(1, 7, cookie, Cookie.NONE, sublayer, sequencing);
    DataPackets packets = new DataPackets(session, encapsulation);
    ByteBuffer packet = ByteBuffer.allocate(DataPackets.MAX_HEADER);
    packets.writeHeader(packet);
    return HexFormat.of().formatHex(packet.array(), 0, packets.headerLength());
  }

  @Test
  void numbersPacketsFrom0AndStartsAnewBehind24Bits() {
    DataPackets packets = packets(Sequencing.SEND);
    ByteBuffer packet = ByteBuffer.allocate(DataPackets.MAX_HEADER);
    for (int i = 0; i < 1 << 24; i++) {
      packets.writeHeader(packet);
    }
    assertEquals(0x40ffffff, packet.getInt(4));
    packets.writeHeader(packet);
    assertEquals(0x40000000, packet.getInt(4));
  }

  private static DataPackets packets(Sequencing sequencing) {
    return new DataPackets(
        Profiles.session(1, 7, Cookie.NONE, Cookie.NONE, Sublayer.DEFAULT, sequencing),
        Encapsulation.IP);
  }

  @Property
  void readsPacketsOfThePeer(
      @ForAll("sessions") SessionProfile session,
      @ForAll Encapsulation encapsulation,
      @ForAll @Size(min = 14, max = 100) byte[] frame) {
    DataPackets sender = new DataPackets(session, encapsulation);
    DataPackets receiver = new DataPackets(Profiles.peerOf(session), encapsulation);
    ByteBuffer packet = ByteBuffer.allocate(200);
    boolean udp = encapsulation == Encapsulation.UDP;
    for (int i = 0; i < 3; i++) {
      sender.writeHeader(packet);
      packet.put(sender.headerLength(), frame);
      int length = sender.headerLength() + frame.length;
      int at = DataPackets.sessionIdOffset(packet, length, udp, false);
      assertEquals(session.peerSessionId(), Integer.toUnsignedLong(packet.getInt(at)));
      assertEquals(sender.headerLength(), receiver.frameOffset(packet, at + 4, length));
    }
  }

  @Property
  void neverThrowsForGarbage(
      @ForAll("sessions") SessionProfile session,
      @ForAll @Size(max = 80) byte[] garbage,
      @ForAll boolean udp,
      @ForAll boolean ipv4Header) {
    DataPackets packets = new DataPackets(session, udp ? Encapsulation.UDP : Encapsulation.IP);
    ByteBuffer packet = ByteBuffer.wrap(garbage);
    int at = DataPackets.sessionIdOffset(packet, garbage.length, udp, ipv4Header);
    int frame = at < 0 ? at : packets.frameOffset(packet, at + 4, garbage.length);
    assertTrue(frame < 0 ? Drop.of(frame) != null : frame + 14 <= garbage.length);
  }

  @Provide
  Arbitrary<SessionProfile> sessions() {
    return Combinators.combine(
            Arbitraries.longs().between(1, 0xffffffffL),
            cookies(),
            cookies(),
            Arbitraries.of(Sequencing.class),
            Arbitraries.of(Sublayer.class))
        .as(
            (id, transmit, receive, sequencing, sublayer) ->
                new SessionProfile(
                    1,
                    2,
                    0x100000000L - id,
                    id,
                    transmit,
                    receive,
                    sequencing == Sequencing.NONE ? sublayer : Sublayer.DEFAULT,
                    sequencing,
                    "pw"));
  }

  private static Arbitrary<Cookie> cookies() {
    return Arbitraries.oneOf(
        Arbitraries.just(Cookie.NONE),
        Arbitraries.longs().between(0, 0xffffffffL).map(value -> new Cookie(4, value)),
        Arbitraries.longs().map(value -> new Cookie(8, value)));
  }

  @ParameterizedTest
  @CsvSource({
    "'', NOT_DATA, 00000000",
    "'', TOO_SHORT, 000007",
    "c8030014, NOT_DATA, 00000007", // a control message over UDP
    "00020000, NOT_DATA, 00000007", // L2TPv2
    "0003, TOO_SHORT, ''",
  })
  void refusesPacketsWithoutData(String prefix, Drop reason, String remainder) {
    byte[] bytes = HexFormat.of().parseHex(prefix + remainder);
    ByteBuffer packet = ByteBuffer.wrap(bytes);
    int code = DataPackets.sessionIdOffset(packet, bytes.length, !prefix.isEmpty(), false);
    assertEquals(reason, Drop.of(code));
  }

  @Test
  void skipsTheIpHeaderWithItsOptions() {
    byte[] bytes = HexFormat.of().parseHex("46" + "00".repeat(23) + "00000007");
    assertEquals(24, DataPackets.sessionIdOffset(ByteBuffer.wrap(bytes), 28, false, true));
  }

  @Test
  void returnsTheReasonOfADrop() {
    DataPackets guarded =
        new DataPackets(
            Profiles.session(1, 7, Cookie.NONE, EIGHT, Sublayer.NONE, Sequencing.NONE),
            Encapsulation.IP);
    assertEquals(12, offset(guarded, "00000007" + EIGHT + FRAME));
    assertEquals(Drop.WRONG_COOKIE.code(), offset(guarded, "00000007" + "00".repeat(8) + FRAME));
    assertEquals(Drop.TOO_SHORT.code(), offset(guarded, "00000007" + FRAME));
    DataPackets ordered = packets(Sequencing.RECEIVE);
    assertEquals(8, offset(ordered, "0000000740000005" + FRAME));
    assertEquals(Drop.OUT_OF_SEQUENCE.code(), offset(ordered, "0000000740000005" + FRAME));
    assertEquals(Drop.OUT_OF_SEQUENCE.code(), offset(ordered, "0000000700000006" + FRAME));
    assertEquals(8, offset(packets(Sequencing.SEND), "0000000700000000" + FRAME));
  }

  private static int offset(DataPackets packets, String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    return packets.frameOffset(ByteBuffer.wrap(bytes), 4, bytes.length);
  }
}
