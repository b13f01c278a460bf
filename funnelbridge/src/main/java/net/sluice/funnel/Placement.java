package net.sluice.funnel;

import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The leaf of each pseudowire of a funnel. A pseudowire keeps its leaf; free places are filled from
 * the lowest leaf on, so that few leaves are needed.
 *
 * <p>Thread: manager.
 */
public final class Placement {
  private final Map<String, Integer> leaves = new HashMap<>();
  private final NavigableMap<Integer, Integer> counts = new TreeMap<>();
  private int capacity;

  /**
   * @param capacity maximum number of pseudowires in a leaf; a leaf that has more keeps them
   */
  public Placement(int capacity) {
    this.capacity = capacity;
  }

  /**
   * Sets the capacity of a leaf.
   *
   * @param places maximum number of pseudowires in a leaf; a leaf that has more keeps them
   */
  public void capacity(int places) {
    capacity = places;
  }

  /** Returns the leaf of a pseudowire; empty if it has none. */
  public OptionalInt leafOf(String pseudowire) {
    Integer leaf = leaves.get(pseudowire);
    return leaf == null ? OptionalInt.empty() : OptionalInt.of(leaf);
  }

  /**
   * Adds a pseudowire to a leaf, which an {@link Allocation} or a file has determined.
   *
   * @throws IllegalStateException if the pseudowire has a leaf already
   */
  public void add(String pseudowire, int leaf) {
    if (leaves.putIfAbsent(pseudowire, leaf) != null) {
      throw new IllegalStateException(pseudowire + " has a leaf already");
    }
    count(leaf, 1);
  }

  /** Removes a pseudowire, if it is there. */
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

  /** Returns the leaves that have pseudowires. */
  public SortedSet<Integer> leaves() {
    return new TreeSet<>(counts.keySet());
  }

  /** Returns the number of pseudowires. */
  public int size() {
    return leaves.size();
  }

  /** Returns the number of pseudowires in a leaf. */
  public int size(int leaf) {
    return counts.getOrDefault(leaf, 0);
  }

  /**
   * Returns the maximum number of pseudowires that a leaf gets. The first bridge of each level may
   * be the root and keeps a port free: if a bridge is added above it, the link to that bridge joins
   * while the uplink is still a port.
   *
   * @param capacity the configured capacity of a leaf
   */
  public static int places(int capacity, int leaf) {
    boolean fillsTheFirstAbove = leaf == Node.FAN_OUT - 1;
    return fillsTheFirstAbove ? 0 : Math.min(capacity, ports(leaf));
  }

  /** Returns the maximum number of pseudowires that a leaf can have at the same time. */
  private static int ports(int leaf) {
    return leaf == 0 ? Funnel.MAX_LEAF_CAPACITY - 1 : Funnel.MAX_LEAF_CAPACITY;
  }

  /**
   * A search for places of several pseudowires, which changes nothing in the {@link Placement}
   * itself.
   */
  public final class Allocation {
    private final Map<Integer, Integer> changes = new HashMap<>();

    /** Number of new pseudowires by leaf; they join before others leave. */
    private final Map<Integer, Integer> arrivals = new HashMap<>();

    private final int places;
    private int lowest;

    private Allocation(int places) {
      this.places = places;
    }

    /** Takes a place in a leaf for a pseudowire that was there before. */
    public void take(int leaf) {
      changes.merge(leaf, 1, Integer::sum);
      arrivals.merge(leaf, 1, Integer::sum);
    }

    /** Frees the place of a pseudowire that leaves. */
    public void release(String pseudowire) {
      leafOf(pseudowire)
          .ifPresent(
              leaf -> {
                changes.merge(leaf, -1, Integer::sum);
                lowest = Math.min(lowest, leaf);
              });
    }

    /**
     * Takes a place in the lowest leaf that has a free place and a free port. A place that becomes
     * free by the same change has no port while the bridge of the leaf is full.
     *
     * @return the leaf
     */
    public int allocate() {
      while (count(lowest) >= places(places, lowest) || peak(lowest) >= ports(lowest)) {
        lowest++;
      }
      take(lowest);
      return lowest;
    }

    /**
     * Returns the number of pseudowires in a leaf after others have joined and before any leave.
     */
    private int peak(int leaf) {
      return size(leaf) + arrivals.getOrDefault(leaf, 0);
    }

    private int count(int leaf) {
      return size(leaf) + changes.getOrDefault(leaf, 0);
    }

    /** Returns the leaves that will have pseudowires. */
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

  /** Starts a search with the present capacity of a leaf. */
  public Allocation allocation() {
    return allocation(capacity);
  }

  /**
   * Starts a search with another capacity of a leaf.
   *
   * @param places maximum number of pseudowires in a leaf
   */
  public Allocation allocation(int places) {
    return new Allocation(places);
  }
}
