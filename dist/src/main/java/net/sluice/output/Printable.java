package net.sluice.output;

/**
 * Foreign text without the characters that control a terminal, begin a line, or reorder or hide
 * text. Each of them becomes an escape as in JSON and Java: {@code \n}, {@code \u001b}. A backslash
 * stays as it is, so that JSON keeps its meaning.
 */
public final class Printable {
  private Printable() {}

  /** Returns text as a part of one line: line ends and tabs are escaped, too. */
  public static String line(String text) {
    return escape(text, "");
  }

  /** Returns text of several lines: line feeds and tabs stay as they are. */
  public static String lines(String text) {
    return escape(text, "\n\t");
  }

  private static String escape(String text, String kept) {
    if (text.codePoints().allMatch(c -> isHarmless(c, kept))) {
      return text;
    }
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(
            c -> {
              if (isHarmless(c, kept)) {
                escaped.appendCodePoint(c);
              } else {
                append(c, escaped);
              }
            });
    return escaped.toString();
  }

  private static boolean isHarmless(int c, String kept) {
    return switch (Character.getType(c)) {
      case Character.CONTROL -> kept.indexOf(c) >= 0;
      // Marks of direction, characters without width, tags; half of a character.
      case Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          false;
      default -> true;
    };
  }

  private static void append(int c, StringBuilder escaped) {
    switch (c) {
      case '\n' -> escaped.append("\\n");
      case '\r' -> escaped.append("\\r");
      case '\t' -> escaped.append("\\t");
      default -> {
        for (char unit : Character.toChars(c)) {
          escaped.append("\\u%04x".formatted((int) unit));
        }
      }
    }
  }
}
