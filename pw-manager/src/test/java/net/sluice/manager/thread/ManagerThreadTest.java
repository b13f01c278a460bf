package net.sluice.manager.thread;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import net.sluice.manager.api.ConfigException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The manager's thread: answers to interrupted callers, exceptions, ownership. */
class ManagerThreadTest {
  private final ManagerThread thread = new ManagerThread();
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch mayEnd = new CountDownLatch(1);

  @AfterEach
  void close() {
    mayEnd.countDown();
    thread.close();
  }

  @Test
  void anErrorIsReportedToTheHandlerOfTheThread() throws Exception {
    CompletableFuture<Throwable> reported = new CompletableFuture<>();
    var before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler((where, thrown) -> reported.complete(thrown));
    try {
      thread.execute(
          () -> {
            throw new OutOfMemoryError("test");
          });
      assertInstanceOf(OutOfMemoryError.class, reported.get());
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
  }

  private String work() throws InterruptedException {
    begun.countDown();
    mayEnd.await();
    return "done";
  }

  @Test
  void aCallerThatIsInterruptedGetsTheResultOfWorkThatHasBegun() throws Exception {
    CompletableFuture<String> answer = new CompletableFuture<>();
    Thread caller =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    String result = thread.call(this::work);
                    answer.complete(result + ", interrupted " + Thread.interrupted());
                  } catch (ConfigException e) {
                    answer.completeExceptionally(e);
                  }
                });
    begun.await();
    caller.interrupt();
    assertFalse(caller.join(Duration.ofMillis(50)), "it waits for the result");
    mayEnd.countDown();
    assertEquals("done, interrupted true", answer.get());
  }

  @Test
  void aCallerThatIsInterruptedWithdrawsWorkThatHasNotBegun() throws Exception {
    thread.execute(
        () -> {
          try {
            work();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
    begun.await();
    AtomicBoolean ran = new AtomicBoolean();
    Thread.currentThread().interrupt();
    ConfigException refused =
        assertThrows(ConfigException.class, () -> thread.act(() -> ran.set(true)));
    assertTrue(Thread.interrupted());
    assertEquals("interrupted before the operation began: nothing changed", refused.getMessage());
    mayEnd.countDown();
    thread.act(() -> {});
    assertFalse(ran.get());
  }

  @Test
  void anExceptionOfWorkThatNobodyWaitsForIsLogged() throws ConfigException {
    Logger logger = (Logger) LoggerFactory.getLogger(ManagerThread.class);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    logger.addAppender(log);
    try {
      thread.execute(
          () -> {
            throw new IllegalStateException("broken");
          });
      thread.act(() -> {});
    } finally {
      logger.detachAppender(log);
    }
    assertEquals(1, log.list.size());
    assertEquals("broken", log.list.getFirst().getThrowableProxy().getMessage());
  }

  @Test
  void theThreadKnowsItself() throws ConfigException {
    assertFalse(thread.isCurrent());
    assertTrue(thread.call(thread::isCurrent));
    assertFalse(thread.isCurrent());
  }
}
