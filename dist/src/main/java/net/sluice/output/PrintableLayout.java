package net.sluice.output;

import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;

/**
 * The lines of the log: each event is one printable line. A stack trace follows only if Sluice
 * itself logged the exception. Libraries log what a scanner or a client that left has caused, so
 * their exceptions are a part of the line.
 */
public final class PrintableLayout extends PatternLayout {
  /** Maximum number of characters in a line: a user name in SSH may have 256 KiB. */
  static final int MAX_LINE = 16_384;

  private static final String PATTERN =
      "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{0} - %msg%nopex";
  private static final String OWN = "net.sluice.";

  private final boolean allTraces;

  /**
   * @param allTraces true if exceptions of libraries have a stack trace as well
   */
  public PrintableLayout(boolean allTraces) {
    this.allTraces = allTraces;
    setPattern(PATTERN);
  }

  @Override
  public String doLayout(ILoggingEvent event) {
    String line = super.doLayout(event);
    IThrowableProxy thrown = event.getThrowableProxy();
    if (thrown == null) {
      return cut(line);
    }
    return allTraces || event.getLoggerName().startsWith(OWN)
        ? cut(line) + ThrowableProxyUtil.asString(new PrintableThrowable(thrown))
        : cut(line + " (" + summary(thrown) + ")");
  }

  private static String summary(IThrowableProxy thrown) {
    String text = thrown.getClassName() + ": " + thrown.getMessage();
    IThrowableProxy cause = thrown.getCause();
    return cause == null || thrown.isCyclic() ? text : text + "; cause: " + summary(cause);
  }

  private static String cut(String line) {
    String kept =
        line.length() <= MAX_LINE
            ? line
            : line.substring(0, MAX_LINE) + "… (" + (line.length() - MAX_LINE) + " more)";
    return Printable.line(kept) + "\n";
  }
}
