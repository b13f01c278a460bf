package net.sluice.l2tp.userspace;

import org.jspecify.annotations.Nullable;

/**
 * A hash table with 32-bit ids other than 0 as keys. Lookups neither box nor allocate. It uses open
 * addressing with linear probing.
 *
 * <p>Thread: l2tp-forwarder.
 */
final class IdTable<T> {
  private int[] ids = new int[16];
  private @Nullable Object[] values = new Object[16];
  private int size;

  /** Returns the value of an id; null if there is none. */
  @SuppressWarnings("unchecked") // only put stores values
  @Nullable T get(int id) {
    return (@Nullable T) values[find(id)];
  }

  void put(int id, T value) {
    if (id == 0) {
      throw new IllegalArgumentException("0 is not an id");
    }
    int slot = find(id);
    if (ids[slot] == 0) {
      size++;
    }
    ids[slot] = id;
    values[slot] = value;
    if (size * 2 > ids.length) {
      grow();
    }
  }

  void remove(int id) {
    int hole = find(id);
    if (ids[hole] == 0) {
      return;
    }
    size--;
    clear(hole);
    // Move entries that the removed one had displaced, so that probing finds them without a gap.
    for (int slot = next(hole); ids[slot] != 0; slot = next(slot)) {
      int home = home(ids[slot]);
      if (distance(home, slot) >= distance(hole, slot)) {
        ids[hole] = ids[slot];
        values[hole] = values[slot];
        clear(slot);
        hole = slot;
      }
    }
  }

  int size() {
    return size;
  }

  /** Returns the slot of an id, or the free slot for it; id 0 finds a free slot. */
  private int find(int id) {
    int slot = home(id);
    while (ids[slot] != 0 && ids[slot] != id) {
      slot = next(slot);
    }
    return slot;
  }

  private void grow() {
    int[] oldIds = ids;
    @Nullable Object[] oldValues = values;
    ids = new int[oldIds.length * 2];
    values = new Object[oldIds.length * 2];
    for (int i = 0; i < oldIds.length; i++) {
      if (oldIds[i] != 0) {
        int slot = find(oldIds[i]);
        ids[slot] = oldIds[i];
        values[slot] = oldValues[i];
      }
    }
  }

  private void clear(int slot) {
    ids[slot] = 0;
    values[slot] = null;
  }

  /** Spreads ids that follow each other or share their low bits (Fibonacci hashing). */
  private int home(int id) {
    return (id * 0x9e3779b9) >>> (Integer.numberOfLeadingZeros(ids.length) + 1);
  }

  private int next(int slot) {
    return (slot + 1) & (ids.length - 1);
  }

  private int distance(int from, int to) {
    return (to - from) & (ids.length - 1);
  }
}
