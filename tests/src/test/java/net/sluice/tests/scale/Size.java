package net.sluice.tests.scale;

/**
 * How large a funnel is.
 *
 * @param pseudowires how many
 * @param capacity of each leaf
 */
record Size(int pseudowires, int capacity) {
  int leaves() {
    return leaves(pseudowires);
  }

  /** The leaves of so many pseudowires. */
  int leaves(int count) {
    return (count + capacity - 1) / capacity;
  }

  /** The leaf of a pseudowire; both count from 1. */
  int leafOf(int pseudowire) {
    return 1 + (pseudowire - 1) / capacity;
  }
}
