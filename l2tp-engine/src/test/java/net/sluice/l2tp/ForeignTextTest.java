package net.sluice.l2tp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class ForeignTextTest {
  @Test
  void printableTextIsUnchanged() {
    for (String text : List.of("", "lcce-1.example", "a b", "Büro 東京 <&\">", of(0x1f600))) {
      assertEquals(text, ForeignText.printable(text, 100));
      assertTrue(ForeignText.isPrintable(text));
    }
  }

  @Test
  void charactersThatAreNotPrintableAreNumbers() {
    assertEquals("a\\x0d\\x0ab", ForeignText.printable("a\r\nb", 100));
    assertEquals("\\x1b[31m", ForeignText.printable(of(0x1b) + "[31m", 100));
    assertEquals("\\x00\\x7f\\x9b", ForeignText.printable(of(0, 0x7f, 0x9b), 100));
    assertEquals("\\u202e\\u2066\\u200b", ForeignText.printable(of(0x202e, 0x2066, 0x200b), 100));
    assertEquals("\\u2028\\ufeff\\ufffe", ForeignText.printable(of(0x2028, 0xfeff, 0xfffe), 100));
    assertEquals("\\ud800\\ue000", ForeignText.printable(of(0xd800, 0xe000), 100));
    assertEquals("\\ue0001", ForeignText.printable(of(0xe0001), 100));
    assertFalse(ForeignText.isPrintable("a" + of(0x202e)));
  }

  private static String of(int... characters) {
    return new String(characters, 0, characters.length);
  }

  @Test
  void aLongTextIsCutAtAWholeCharacter() {
    assertEquals("abcde", ForeignText.printable("abcde", 5));
    assertEquals("abcd…", ForeignText.printable("abcdef", 5));
    assertEquals("a…", ForeignText.printable("a" + of(0x1b) + "cd", 5));
    assertEquals("abc…", ForeignText.printable("abc" + of(0x1f600) + "x", 5));
  }

  @Test
  void everyTextIsLegalInXml() {
    for (int character = 0; character <= Character.MAX_CODE_POINT; character++) {
      String text = ForeignText.printable(Character.toString(character), 100);
      assertTrue(text.codePoints().allMatch(ForeignTextTest::isLegal), text);
    }
    assertFalse(ForeignText.isPrintable(of(0)));
  }

  /** The characters of XML 1.0, section 2.2. */
  private static boolean isLegal(int character) {
    return character == 9
        || character == 10
        || character == 13
        || (character >= 0x20 && character <= 0xd7ff)
        || (character >= 0xe000 && character <= 0xfffd)
        || character >= 0x10000;
  }
}
