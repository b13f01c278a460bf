package net.sluice.manager.thread;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import net.sluice.manager.api.ConfigError;
import net.sluice.manager.api.ConfigException;
import org.jspecify.annotations.Nullable;
import org.opendaylight.yangtools.yang.common.ErrorTag;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that changes the manager's state. Other threads submit work to it. {@link #call}
 * and {@link #act} wait for the result; exceptions of other work are logged. An Error of any work
 * reaches the uncaught exception handler as well, because a change may be half done.
 *
 * <p>Thread: any.
 */
public final class ManagerThread implements Executor, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ManagerThread.class);

  private final ScheduledExecutorService executor;

  /** The thread that runs work now. */
  private volatile @Nullable Thread owner;

  public ManagerThread() {
    this(newExecutor());
  }

  /**
   * Creates a manager thread on an executor, so that tests control time.
   *
   * @param executor runs one piece of work at a time
   */
  public ManagerThread(ScheduledExecutorService executor) {
    this.executor = executor;
  }

  private static ScheduledExecutorService newExecutor() {
    ScheduledThreadPoolExecutor executor =
        new ScheduledThreadPoolExecutor(
            1, task -> Thread.ofPlatform().name("manager").unstarted(task));
    // The end waits for the work in progress, and drops the scheduled work.
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    return executor;
  }

  /** Work that returns nothing. */
  public interface Action {
    void run() throws ConfigException;
  }

  /** Returns true if the calling thread is this one. */
  public boolean isCurrent() {
    return Thread.currentThread().equals(owner);
  }

  /** Runs work and waits for its end; see {@link #call}. */
  public void act(Action action) throws ConfigException {
    call(
        () -> {
          action.run();
          return Boolean.TRUE;
        });
  }

  /**
   * Runs work and waits for its result. If the caller is interrupted before the work begins, the
   * work is withdrawn. If it has begun, the caller waits for its end and gets the result. The
   * thread of the caller stays interrupted.
   *
   * @throws ConfigException if the work failed or was withdrawn
   */
  public <T> T call(Callable<T> work) throws ConfigException {
    AtomicBoolean claimed = new AtomicBoolean();
    Future<T> result =
        executor.submit(
            () -> {
              if (!claimed.compareAndSet(false, true)) {
                throw withdrawn();
              }
              return owned(work);
            });
    try {
      return get(result);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      if (claimed.compareAndSet(false, true)) {
        throw withdrawn();
      }
      return getUninterruptibly(result);
    }
  }

  private <T> T owned(Callable<T> work) throws Exception {
    Thread before = owner; // an executor of a test may nest work
    owner = Thread.currentThread();
    try {
      return work.call();
    } catch (Error e) {
      // The executor would keep it for a caller who may not exist.
      Thread.currentThread()
          .getUncaughtExceptionHandler()
          .uncaughtException(Thread.currentThread(), e);
      throw e;
    } finally {
      owner = before;
    }
  }

  private static <T> T get(Future<T> result) throws ConfigException, InterruptedException {
    try {
      return result.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case ConfigException refused -> throw refused;
        case RuntimeException failure -> throw failure;
        case Error failure -> throw failure;
        case null, default -> throw new IllegalStateException(e.getCause());
      }
    }
  }

  private static <T> T getUninterruptibly(Future<T> result) throws ConfigException {
    boolean interrupted = Thread.interrupted();
    try {
      while (true) {
        try {
          return get(result);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static ConfigException withdrawn() {
    return new ConfigException(
        ConfigError.protocol(
            ErrorTag.OPERATION_FAILED, "interrupted before the operation began: nothing changed"));
  }

  /** Runs work without waiting for it. Work that is submitted after {@link #close} is dropped. */
  @Override
  public void execute(Runnable work) {
    schedule(Duration.ZERO, work);
  }

  /** Runs work after a delay. Work that is submitted after {@link #close} is dropped. */
  public void schedule(Duration delay, Runnable work) {
    try {
      Future<?> unused =
          executor.schedule(() -> logged(work), delay.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("work dropped reason=stopping");
    }
  }

  private void logged(Runnable work) {
    try {
      owned(
          () -> {
            work.run();
            return Boolean.TRUE;
          });
    } catch (Exception e) {
      // The executor does not log it.
      LOG.error("manager work failed", e);
    }
  }

  /** Ends after the work in progress; waits 60 seconds at most. */
  @Override
  public void close() {
    executor.shutdown();
    try {
      if (!executor.awaitTermination(60, TimeUnit.SECONDS)) {
        LOG.warn("manager thread still running waited=60s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
