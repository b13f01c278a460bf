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
 * after the other. Nothing is allocated per round, and no exception of a handler or of a task ends
 * the thread. The descriptors watched belong to who has them watched.
 */
public final class EpollLoop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EpollLoop.class);
  private static final int EVENTS = 256;

  /** How many tasks are run in one round: whoever gives many must not starve the descriptors. */
  private static final int TASKS = 1024;

  private static final long WAKEUP = -1;

  /** What happens in the loop, on its thread. */
  public interface Handler {
    /**
     * A descriptor is ready.
     *
     * @param data what {@link #watch} was given
     * @param events what for: {@link Linux#EPOLLIN} and its like
     */
    void ready(long data, int events);

    /**
     * A round is over: each descriptor that was ready and each task that waited was handled.
     *
     * @return how long to wait for the next one, in milliseconds; 0 for not at all, -1 without end
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

  /** Not changed once written, so that any thread may use it. */
  private final ByteBuffer one = counter().putLong(0, 1);

  private final ByteBuffer count = counter();
  private volatile boolean ended;
  private boolean closed;

  /**
   * Opens a loop; {@link #start} starts its thread.
   *
   * @param name of the thread
   * @throws ErrnoException when the kernel refuses
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

  /**
   * Watches a descriptor for something to be read. Any thread may call.
   *
   * @param data any number but -1; {@link Handler#ready} gets it
   * @throws ErrnoException when the kernel refuses
   */
  public void watch(int fd, long data) {
    syscalls.epollControl(epoll, Linux.EPOLL_CTL_ADD, fd, Linux.EPOLLIN, data);
  }

  /**
   * Ends the watching of a descriptor; what is ready already may still reach the handler. Any
   * thread may call.
   *
   * @throws ErrnoException when it is not watched
   */
  public void unwatch(int fd) {
    syscalls.epollControl(epoll, Linux.EPOLL_CTL_DEL, fd, 0, 0);
  }

  /** Has a task run by the loop's thread, soon. Tasks of one thread run in order. */
  public void execute(Runnable task) {
    tasks.add(task);
    wake();
  }

  private void wake() {
    if (woken.compareAndSet(false, true)) {
      syscalls.write(wakeup, one);
    }
  }

  /** As {@link #execute}; the result comes, or what the task throws. */
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

  /** Has a task run by the loop's thread and waits for it, and throws what it throws. */
  public void run(Runnable task) {
    try {
      submit(
              () -> {
                task.run();
                return null;
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
        LOG.error("{} ends", thread.getName(), new ErrnoException("epoll_wait", -ready));
        return;
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
      LOG.error("{} goes on after what it could not handle", thread.getName(), e);
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
      LOG.error("{} goes on after a task that failed", thread.getName(), e);
    }
  }

  private int endRound() {
    try {
      return handler.roundEnded();
    } catch (RuntimeException e) {
      LOG.error("{} goes on after what it could not handle", thread.getName(), e);
      return 0;
    }
  }

  /** Ends the thread and waits for it; not to be called by it. */
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
