package net.sluice.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class PrintableTest {
  @Test
  void ordinaryTextStaysAsItIs() {
    String text = "Zürich \\ 東京 🔌 \"a\" ─└";

    assertSame(text, Printable.line(text));
  }

  @Test
  void nothingThatControlsATerminalOrHidesTextIsLeft() {
    for (int c : controls()) {
      String escaped = Printable.line("a" + Character.toString(c) + "b");

      assertEquals(true, escaped.matches("a\\\\[nrtu][0-9a-f\\\\u]*b"), Integer.toHexString(c));
    }
  }

  private static List<Integer> controls() {
    List<Integer> all = new java.util.ArrayList<>(List.of(0x7f, 0xad, 0x61c, 0xfeff, 0xe0001));
    for (int[] range :
        new int[][] {
          {0, 0x1f}, {0x80, 0x9f}, {0x200b, 0x200f}, {0x2028, 0x202e}, {0x2066, 0x2069}
        }) {
      for (int c = range[0]; c <= range[1]; c++) {
        all.add(c);
      }
    }
    return all;
  }

  @Test
  void linesKeepTheirEndsButNoOtherControls() {
    assertEquals("a\n\tb\\r\\u001b[2J", Printable.lines("a\n\tb\r\u001b[2J"));
    assertEquals("\\udb40\\udc01\\ud83d", Printable.line("\udb40\udc01\ud83d"));
  }

  @Test
  void valuesOfAFormatAndPrintedLinesAreOneLine() {
    StringWriter out = new StringWriter();
    try (TerminalWriter terminal = new TerminalWriter(out)) {
      terminal.printf("%s has %d%n", "x\nforged", 3);
      terminal.println("y\u001b[31m\nforged");
      terminal.print("copied\n\u009b31m");
    }

    assertEquals("x\\nforged has 3\ny\\u001b[31m\\nforged\ncopied\n\\u009b31m", out.toString());
  }

  @Test
  void aCharacterThatIsWrittenInHalvesIsWhole() {
    StringWriter out = new StringWriter();
    try (TerminalWriter terminal = new TerminalWriter(out)) {
      for (char half : "🔌\udb40\udc01".toCharArray()) {
        terminal.write(half);
      }
    }

    assertEquals("🔌\\udb40\\udc01", out.toString());
  }
}
