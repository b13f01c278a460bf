package net.sluice.output;

import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** An exception whose messages, with those of its causes, are printable and have no line ends. */
record PrintableThrowable(IThrowableProxy thrown) implements IThrowableProxy {
  @Override
  public @Nullable String getMessage() {
    return printable(thrown.getMessage());
  }

  @Override
  public @Nullable String getOverridingMessage() {
    return printable(thrown.getOverridingMessage());
  }

  private static @Nullable String printable(@Nullable String message) {
    return message == null ? null : Printable.line(message);
  }

  @Override
  public String getClassName() {
    return thrown.getClassName();
  }

  @Override
  public StackTraceElementProxy[] getStackTraceElementProxyArray() {
    return thrown.getStackTraceElementProxyArray();
  }

  @Override
  public int getCommonFrames() {
    return thrown.getCommonFrames();
  }

  @Override
  public @Nullable IThrowableProxy getCause() {
    IThrowableProxy cause = thrown.getCause();
    return cause == null ? null : new PrintableThrowable(cause);
  }

  @Override
  public IThrowableProxy[] getSuppressed() {
    IThrowableProxy[] suppressed = thrown.getSuppressed();
    return suppressed == null
        ? new IThrowableProxy[0]
        : Arrays.stream(suppressed).map(PrintableThrowable::new).toArray(IThrowableProxy[]::new);
  }

  @Override
  public boolean isCyclic() {
    return thrown.isCyclic();
  }
}
