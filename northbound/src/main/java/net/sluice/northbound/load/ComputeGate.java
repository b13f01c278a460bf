package net.sluice.northbound.load;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The places for computing. It bounds the number of threads that compute at the same time, and
 * shares the places in slices of {@link #SLICE}: a computation that is longer gives its place away
 * after each slice if others wait. New computations are first, so a short request waits for one
 * slice at most, but each {@link #SHARE}th place goes to a long one.
 *
 * <p>The threads are platform threads, which the operating system schedules. Virtual threads that
 * compute would hold the carriers of all others. The other threads of the process (manager,
 * signaling, event loops) need no place, and compete with as many threads as there are places only.
 *
 * <p>Thread: any.
 */
public final class ComputeGate {
  /** Time for which a computation keeps its place while others wait. */
  static final Duration SLICE = Duration.ofMillis(10);

  /** Share of long computations while new ones wait: one of this many places. */
  static final int SHARE = 4;

  private final Lock lock = new ReentrantLock();
  private final Deque<Turn> fresh = new ArrayDeque<>();
  private final Deque<Turn> lengthy = new ArrayDeque<>();
  private int free;
  private int granted;

  /** Number of turns in both queues, for a look without the lock. */
  private volatile int waiting;

  /**
   * @param places number of threads that compute at the same time, at least 1
   */
  public ComputeGate(int places) {
    free = places;
  }

  /** Returns a gate with a place for each processor, and at least two. */
  public static ComputeGate ofProcessors() {
    return new ComputeGate(Math.max(2, Runtime.getRuntime().availableProcessors()));
  }

  /** Returns the turn of a new computation. */
  public Turn turn() {
    return new Turn();
  }

  /** Returns the number of computations that wait for a place. */
  int waiting() {
    return waiting;
  }

  /** A computation. Thread: the one that computes. */
  public final class Turn {
    private final Condition granting = lock.newCondition();
    private boolean placed;
    private long since;
    private long used;

    private Turn() {}

    /** Waits for a place. */
    public void begin() {
      lock.lock();
      try {
        if (free > 0) {
          free--;
          placed = true;
        } else {
          await();
        }
      } finally {
        lock.unlock();
      }
      since = System.nanoTime();
    }

    private void await() {
      (used < SLICE.toNanos() ? fresh : lengthy).addLast(this);
      waiting = fresh.size() + lengthy.size();
      while (!placed) {
        granting.awaitUninterruptibly();
      }
    }

    /** Gives the place back. */
    public void end() {
      lock.lock();
      try {
        used += System.nanoTime() - since;
        placed = false;
        Turn next = next();
        if (next == null) {
          free++;
        } else {
          waiting = fresh.size() + lengthy.size();
          next.placed = true;
          next.granting.signal();
        }
      } finally {
        lock.unlock();
      }
    }

    /** Waits for another place if the slice is over and others wait. */
    public void pass() {
      if (waiting > 0 && System.nanoTime() - since > SLICE.toNanos()) {
        end();
        begin();
      }
    }
  }

  private @Nullable Turn next() {
    boolean toLengthy = fresh.isEmpty() || (!lengthy.isEmpty() && granted % SHARE == SHARE - 1);
    granted++;
    return toLengthy ? lengthy.pollFirst() : fresh.pollFirst();
  }
}
