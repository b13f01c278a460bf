package net.sluice.netlink.system;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that waits for descriptors (epoll) and for tasks of other threads, and handles them one
 * after the other. Nothing is allocated per round. A RuntimeException of a handler or of a task
 * does not end the thread. An Error does, and so does a failure of the kernel to wait; both reach
 * the uncaught exception handler of the thread. Descriptors stay open when they are no longer
 * watched, and when the loop is closed.
 *
 * <p>Thread: any, except that the loop's thread must not call {@link #run(Runnable)} or {@link
 * #close}.
 */
public final class EpollLoop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EpollLoop.class);
  private static final int EVENTS = 256;

  /** Maximum number of tasks in one round: many tasks must not delay the descriptors. */
  private static final int TASKS = 1024;

  private static final long WAKEUP = -1;

  /** The receiver of events, on the thread of the loop. */
  public interface Handler {
    /**
     * Called if a descriptor is ready.
     *
     * @param data the value that {@link #watch} received
     * @param events {@link Linux#EPOLLIN} and the like
     */
    void ready(long data, int events);

    /**
     * Called at the end of a round, in which the loop handled each ready descriptor and the waiting
     * tasks.
     *
     * @return time to wait for the next round, in milliseconds; 0 for no wait, -1 for no limit
     */
    default int roundEnded() {
      return -1;
    }
  }

  private final Syscalls syscalls;
  private final Handler handler;
  private final int epoll;
  private final int wakeup;
  private final Thread thread;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean woken = new AtomicBoolean();

  /** The number 1, for the eventfd. It never changes, so any thread may use it. */
  private final ByteBuffer one = counter().putLong(0, 1);

  private final ByteBuffer count = counter();
  private volatile boolean ended;
  private boolean closed;

  /**
   * Opens a loop; {@link #start} starts its thread.
   *
   * @param name of the thread
   * @throws ErrnoException if the kernel refuses
   */
  public EpollLoop(Syscalls syscalls, String name, Handler handler) {
    this.syscalls = syscalls;
    this.handler = handler;
    this.epoll = syscalls.epollCreate();
    int opened = -1;
    try {
      opened = syscalls.eventfd(0);
      syscalls.epollControl(epoll, Linux.EPOLL_CTL_ADD, opened, Linux.EPOLLIN, WAKEUP);
    } catch (RuntimeException e) {
      closeDescriptors(opened);
      throw e;
    }
    this.wakeup = opened;
    this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
  }

  private static ByteBuffer counter() {
    return ByteBuffer.allocateDirect(Long.BYTES).order(ByteOrder.nativeOrder());
  }

  /** Starts the thread. */
  public void start() {
    thread.start();
  }

  /** Returns true if the caller is on the thread of this loop. */
  public boolean isCurrentThread() {
    return Thread.currentThread() == thread;
  }

  /**
   * Watches a descriptor for input.
   *
   * @param data any number except -1, for {@link Handler#ready}
   * @throws ErrnoException if the kernel refuses
   */
  public void watch(int fd, long data) {
    syscalls.epollControl(epoll, Linux.EPOLL_CTL_ADD, fd, Linux.EPOLLIN, data);
  }

  /**
   * Stops watching a descriptor. An event that the kernel has reported before may still reach the
   * handler.
   *
   * @throws ErrnoException if the descriptor is not watched
   */
  public void unwatch(int fd) {
    syscalls.epollControl(epoll, Linux.EPOLL_CTL_DEL, fd, 0, 0);
  }

  /** Queues a task for the loop's thread. Tasks of one thread run in their order. */
  public void execute(Runnable task) {
    tasks.add(task);
    wake();
  }

  private void wake() {
    if (woken.compareAndSet(false, true)) {
      syscalls.write(wakeup, one);
    }
  }

  /**
   * Queues a task as {@link #execute} does. The future completes with the result or with the
   * RuntimeException of the task.
   */
  public <T> CompletableFuture<T> submit(Supplier<T> task) {
    CompletableFuture<T> result = new CompletableFuture<>();
    execute(
        () -> {
          try {
            result.complete(task.get());
          } catch (RuntimeException e) {
            result.completeExceptionally(e);
          }
        });
    return result;
  }

  /** Runs a task on the loop's thread and waits for it; throws the RuntimeException of the task. */
  public void run(Runnable task) {
    try {
      submit(
              () -> {
                task.run();
                return true;
              })
          .join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  private void run() {
    EpollEvents events = new EpollEvents(EVENTS);
    int timeout = 0;
    while (!ended) {
      int ready = syscalls.epollWait(epoll, events, timeout);
      if (ready < 0) {
        throw new ErrnoException("epoll_wait", -ready);
      }
      for (int i = 0; i < ready && !ended; i++) {
        handle(events.data(i), events.events(i));
      }
      timeout = ended ? 0 : endRound();
    }
  }

  private void handle(long data, int events) {
    try {
      if (data == WAKEUP) {
        runTasks();
      } else {
        handler.ready(data, events);
      }
    } catch (RuntimeException e) {
      LOG.error("event handler failed thread={}", thread.getName(), e);
    }
  }

  private void runTasks() {
    syscalls.read(wakeup, count);
    woken.set(false);
    for (int i = 0; i < TASKS && !ended; i++) {
      Runnable task = tasks.poll();
      if (task == null) {
        return;
      }
      guard(task);
    }
    wake();
  }

  private void guard(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      LOG.error("task failed thread={}", thread.getName(), e);
    }
  }

  private int endRound() {
    try {
      return handler.roundEnded();
    } catch (RuntimeException e) {
      LOG.error("event handler failed thread={}", thread.getName(), e);
      return 0;
    }
  }

  /** Ends the thread and waits for its end. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      execute(() -> ended = true);
      joinUninterruptibly();
      closeDescriptors(wakeup);
    }
  }

  private void joinUninterruptibly() {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void closeDescriptors(int opened) {
    syscalls.close(epoll);
    if (opened >= 0) {
      syscalls.close(opened);
    }
  }
}
