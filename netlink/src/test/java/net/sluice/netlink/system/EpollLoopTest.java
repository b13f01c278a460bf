package net.sluice.netlink.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import net.sluice.netlink.FakeKernel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The loop, with the fake kernel. */
@Timeout(30)
class EpollLoopTest {
  private final FakeKernel kernel = new FakeKernel();
  private final BlockingQueue<Long> ready = new LinkedBlockingQueue<>();
  private final AtomicInteger rounds = new AtomicInteger();
  private final CountDownLatch threeRounds = new CountDownLatch(3);
  private volatile long failing;
  private final EpollLoop loop =
      new EpollLoop(
          kernel,
          "loop",
          new EpollLoop.Handler() {
            @Override
            public void ready(long data, int events) {
              ready.add(data);
              if (data == failing) {
                failing = 0;
                throw new IllegalStateException("a handler that fails");
              }
            }

            @Override
            public int roundEnded() {
              rounds.incrementAndGet();
              threeRounds.countDown();
              return threeRounds.getCount() > 0 ? 0 : -1;
            }
          });

  @AfterEach
  void leavesNothingOpen() {
    loop.close();
    loop.close();
    assertEquals(0, kernel.openDescriptors());
  }

  @Test
  void anErrorEndsTheThreadAndIsReported() throws InterruptedException {
    BlockingQueue<Throwable> reported = new LinkedBlockingQueue<>();
    var before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> reported.add(thrown));
    try {
      loop.start();
      loop.execute(
          () -> {
            throw new OutOfMemoryError("test");
          });
      assertInstanceOf(OutOfMemoryError.class, reported.poll(10, TimeUnit.SECONDS));
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
  }

  @Test
  void aKernelThatCanNotWaitEndsTheThreadAndIsReported() throws InterruptedException {
    BlockingQueue<Throwable> reported = new LinkedBlockingQueue<>();
    var before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> reported.add(thrown));
    try {
      kernel.fail("epollWait", Errno.EBADF);
      loop.start();
      assertInstanceOf(ErrnoException.class, reported.poll(10, TimeUnit.SECONDS));
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
  }

  private int readable() {
    int fd = kernel.eventfd(0);
    kernel.write(fd, ByteBuffer.allocateDirect(Long.BYTES));
    return fd;
  }

  @Test
  void reportsAReadyDescriptorWhileItIsWatched() throws InterruptedException {
    int fd = readable();
    loop.watch(fd, 5);
    loop.start();
    assertEquals(5, ready.poll(10, TimeUnit.SECONDS));
    assertEquals(5, ready.poll(10, TimeUnit.SECONDS), "it is ready until it is read");
    loop.run(() -> loop.unwatch(fd));
    anotherRound();
    ready.clear();
    anotherRound();
    assertTrue(ready.isEmpty());
    kernel.close(fd);
  }

  /** Waits for the end of the current round. */
  private void anotherRound() {
    int before = rounds.get();
    while (rounds.get() == before) {
      loop.run(() -> {});
    }
  }

  @Test
  void continuesAfterExceptions() throws InterruptedException {
    int fd = readable();
    failing = 13;
    loop.watch(fd, 13);
    loop.start();
    assertEquals(13, ready.poll(10, TimeUnit.SECONDS));
    assertEquals(13, ready.poll(10, TimeUnit.SECONDS));
    loop.execute(
        () -> {
          throw new IllegalStateException("a task that fails");
        });
    loop.run(() -> loop.unwatch(fd));
    kernel.close(fd);
    assertThrows(
        ArithmeticException.class,
        () ->
            loop.run(
                () -> {
                  throw new ArithmeticException();
                }));
  }

  @Test
  void runsTasksInOrderOnItsThread() {
    loop.start();
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      int number = i;
      loop.execute(() -> order.add(number));
    }
    assertEquals("loop", loop.submit(() -> Thread.currentThread().getName()).join());
    assertEquals(100, order.size());
    assertEquals(order.stream().sorted().toList(), order);
  }

  @Test
  void startsTheNextRoundImmediatelyIfAsked() throws InterruptedException {
    loop.start();
    assertTrue(threeRounds.await(10, TimeUnit.SECONDS), "rounds continue without events");
  }

  @Test
  void aLoopThatTheKernelRefusesLeavesNothingOpen() {
    FakeKernel refusing = new FakeKernel();
    refusing.fail("epollControl", Errno.ENOSPC);
    assertThrows(ErrnoException.class, () -> new EpollLoop(refusing, "x", (data, events) -> {}));
    assertEquals(0, refusing.openDescriptors());
  }
}
