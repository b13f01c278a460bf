package net.sluice.l2tp.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import net.sluice.l2tp.DigestType;
import net.sluice.l2tp.wire.ControlMessage.Ack;
import net.sluice.l2tp.wire.ControlMessage.Endpoint;
import net.sluice.l2tp.wire.ControlMessage.Scccn;
import net.sluice.l2tp.wire.ControlMessage.Sccrp;
import net.sluice.l2tp.wire.ControlMessage.Sccrq;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Digests that tshark, a second implementation, has verified. */
final class DigestTest {
  private static final long A = Exchange.A;
  private static final long B = Exchange.B;

  private static final Map<DigestType, List<String>> VECTORS =
      Map.of(
          DigestType.MD5,
          List.of(
              "c80300730000000000000000800800000000000180170000003b006c924bda9db2e9b86d89886d7a00162f"
                  + "800c000000076c6363652d61800a0000003c0a000001800a0000003d11111111800a0000003e00040005"
                  + "80080000000a0008801600000049000102030405060708090a0b0c0d0e0f",
              "c80300731111111100000001800800000000000280170000003b0069e3f6b72cc550b298290e197a3b2006"
                  + "800c000000076c6363652d62800a0000003c0a000002800a0000003d22222222800a0000003e00040005"
                  + "80080000000a0008801600000049101112131415161718191a1b1c1d1e1f",
              "c803002b2222222200010001800800000000000380170000003b0010b789c9fdc8c1ee8acef289b9047baa",
              "c803002b1111111100010002800800000000001480170000003b002dac57d25d931979fc8625d321de9074"),
          DigestType.SHA1,
          List.of(
              "c803007700000000000000008008000000000001801b0000003b015db399fe9c7f35817caf08352b49ee0d"
                  + "59aecfa4800c000000076c6363652d61800a0000003c0a000001800a0000003d11111111800a0000003e"
                  + "0004000580080000000a0008801600000049000102030405060708090a0b0c0d0e0f",
              "c803007711111111000000018008000000000002801b0000003b01c39fbdff6325b3ceac6177ace9c15f67"
                  + "66cb70d6800c000000076c6363652d62800a0000003c0a000002800a0000003d22222222800a0000003e"
                  + "0004000580080000000a0008801600000049101112131415161718191a1b1c1d1e1f",
              "c803002f22222222000100018008000000000003801b0000003b0129d34666b2d3ca2980d19a96eba9b2b3"
                  + "37ce77b8",
              "c803002f11111111000100028008000000000014801b0000003b018818849e7712f27f9b5389b35bd8d881"
                  + "fae4c137"));

  @ParameterizedTest
  @EnumSource(names = {"MD5", "SHA1"})
  void digestsAreThoseThatASecondImplementationAccepts(DigestType type) {
    Setup setup = type == DigestType.MD5 ? Setup.MD5 : Setup.SHA1;
    MessageCodec a = setup.codec(true);
    MessageCodec b = setup.codec(false);
    List<String> vectors = VECTORS.get(type);
    pass(a, b, new Header(3, 0, 0, 0), new Sccrq(endpoint(1, A), OptionalLong.empty()), vectors, 0);
    pass(b, a, new Header(3, A, 0, 1), new Sccrp(endpoint(2, B)), vectors, 1);
    pass(a, b, new Header(3, B, 1, 1), new Scccn(), vectors, 2);
    pass(b, a, new Header(3, A, 1, 2), new Ack(), vectors, 3);
  }

  private static void pass(
      MessageCodec from,
      MessageCodec to,
      Header header,
      ControlMessage message,
      List<String> vectors,
      int index) {
    ByteBuffer octets = ByteBuffer.allocate(1024);
    from.encode(header, message, octets);
    octets.flip();
    assertEquals(vectors.get(index), HexFormat.of().formatHex(octets.array(), 0, octets.limit()));
    Decoded.Accepted accepted = assertInstanceOf(Decoded.Accepted.class, to.decode(octets));
    assertEquals(new Decoded.Accepted(header, message), accepted);
  }

  private static Endpoint endpoint(int number, long id) {
    return new Endpoint(
        number == 1 ? "lcce-a" : "lcce-b",
        0x0a000000L + number,
        id,
        List.of(4, 5),
        OptionalInt.of(8),
        number == 1 ? Setup.NONCE_A : Setup.NONCE_B,
        "",
        "");
  }
}
