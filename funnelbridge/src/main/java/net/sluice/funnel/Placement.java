package net.sluice.funnel;

import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which leaf each pseudowire of a funnel is in. A place is given once and kept; holes are filled
 * from the lowest leaf on. Has one owner thread.
 */
public final class Placement {
  private final Map<String, Integer> leaves = new HashMap<>();
  private final NavigableMap<Integer, Integer> counts = new TreeMap<>();
  private int capacity;

  /**
   * @param capacity places of a leaf; leaves that have more already keep them
   */
  public Placement(int capacity) {
    this.capacity = capacity;
  }

  /** Places of a leaf from now on; leaves that have more already keep them. */
  public void capacity(int places) {
    capacity = places;
  }

  /** The leaf that a pseudowire is in. */
  public OptionalInt leafOf(String pseudowire) {
    Integer leaf = leaves.get(pseudowire);
    return leaf == null ? OptionalInt.empty() : OptionalInt.of(leaf);
  }

  /** Puts a pseudowire that has no place yet where an {@link Allocation} said, or a file. */
  public void add(String pseudowire, int leaf) {
    if (leaves.putIfAbsent(pseudowire, leaf) != null) {
      throw new IllegalStateException(pseudowire + " has a place already");
    }
    count(leaf, 1);
  }

  /** Takes a pseudowire out, if it is there. */
  public void remove(String pseudowire) {
    Integer leaf = leaves.remove(pseudowire);
    if (leaf != null) {
      count(leaf, -1);
    }
  }

  private void count(int leaf, int difference) {
    int count = counts.merge(leaf, difference, Integer::sum);
    if (count == 0) {
      counts.remove(leaf);
    }
  }

  /** The leaves that have pseudowires. */
  public SortedSet<Integer> leaves() {
    return new TreeSet<>(counts.keySet());
  }

  /** Number of pseudowires. */
  public int size() {
    return leaves.size();
  }

  /** Number of pseudowires in a leaf. */
  public int size(int leaf) {
    return counts.getOrDefault(leaf, 0);
  }

  /**
   * The most pseudowires that a leaf is given. A bridge that is the root, as the first of each
   * level may be, has a port to spare: when it gets another one above it, the link there joins it
   * while the uplink is still a port of it.
   *
   * @param capacity places of a leaf, as configured
   */
  public static int places(int capacity, int leaf) {
    boolean fillsTheFirstAbove = leaf == Node.FAN_OUT - 1;
    return fillsTheFirstAbove ? 0 : Math.min(capacity, ports(leaf));
  }

  /** The most pseudowires that a leaf can have at once. */
  private static int ports(int leaf) {
    return leaf == 0 ? Funnel.MAX_LEAF_CAPACITY - 1 : Funnel.MAX_LEAF_CAPACITY;
  }

  /** Finds places for several pseudowires without taking them. */
  public final class Allocation {
    private final Map<Integer, Integer> changes = new HashMap<>();

    /** Those that come, who join before others leave. */
    private final Map<Integer, Integer> coming = new HashMap<>();

    private final int places;
    private int lowest;

    private Allocation(int places) {
      this.places = places;
    }

    /** A pseudowire comes that has its place from before. */
    public void take(int leaf) {
      changes.merge(leaf, 1, Integer::sum);
      coming.merge(leaf, 1, Integer::sum);
    }

    /** A pseudowire leaves: its place is free. */
    public void release(String pseudowire) {
      leafOf(pseudowire)
          .ifPresent(
              leaf -> {
                changes.merge(leaf, -1, Integer::sum);
                lowest = Math.min(lowest, leaf);
              });
    }

    /**
     * The lowest leaf that has a place left, and a port: a place that becomes free by the same
     * change has none as long as the leaf's bridge is full.
     */
    public int allocate() {
      while (count(lowest) >= places(places, lowest) || most(lowest) >= ports(lowest)) {
        lowest++;
      }
      take(lowest);
      return lowest;
    }

    /** How many there are in a leaf before those leave that do. */
    private int most(int leaf) {
      return size(leaf) + coming.getOrDefault(leaf, 0);
    }

    private int count(int leaf) {
      return size(leaf) + changes.getOrDefault(leaf, 0);
    }

    /** The leaves that will have pseudowires. */
    public SortedSet<Integer> leavesAfter() {
      SortedSet<Integer> after = leaves();
      changes.keySet().forEach(leaf -> keep(after, leaf));
      return after;
    }

    private void keep(SortedSet<Integer> after, int leaf) {
      if (count(leaf) > 0) {
        after.add(leaf);
      } else {
        after.remove(leaf);
      }
    }
  }

  /** Starts to find places. */
  public Allocation allocation() {
    return allocation(capacity);
  }

  /**
   * Starts to find places for when leaves have another capacity.
   *
   * @param places places of a leaf
   */
  public Allocation allocation(int places) {
    return new Allocation(places);
  }
}
