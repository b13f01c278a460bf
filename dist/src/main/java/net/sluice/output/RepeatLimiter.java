package net.sluice.output;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Limits how often messages of one kind are in the log. The first {@value #BURST} in ten seconds
 * are printed. More are only counted, and the next line of their kind is the count with the latest
 * text, once in ten seconds until they are fewer. Messages below INFO are not limited.
 *
 * <p>A message of Sluice has the kind of its statement, so that a stranger who changes its values
 * makes no new kinds. Libraries build texts from values; their messages have the kind of their
 * logger and exception.
 */
public final class RepeatLimiter extends AppenderBase<ILoggingEvent> {
  static final int BURST = 20;
  static final Duration WINDOW = Duration.ofSeconds(10);

  /**
   * Maximum number of kinds that are remembered. The oldest is forgotten, and its count printed.
   */
  static final int MAX_KINDS = 1_000;

  private static final String OWN = "net.sluice.";

  private final Appender<ILoggingEvent> appender;
  private final LongSupplier nanos;
  private final InstantSource clock;
  private final LinkedHashMap<Kind, Window> windows = new LinkedHashMap<>();
  private @Nullable ScheduledFuture<?> timer;

  private record Kind(String logger, Level level, String statement, String exception) {
    static Kind of(ILoggingEvent event) {
      var thrown = event.getThrowableProxy();
      return new Kind(
          event.getLoggerName(),
          event.getLevel(),
          event.getLoggerName().startsWith(OWN) ? String.valueOf(event.getMessage()) : "",
          thrown == null ? "" : thrown.getClassName());
    }
  }

  /** The messages of one kind since a time. */
  private static final class Window {
    private final long begin;
    private final boolean flooded;
    private int seen;
    private int dropped;
    private @Nullable ILoggingEvent latest;

    Window(long begin, boolean flooded) {
      this.begin = begin;
      this.flooded = flooded;
    }

    boolean admits(ILoggingEvent event) {
      seen++;
      if (seen <= BURST && !flooded) {
        return true;
      }
      dropped++;
      latest = event;
      return false;
    }

    boolean isOver(long now) {
      return now - begin >= WINDOW.toNanos();
    }
  }

  /**
   * @param appender prints; this object starts and stops it
   * @param nanos a monotonic clock, as {@link System#nanoTime}
   * @param clock the time of lines with a count
   */
  public RepeatLimiter(Appender<ILoggingEvent> appender, LongSupplier nanos, InstantSource clock) {
    this.appender = appender;
    this.nanos = nanos;
    this.clock = clock;
  }

  @Override
  public void start() {
    appender.start();
    timer =
        getContext()
            .getScheduledExecutorService()
            .scheduleWithFixedDelay(this::printCounts, 1, 1, TimeUnit.SECONDS);
    super.start();
  }

  /** Prints the remaining counts. */
  @Override
  public synchronized void stop() {
    super.stop();
    if (timer != null) {
      timer.cancel(false);
    }
    windows.forEach(this::printCount);
    windows.clear();
    appender.stop();
  }

  @Override
  protected void append(ILoggingEvent event) {
    if (!event.getLevel().isGreaterOrEqual(Level.INFO)) {
      appender.doAppend(event);
      return;
    }
    printCounts();
    Kind kind = Kind.of(event);
    Window window = windows.computeIfAbsent(kind, added -> new Window(nanos.getAsLong(), false));
    if (window.admits(event)) {
      appender.doAppend(event);
    }
    if (windows.size() > MAX_KINDS) {
      Map.Entry<Kind, Window> oldest = windows.pollFirstEntry();
      printCount(oldest.getKey(), oldest.getValue());
    }
  }

  /** Prints the counts of the windows that are over. */
  synchronized void printCounts() {
    long now = nanos.getAsLong();
    for (Iterator<Map.Entry<Kind, Window>> all = windows.entrySet().iterator(); all.hasNext(); ) {
      Map.Entry<Kind, Window> entry = all.next();
      Window window = entry.getValue();
      if (window.isOver(now)) {
        printCount(entry.getKey(), window);
        if (window.seen > BURST) {
          entry.setValue(new Window(now, true));
        } else {
          all.remove();
        }
      }
    }
  }

  private void printCount(Kind kind, Window window) {
    ILoggingEvent latest = window.latest;
    if (latest != null) {
      String text = "repeated %d times: %s".formatted(window.dropped, latest.getFormattedMessage());
      appender.doAppend(count(kind, text, latest));
    }
  }

  private ILoggingEvent count(Kind kind, String text, ILoggingEvent latest) {
    LoggingEvent event = new LoggingEvent();
    event.setLoggerContext((LoggerContext) getContext());
    event.setLoggerName(kind.logger);
    event.setLevel(kind.level);
    event.setThreadName(latest.getThreadName());
    event.setMessage(text);
    event.setInstant(clock.instant());
    if (latest.getThrowableProxy() instanceof ThrowableProxy thrown) {
      event.setThrowableProxy(thrown);
    }
    return event;
  }
}
