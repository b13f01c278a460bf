package net.sluice.manager;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import net.sluice.manager.api.ConfigError;
import net.sluice.manager.api.ConfigException;
import org.opendaylight.yangtools.yang.common.ErrorTag;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one thread that changes anything. Others wait for what they have it do. */
public final class ManagerThread implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ManagerThread.class);

  private final ScheduledExecutorService executor;

  public ManagerThread() {
    this(newExecutor());
  }

  /**
   * @param executor does one thing at a time
   */
  public ManagerThread(ScheduledExecutorService executor) {
    this.executor = executor;
  }

  private static ScheduledExecutorService newExecutor() {
    ScheduledThreadPoolExecutor executor =
        new ScheduledThreadPoolExecutor(
            1, task -> Thread.ofPlatform().name("manager").unstarted(task));
    // Its end waits for what is at work, and drops what is scheduled.
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    return executor;
  }

  /** Something that has to be done. */
  interface Action {
    void run() throws ConfigException;
  }

  /** What takes tasks that nobody waits for. */
  ScheduledExecutorService executor() {
    return executor;
  }

  /** Has something done, and waits for that. */
  void act(Action action) throws ConfigException {
    call(
        () -> {
          action.run();
          return null;
        });
  }

  /** Has something worked out, and waits for that. */
  <T> T call(Callable<T> work) throws ConfigException {
    Future<T> done = executor.submit(work);
    try {
      return done.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case ConfigException refused -> throw refused;
        case RuntimeException failure -> throw failure;
        case Error failure -> throw failure;
        default -> throw new IllegalStateException(e.getCause());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ConfigException(
          ConfigError.protocol(ErrorTag.OPERATION_FAILED, "interrupted while waiting"));
    }
  }

  /** Ends when it is done with what it is at. */
  @Override
  public void close() {
    executor.shutdown();
    try {
      if (!executor.awaitTermination(60, TimeUnit.SECONDS)) {
        LOG.warn("The manager's thread is still at work");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
