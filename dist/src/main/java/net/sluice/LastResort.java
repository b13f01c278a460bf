package net.sluice;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import java.lang.Thread.UncaughtExceptionHandler;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;
import net.sluice.files.ExitCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;
import org.slf4j.event.LoggingEvent;

/**
 * Ends the process if it can not go on: after any OutOfMemoryError, or if a platform thread ends by
 * an exception. A process without one of its threads would keep the state lock and do nothing. The
 * kernel keeps the tunnels, and the service manager starts the process again.
 *
 * <p>Some threads serve one client. If such a thread ends by another exception than
 * OutOfMemoryError, only the work for this client ends: no client may end the process.
 *
 * <p>Libraries catch an OutOfMemoryError and only log it, so the log is watched as well.
 */
final class LastResort implements UncaughtExceptionHandler {
  private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(LastResort.class);

  /** Maximum number of causes that are looked at, because causes may form a circle. */
  private static final int MAX_CAUSES = 20;

  /** The beginnings of the names of threads that serve one client. */
  private static final List<String> OF_ONE_CLIENT =
      List.of("netconf-session-", "netconf-subscription", "netconf-handshake-", "status-worker-");

  private final IntConsumer halt;
  private final AtomicBoolean ending = new AtomicBoolean();

  /**
   * @param halt ends the process with an exit code, without waiting for anything
   */
  LastResort(IntConsumer halt) {
    this.halt = halt;
  }

  /** Watches all threads and the log. */
  void install(LoggerContext log) {
    Thread.setDefaultUncaughtExceptionHandler(this);
    log.addTurboFilter(new LogWatch());
  }

  @Override
  public void uncaughtException(Thread thread, Throwable thrown) {
    if (isOutOfMemory(thrown)) {
      end(ExitCode.OUT_OF_MEMORY, "out of memory thread=" + thread.getName(), thrown);
    } else if (OF_ONE_CLIENT.stream().anyMatch(thread.getName()::startsWith)) {
      LOG.error("thread failed name={}", thread.getName(), thrown);
    } else {
      end(ExitCode.BROKEN, "thread failed name=" + thread.getName() + " reaction=exit", thrown);
    }
  }

  /** Logs the reason and ends the process. Only the first call has an effect. */
  void end(int exitCode, String reason, @Nullable Throwable thrown) {
    if (!ending.compareAndSet(false, true)) {
      return;
    }
    try {
      LOG.error("{} exit-code={}", reason, exitCode, thrown);
    } finally {
      halt.accept(exitCode);
    }
  }

  private static boolean isOutOfMemory(@Nullable Throwable thrown) {
    Throwable cause = thrown;
    for (int i = 0; cause != null && i < MAX_CAUSES; i++) {
      if (cause instanceof OutOfMemoryError) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }

  /** Looks at the exceptions that are logged, at any level. */
  private final class LogWatch extends TurboFilter {
    @Override
    public FilterReply decide(Logger logger, LoggingEvent event) {
      check(event.getThrowable());
      return FilterReply.NEUTRAL;
    }

    @Override
    public FilterReply decide(
        @Nullable Marker marker,
        Logger logger,
        Level level,
        @Nullable String format,
        Object @Nullable [] values,
        @Nullable Throwable thrown) {
      Throwable logged = thrown;
      if (logged == null
          && values != null
          && values.length > 0
          && values[values.length - 1] instanceof Throwable last) {
        logged = last;
      }
      check(logged);
      return FilterReply.NEUTRAL;
    }

    private void check(@Nullable Throwable logged) {
      if (isOutOfMemory(logged)) {
        String thread = Thread.currentThread().getName();
        end(ExitCode.OUT_OF_MEMORY, "out of memory thread=" + thread, logged);
      }
    }
  }
}
