package net.sluice.l2tp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CookieTest {
  @Property
  void readsWhatItWrites(@ForAll long value) {
    Cookie eight = new Cookie(8, value);
    Cookie four = new Cookie(4, value >>> 32);
    assertEquals(eight, Cookie.parse(eight.toString()));
    assertEquals(four, Cookie.parse(four.toString()));
  }

  @Test
  void keepsTheOrderOfTransmission() {
    assertEquals(new Cookie(4, 0x01020304), Cookie.parse("01020304"));
    assertEquals("00000000000000ff", new Cookie(8, 255).toString());
    assertEquals(Cookie.NONE, Cookie.parse(""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "0102", "0102030405", "010203040506070809", "0102030g"})
  void refusesOtherLengthsAndDigits(String text) {
    assertThrows(IllegalArgumentException.class, () -> Cookie.parse(text));
  }

  @Test
  void refusesAValueThatDoesNotFit() {
    assertThrows(IllegalArgumentException.class, () -> new Cookie(4, 1L << 32));
    assertThrows(IllegalArgumentException.class, () -> new Cookie(0, 1));
  }
}
