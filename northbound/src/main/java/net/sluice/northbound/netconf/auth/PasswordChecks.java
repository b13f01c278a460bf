package net.sluice.northbound.netconf.auth;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The passwords that wait for their check, and the threads that check them. Hashing is slow on
 * purpose, so few threads do it, and {@link GuessLimit} slows down each source.
 *
 * <p>The source with the fewest wrong passwords is first, and the newest password of it. So a right
 * login waits for no guesser elsewhere, and not behind the guesses that wait at its own source.
 * Thread: any.
 */
final class PasswordChecks implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PasswordChecks.class);

  /** Maximum number of passwords that wait: one for each connection that has not logged in. */
  private static final int MAX_WAITING = 512;

  /** A few threads, but never all cores. */
  private static final int THREADS =
      Math.clamp(Runtime.getRuntime().availableProcessors() / 2, 1, 4);

  /**
   * A password that waits.
   *
   * @param abandoned returns true if its connection is closed
   * @param check returns true if it is right
   * @param answer takes the result, once; false without a check if too many wait
   */
  record Attempt(
      SourcePrefix source,
      BooleanSupplier abandoned,
      BooleanSupplier check,
      Consumer<Boolean> answer) {}

  private final GuessLimit limit;
  private final Lock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** Oldest first. */
  private final List<Attempt> waiting = new ArrayList<>();

  private boolean closed;

  /**
   * @param nanoTime monotonic clock, as {@link System#nanoTime}
   */
  PasswordChecks(LongSupplier nanoTime) {
    limit = new GuessLimit(nanoTime);
  }

  /** Starts the threads. */
  void start() {
    for (int i = 0; i < THREADS; i++) {
      Thread.ofPlatform().daemon().name("netconf-login-" + i).start(this::work);
    }
  }

  /** Adds a password. */
  void submit(Attempt attempt) {
    Attempt crowdedOut = null;
    lock.lock();
    try {
      waiting.removeIf(other -> other.abandoned.getAsBoolean());
      if (limit.delay(attempt.source) > 0 && waiting.stream().noneMatch(sameSource(attempt))) {
        LOG.warn(
            "netconf logins slowed from={} reason=\"{} wrong passwords\"",
            attempt.source,
            GuessLimit.BURST);
      }
      waiting.add(attempt);
      if (waiting.size() > MAX_WAITING) {
        crowdedOut = waiting.removeFirst();
      }
      changed.signal();
    } finally {
      lock.unlock();
    }
    if (crowdedOut != null) {
      crowdedOut.answer.accept(false);
    }
  }

  private static Predicate<Attempt> sameSource(Attempt attempt) {
    return other -> other.source.equals(attempt.source);
  }

  /** Removes and counts the next password that may be checked now. */
  Optional<Attempt> next() {
    lock.lock();
    try {
      waiting.removeIf(attempt -> attempt.abandoned.getAsBoolean());
      Attempt best = null;
      long least = Long.MAX_VALUE;
      for (Attempt attempt : waiting) {
        long debt = limit.debt(attempt.source);
        if (debt <= least && limit.delay(attempt.source) == 0) {
          best = attempt;
          least = debt;
        }
      }
      if (best != null) {
        waiting.remove(best);
        limit.count(best.source);
      }
      return Optional.ofNullable(best);
    } finally {
      lock.unlock();
    }
  }

  /** Checks a password and answers. */
  void check(Attempt attempt) {
    boolean right = attempt.check.getAsBoolean();
    if (right) {
      limit.takeBack(attempt.source);
    }
    attempt.answer.accept(right);
  }

  private void work() {
    try {
      for (var next = take(); next.isPresent(); next = take()) {
        try {
          check(next.get());
        } catch (RuntimeException e) {
          LOG.error("netconf login not checked", e);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits for the next password; returns empty at the end. */
  private Optional<Attempt> take() throws InterruptedException {
    lock.lock();
    try {
      while (!closed) {
        var next = next();
        if (next.isPresent()) {
          return next;
        }
        long delay =
            waiting.stream()
                .mapToLong(attempt -> limit.delay(attempt.source))
                .min()
                .orElse(TimeUnit.HOURS.toNanos(1));
        changed.awaitNanos(Math.max(delay, 1));
      }
      return Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  /** Ends the threads. Passwords that wait get no answer. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
