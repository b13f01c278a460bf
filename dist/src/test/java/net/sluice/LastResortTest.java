package net.sluice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.LoggerContext;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import net.sluice.files.ExitCode;
import net.sluice.netlink.FakeKernel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The reasons for which the process ends, and the watchdog. */
class LastResortTest {
  private final List<Integer> halts = new ArrayList<>();
  private final LastResort lastResort = new LastResort(halts::add);
  private final LoggerContext log = new LoggerContext();
  private final Thread.UncaughtExceptionHandler before =
      Thread.getDefaultUncaughtExceptionHandler();

  @AfterEach
  void uninstall() {
    Thread.setDefaultUncaughtExceptionHandler(before);
    log.stop();
  }

  private void end(Thread thread) throws InterruptedException {
    lastResort.install(log);
    thread.start();
    thread.join();
  }

  private static Runnable failing(Throwable thrown) {
    return () -> LastResortTest.<RuntimeException>sneak(thrown);
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void sneak(Throwable thrown) throws T {
    throw (T) thrown;
  }

  @Test
  void thePlatformThreadThatFailsEndsTheProcess() throws Exception {
    end(Thread.ofPlatform().unstarted(failing(new IllegalStateException("x"))));

    assertEquals(List.of(ExitCode.BROKEN), halts);
  }

  @Test
  void theSessionThatFailsDoesNotEndTheProcess() throws Exception {
    for (String name : List.of("netconf-session-3", "netconf-handshake-0", "status-worker-1")) {
      end(Thread.ofPlatform().name(name).unstarted(failing(new StackOverflowError())));
    }

    assertEquals(List.of(), halts);
  }

  @Test
  void anyThreadThatIsOutOfMemoryEndsTheProcess() throws Exception {
    end(Thread.ofPlatform().name("status-worker-1").unstarted(failing(new OutOfMemoryError())));

    assertEquals(List.of(ExitCode.OUT_OF_MEMORY), halts);
  }

  @Test
  void anOutOfMemoryErrorThatALibraryOnlyLogsEndsTheProcess() {
    lastResort.install(log);
    log.getLogger("io.netty").warn("ordinary {}", "x", new IOException("reset"));
    assertEquals(List.of(), halts);

    log.getLogger("io.netty").trace("failed {} {} {}", "a", "b", "c", wrapped());

    assertEquals(List.of(ExitCode.OUT_OF_MEMORY), halts);
  }

  @Test
  void theFluentApiOfTheLogIsWatchedToo() {
    lastResort.install(log);

    log.getLogger("x").atWarn().setCause(wrapped()).log("failed");

    assertEquals(List.of(ExitCode.OUT_OF_MEMORY), halts);
  }

  private static Throwable wrapped() {
    return new RuntimeException(new IOException(new OutOfMemoryError("Direct buffer memory")));
  }

  @Test
  void causesInACircleAreNoProblem() {
    lastResort.install(log);
    RuntimeException outer = new RuntimeException();
    outer.initCause(new RuntimeException(outer));

    log.getLogger("io.netty").warn("failed", outer);

    assertEquals(List.of(), halts);
  }

  private Watchdog watchdog() {
    return new Watchdog(new ServiceManager(new FakeKernel(), java.util.Map.of()), lastResort);
  }

  @Test
  void aThreadThatDoesNotAnswerInTimeEndsTheProcess() {
    List<Runnable> questions = new ArrayList<>();
    Watchdog watchdog = watchdog();
    watchdog.watch("slow", 3, questions::add);
    for (int i = 0; i < 3; i++) {
      watchdog.tick();
    }
    questions.forEach(Runnable::run); // just in time
    for (int i = 0; i < 3; i++) {
      watchdog.tick();
    }
    assertEquals(List.of(), halts);

    watchdog.tick();

    assertEquals(List.of(ExitCode.BROKEN), halts);
    assertEquals(2, questions.size(), "a busy thread gets one question only");
  }

  @Test
  void aThreadThatHasEndedEndsTheProcess() {
    Watchdog watchdog = watchdog();
    var executor = Executors.newSingleThreadExecutor();
    watchdog.watch("ended", 60, executor);
    executor.shutdown();

    watchdog.tick();

    assertEquals(List.of(ExitCode.BROKEN), halts);
  }

  @Test
  void aStopThatTakesTooLongIsEnded() {
    Watchdog watchdog = watchdog();
    watchdog.watch("gone", 1, task -> {});
    watchdog.stopping();
    for (int i = 1; i < Watchdog.STOP_LIMIT; i++) {
      watchdog.tick();
    }
    assertEquals(List.of(), halts, "threads end in a stop");

    watchdog.tick();

    assertEquals(List.of(ExitCode.BROKEN), halts);
    assertTrue(Watchdog.STOP_LIMIT < 90, "systemd waits for TimeoutStopSec=90");
  }
}
