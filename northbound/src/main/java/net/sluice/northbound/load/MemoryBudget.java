package net.sluice.northbound.load;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The memory that all clients may hold together: requests that arrive or wait, what is read from
 * them, replies and notifications that wait. When it is exceeded, the client that holds most is
 * given up, and the others go on. Sizes are estimates of the heap, not of octets on the wire.
 *
 * <p>Thread: any.
 */
public final class MemoryBudget {
  /** Share of the heap: one of this many parts. */
  private static final int HEAP_SHARE = 4;

  private final long limit;
  private final List<Account> accounts = new ArrayList<>();
  private long used;

  /**
   * @param limit octets
   */
  public MemoryBudget(long limit) {
    this.limit = limit;
  }

  /** Returns a budget of a quarter of the largest heap that the JVM may use ({@code -Xmx}). */
  public static MemoryBudget ofHeap() {
    return new MemoryBudget(Runtime.getRuntime().maxMemory() / HEAP_SHARE);
  }

  /**
   * Opens the account of a client.
   *
   * @param exceeded called once with the reason when the client is given up. It runs on the thread
   *     of whichever client exceeds the budget, and must not wait.
   */
  public Account open(Consumer<String> exceeded) {
    var account = new Account(exceeded);
    synchronized (this) {
      accounts.add(account);
    }
    return account;
  }

  /** Returns the octets that all clients hold. */
  public synchronized long used() {
    return used;
  }

  /** The memory of one client. */
  public final class Account implements AutoCloseable {
    private final Consumer<String> exceeded;
    private long held;

    private Account(Consumer<String> exceeded) {
      this.exceeded = exceeded;
    }

    /**
     * Adds memory.
     *
     * @param octets negative to release memory
     */
    public void add(long octets) {
      Account greediest = addAndFind(this, octets);
      if (greediest != null) {
        greediest.exceeded.accept(
            "the clients hold more than %,d MiB, a quarter of the heap, and this one holds most"
                .formatted(limit >> 20));
      }
    }

    /** Releases all memory of the client. */
    @Override
    public void close() {
      remove(this);
    }
  }

  private synchronized @Nullable Account addAndFind(Account account, long octets) {
    if (!accounts.contains(account)) {
      return null; // it is given up, and its memory is about to be free
    }
    account.held += octets;
    used += octets;
    if (octets <= 0 || used <= limit) {
      return null;
    }
    var greediest = accounts.stream().max(Comparator.comparingLong(held -> held.held)).get();
    remove(greediest);
    return greediest;
  }

  private synchronized void remove(Account account) {
    if (accounts.remove(account)) {
      used -= account.held;
    }
  }
}
