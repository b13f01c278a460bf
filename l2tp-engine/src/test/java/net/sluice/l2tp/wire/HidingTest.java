package net.sluice.l2tp.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class HidingTest {
  private static final byte[] KEY = HexFormat.of().parseHex("72b3ea8b61279d5b1096a265cb149425");
  private static final byte[] VECTOR = HexFormat.of().parseHex("404142434445464748494a4b4c4d4e4f");

  @Test
  void theKeyIsDerivedWithAnOctetOfOne() {
    assertArrayEquals(KEY, new Authenticator(List.of("topsecret")).hidingKey(0));
  }

  @Test
  void aValueIsHiddenAsComputedByHand() {
    assertEquals("0e170876f5338b7da4", hidden("pw-0001"));
    assertEquals(
        "0e0b192caa62cf25f00ea5bfaddaf71c4082e19305742c11cf495ed38e",
        hidden("a-rather-long-remote-end-id"));
  }

  @Property(tries = 200)
  void unhidingReversesHiding(@ForAll @Size(max = 1015) byte[] value) {
    byte[] octets = new byte[VECTOR.length + value.length];
    System.arraycopy(VECTOR, 0, octets, 0, VECTOR.length);
    System.arraycopy(value, 0, octets, VECTOR.length, value.length);
    var hiding = new Hiding();
    hiding.hide(KEY, 66, octets, 0, VECTOR.length, VECTOR.length, value.length);
    hiding.unhide(KEY, 66, octets, 0, VECTOR.length, VECTOR.length, value.length);
    assertArrayEquals(value, Arrays.copyOfRange(octets, VECTOR.length, octets.length));
  }

  private static String hidden(String value) {
    int length = Short.BYTES + value.length();
    byte[] octets = Arrays.copyOf(VECTOR, VECTOR.length + length);
    octets[VECTOR.length + 1] = (byte) value.length();
    System.arraycopy(value.getBytes(US_ASCII), 0, octets, VECTOR.length + 2, value.length());
    new Hiding().hide(KEY, 66, octets, 0, VECTOR.length, VECTOR.length, length);
    return HexFormat.of().formatHex(octets, VECTOR.length, octets.length);
  }
}
