package net.sluice.output;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.Arrays;
import java.util.Locale;

/**
 * The output of all commands. Whatever a command prints has no control characters except line feeds
 * and tabs. The values of a format, and text that is printed as one line, have no line ends either.
 */
public final class TerminalWriter extends PrintWriter {

  /**
   * @param out takes the printable text
   */
  public TerminalWriter(Writer out) {
    super(new Lines(out));
  }

  @Override
  public void println(String line) {
    super.println(Printable.line(line));
  }

  @Override
  public PrintWriter format(String format, Object... values) {
    return super.format(format, printable(values));
  }

  @Override
  public PrintWriter format(Locale locale, String format, Object... values) {
    return super.format(locale, format, printable(values));
  }

  /** Numbers keep their type, because formats such as %d need it. */
  private static Object[] printable(Object... values) {
    return Arrays.stream(values)
        .map(value -> value instanceof Number ? value : Printable.line(String.valueOf(value)))
        .toArray();
  }

  /** Escapes all that is written. Half a character at the end of a write waits for the next one. */
  private static final class Lines extends FilterWriter {
    private String waiting = "";

    Lines(Writer out) {
      super(out);
    }

    @Override
    public void write(int c) throws IOException {
      write(String.valueOf((char) c), 0, 1);
    }

    @Override
    public void write(char[] text, int offset, int length) throws IOException {
      write(new String(text, offset, length), 0, length);
    }

    @Override
    public void write(String text, int offset, int length) throws IOException {
      String all = waiting + text.substring(offset, offset + length);
      int end = all.length();
      if (end > 0 && Character.isHighSurrogate(all.charAt(end - 1))) {
        end--;
      }
      waiting = all.substring(end);
      out.write(Printable.lines(all.substring(0, end)));
    }
  }
}
