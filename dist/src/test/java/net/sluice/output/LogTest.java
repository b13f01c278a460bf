package net.sluice.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The lines of the log: {@link PrintableLayout} behind a {@link RepeatLimiter}. */
class LogTest {
  private static final String LIBRARY = "io.netty.channel.DefaultChannelPipeline";

  private final LoggerContext context = new LoggerContext();
  private final AtomicLong nanos = new AtomicLong();
  private final List<String> printed = new ArrayList<>();
  private RepeatLimiter limiter;
  private Logger logger;

  @BeforeEach
  void startLog() {
    PrintableLayout layout = new PrintableLayout(false);
    layout.setContext(context);
    layout.start();
    AppenderBase<ILoggingEvent> appender =
        new AppenderBase<>() {
          @Override
          protected void append(ILoggingEvent event) {
            printed.add(layout.doLayout(event).replaceFirst("^\\S+ ", ""));
          }
        };
    limiter = new RepeatLimiter(appender, nanos::get, InstantSource.system());
    limiter.setContext(context);
    limiter.start();
    context.getLogger("ROOT").addAppender(limiter);
    logger = context.getLogger("net.sluice.Test");
  }

  @AfterEach
  void stopLog() {
    context.stop();
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
    limiter.printCounts();
  }

  @Test
  void foreignTextForgesNoLine() {
    logger.warn(
        "login failed user={}", "x\n2026-01-01T00:00:00.000Z INFO  Daemon - \u001b[31mfine");

    assertEquals(
        List.of(
            "WARN  Test - login failed user=x\\n2026-01-01T00:00:00.000Z INFO  Daemon -"
                + " \\u001b[31mfine\n"),
        printed);
  }

  @Test
  void messagesOfExceptionsForgeNoLine() {
    IOException thrown = new IOException("a\n\tat forged", new IOException("b\u009b\nc"));
    thrown.addSuppressed(new IOException("d\ne"));

    logger.error("failed", thrown);

    String all = printed.getFirst();
    assertTrue(all.contains("java.io.IOException: a\\n\\tat forged\n\tat net.sluice"), all);
    assertTrue(all.contains("Caused by: java.io.IOException: b\\u009b\\nc\n"), all);
    assertTrue(all.contains("java.io.IOException: d\\ne\n"), all);
  }

  @Test
  void exceptionsOfLibrariesAreAPartOfTheLine() {
    context
        .getLogger(LIBRARY)
        .warn("failed", new IOException("Connection reset\n", new IOException("peer")));

    assertEquals(
        List.of(
            "WARN  DefaultChannelPipeline - failed (java.io.IOException: Connection reset\\n;"
                + " cause: java.io.IOException: peer)\n"),
        printed);
  }

  @Test
  void aLongLineIsCut() {
    logger.warn("user={}", "x".repeat(300_000));

    assertTrue(printed.getFirst().length() < PrintableLayout.MAX_LINE + 30);
    assertTrue(printed.getFirst().endsWith("more)\n"), "no count of what is missing");
  }

  @Test
  void messagesThatRepeatAreCounted() {
    for (int i = 1; i <= RepeatLimiter.BURST + 312; i++) {
      logger.warn("login failed user={}", "u" + i);
    }
    assertEquals(RepeatLimiter.BURST, printed.size());
    logger.warn("something else");
    logger.error("login failed user={}", "of another level");
    assertEquals(RepeatLimiter.BURST + 2, printed.size());
    printed.clear();

    pass(RepeatLimiter.WINDOW);

    assertEquals(List.of("WARN  Test - repeated 312 times: login failed user=u332\n"), printed);
  }

  @Test
  void aFloodThatGoesOnCostsOneLineInEachWindow() {
    int flood = RepeatLimiter.BURST * 10;
    for (int window = 0; window < 3; window++) {
      for (int i = 0; i < flood; i++) {
        logger.warn("login failed user={}", i);
      }
      pass(RepeatLimiter.WINDOW);
    }
    assertEquals(RepeatLimiter.BURST + 3, printed.size());

    logger.warn("login failed user={}", "late");
    pass(RepeatLimiter.WINDOW);
    logger.warn("login failed user={}", "after the flood");

    assertEquals(
        "WARN  Test - repeated 1 times: login failed user=late\n", printed.get(printed.size() - 2));
    assertEquals("WARN  Test - login failed user=after the flood\n", printed.getLast());
  }

  @Test
  void librariesThatBuildTextsMakeNoNewKinds() {
    for (int i = 0; i < 1_000; i++) {
      context.getLogger(LIBRARY).warn("connection " + i + " failed");
    }

    assertEquals(RepeatLimiter.BURST, printed.size());
  }

  @Test
  void kindsAreForgottenWithTheirCountPrinted() {
    for (int i = 0; i <= RepeatLimiter.BURST; i++) {
      logger.warn("first kind");
    }
    for (int kind = 0; kind < RepeatLimiter.MAX_KINDS; kind++) {
      logger.warn("kind " + kind);
    }

    assertTrue(printed.contains("WARN  Test - repeated 1 times: first kind\n"));
  }

  @Test
  void debugMessagesAreNotLimitedAndTheEndPrintsTheCounts() {
    for (int i = 0; i < 100; i++) {
      logger.debug("detail");
    }
    assertEquals(100, printed.size());
    for (int i = 0; i < 100; i++) {
      logger.info("commit applied");
    }

    context.stop();

    assertEquals("INFO  Test - repeated 80 times: commit applied\n", printed.getLast());
    assertFalse(limiter.isStarted());
  }
}
