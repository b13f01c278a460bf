package net.sluice.netlink;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The numbers of requests that a socket has sent, by message type and, for generic netlink, by
 * command. Counting allocates memory only for the first request of a type.
 *
 * <p>Thread: any for reading; only the owner of the socket counts.
 */
public final class RequestCounters {
  private static final int TYPES = 1024; // GENL_MAX_ID + 1; rtnetlink types are lower
  private static final int COMMANDS = 256;

  private final AtomicReferenceArray<AtomicLongArray> counts = new AtomicReferenceArray<>(TYPES);

  /**
   * Returns the number of requests of a message type: an RTM_ constant, or a generic netlink family
   * with all its commands.
   */
  public long count(int type) {
    AtomicLongArray commands = counts.get(type);
    long sum = 0;
    for (int i = 0; commands != null && i < COMMANDS; i++) {
      sum += commands.get(i);
    }
    return sum;
  }

  /** Returns the number of requests of one command of a generic netlink family. */
  public long count(int family, int command) {
    AtomicLongArray commands = counts.get(family);
    return commands == null ? 0 : commands.get(command);
  }

  /** Returns the number of all requests. */
  public long total() {
    long sum = 0;
    for (int type = 0; type < TYPES; type++) {
      sum += count(type);
    }
    return sum;
  }

  /** Counts a request; only the thread that owns the socket calls it. */
  void add(int type, int command) {
    if (type >= TYPES) {
      return;
    }
    AtomicLongArray commands = counts.get(type);
    if (commands == null) {
      commands = new AtomicLongArray(COMMANDS);
      counts.set(type, commands);
    }
    commands.lazySet(command, commands.get(command) + 1);
  }
}
