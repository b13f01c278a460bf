package net.sluice;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import net.sluice.files.Bootstrap;
import net.sluice.files.ExitCode;
import net.sluice.files.FailureException;
import net.sluice.files.FileProblem;
import net.sluice.output.PrintableLayout;
import net.sluice.output.RepeatLimiter;
import org.slf4j.LoggerFactory;

/**
 * Configures logging: Sluice logs from the configured level, libraries from WARN. Logback finds
 * this class as a service and therefore parses no XML at each start.
 */
public final class Logging extends ContextAwareBase implements Configurator {
  /** Configures logging for a command: warnings and errors go to stderr. */
  @Override
  public ExecutionStatus configure(LoggerContext context) {
    OutputStreamAppender<ILoggingEvent> stderr = stderr();
    prepare(context, stderr, false);
    stderr.start();
    start(context, stderr, Level.WARN);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  /**
   * Configures logging for the daemon: messages that repeat are counted. The log file is opened
   * again, so that it can be moved away before.
   *
   * @throws FailureException the log file can not be opened; logging is as before
   */
  static void configure(Bootstrap.Log log) throws FailureException {
    if (log.file().isPresent()) {
      requireWritable(log.file().get());
    }
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    Level level = Level.toLevel(log.level().name());
    OutputStreamAppender<ILoggingEvent> appender =
        log.file().isPresent() ? file(log.file().get()) : stderr();
    boolean detailed = !level.isGreaterOrEqual(Level.INFO);
    prepare(context, appender, detailed);
    RepeatLimiter limiter = new RepeatLimiter(appender, System::nanoTime, InstantSource.system());
    limiter.setContext(context);
    limiter.start();
    start(context, limiter, level);
    // Sluice logs each failed connection itself.
    context
        .getLogger("org.opendaylight.netconf.transport.ssh")
        .setLevel(detailed ? Level.WARN : Level.ERROR);
  }

  /** Logback only warns if it can not open the file, and drops all messages. */
  private static void requireWritable(Path file) throws FailureException {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND).close();
    } catch (IOException e) {
      throw new FailureException("can not open the log file: " + FileProblem.text(e), e)
          .withExitCode(ExitCode.CONFIGURATION);
    }
  }

  private static OutputStreamAppender<ILoggingEvent> stderr() {
    ConsoleAppender<ILoggingEvent> stderr = new ConsoleAppender<>();
    stderr.setTarget("System.err");
    return stderr;
  }

  private static OutputStreamAppender<ILoggingEvent> file(Path path) {
    FileAppender<ILoggingEvent> file = new FileAppender<>();
    file.setFile(path.toString());
    return file;
  }

  /**
   * Gives an appender its encoder.
   *
   * @param allTraces true if exceptions of libraries have a stack trace
   */
  private static void prepare(
      LoggerContext context, OutputStreamAppender<ILoggingEvent> appender, boolean allTraces) {
    PrintableLayout layout = new PrintableLayout(allTraces);
    layout.setContext(context);
    layout.start();
    LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
    encoder.setContext(context);
    encoder.setLayout(layout);
    encoder.start();
    appender.setContext(context);
    appender.setEncoder(encoder);
  }

  private static void start(LoggerContext context, Appender<ILoggingEvent> started, Level level) {
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.detachAndStopAllAppenders();
    root.addAppender(started);
    root.setLevel(Level.WARN);
    // It warns of everything that a scanner does. Sluice logs that in a line of its own.
    context.getLogger("org.opendaylight.netconf.shaded.sshd").setLevel(Level.ERROR);
    context.getLogger("net.sluice").setLevel(level);
  }
}
