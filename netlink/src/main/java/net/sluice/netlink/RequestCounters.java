package net.sluice.netlink;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * How many requests a socket has sent, by message type and, for generic netlink, by command. Any
 * thread may read. Counting allocates only for the first request of a type.
 */
public final class RequestCounters {
  private static final int TYPES = 1024; // GENL_MAX_ID + 1; rtnetlink types are lower
  private static final int COMMANDS = 256;

  private final AtomicReferenceArray<AtomicLongArray> counts = new AtomicReferenceArray<>(TYPES);

  /**
   * Requests of a message type: an RTM_ constant, or a generic netlink family with all its
   * commands.
   */
  public long count(int type) {
    AtomicLongArray commands = counts.get(type);
    long sum = 0;
    for (int i = 0; commands != null && i < COMMANDS; i++) {
      sum += commands.get(i);
    }
    return sum;
  }

  /** Requests of one command of a generic netlink family. */
  public long count(int family, int command) {
    AtomicLongArray commands = counts.get(family);
    return commands == null ? 0 : commands.get(command);
  }

  /** All requests. */
  public long total() {
    long sum = 0;
    for (int type = 0; type < TYPES; type++) {
      sum += count(type);
    }
    return sum;
  }

  /** Only the thread that owns the socket writes. */
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
