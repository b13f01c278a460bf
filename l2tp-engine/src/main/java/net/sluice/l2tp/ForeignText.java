package net.sluice.l2tp;

/**
 * Texts that peers send, made safe for logs, terminals, XML 1.0 and the YANG type string. Control
 * and format characters (also those that change the direction of text), line separators, private
 * and unassigned characters are replaced by their number, such as {@code \x1b}.
 */
public final class ForeignText {
  private static final int LAST_WITH_TWO_DIGITS = 0xff;
  private static final String CUT = "…";

  private ForeignText() {}

  /**
   * Returns a text without characters that are not printable.
   *
   * @param text any characters, also unpaired surrogates
   * @param longest most characters (UTF-16) of the result; a longer text is cut and ends with an
   *     ellipsis
   */
  public static String printable(String text, int longest) {
    StringBuilder result = new StringBuilder(Math.min(text.length(), longest));
    for (int i = 0; i < text.length(); ) {
      int character = text.codePointAt(i);
      String next = isPrintable(character) ? Character.toString(character) : number(character);
      i += Character.charCount(character);
      boolean last = i == text.length();
      if (result.length() + next.length() > longest - (last ? 0 : CUT.length())) {
        return result.append(CUT).toString();
      }
      result.append(next);
    }
    return result.toString();
  }

  /** Returns true if all characters are printable. */
  public static boolean isPrintable(String text) {
    return text.codePoints().allMatch(ForeignText::isPrintable);
  }

  private static boolean isPrintable(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.PRIVATE_USE,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }

  private static String number(int character) {
    return character <= LAST_WITH_TWO_DIGITS
        ? "\\x%02x".formatted(character)
        : "\\u%04x".formatted(character);
  }
}
