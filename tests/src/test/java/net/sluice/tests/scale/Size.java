package net.sluice.tests.scale;

/**
 * The size of a funnel.
 *
 * @param pseudowires the number of pseudowires
 * @param capacity the capacity of each leaf
 */
record Size(int pseudowires, int capacity) {
  int leaves() {
    return leaves(pseudowires);
  }

  /** Returns the number of leaves. */
  int leaves(int count) {
    return (count + capacity - 1) / capacity;
  }

  /** Returns the leaf of a pseudowire. Both count from 1. */
  int leafOf(int pseudowire) {
    return 1 + (pseudowire - 1) / capacity;
  }
}
