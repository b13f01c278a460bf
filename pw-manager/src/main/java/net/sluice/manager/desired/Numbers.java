package net.sluice.manager.desired;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of objects of one kind, from which the names of interfaces are formed. Numbers of
 * configured objects are persisted; numbers that are lent are not.
 *
 * <p>Thread: manager.
 */
public final class Numbers {
  private final Map<String, Integer> byName;
  private final BitSet used = new BitSet();

  public Numbers(Map<String, Integer> persisted) {
    byName = new HashMap<>(persisted);
    persisted.values().forEach(used::set);
  }

  /** Returns the number of an object; null if it has none. */
  public @Nullable Integer get(String name) {
    return byName.get(name);
  }

  /** Returns the number of an object that must have one. */
  public int require(String name) {
    return Objects.requireNonNull(byName.get(name), () -> "no number for '" + name + "'");
  }

  /** Returns a copy of the persisted numbers, by name of the object. */
  Map<String, Integer> all() {
    return Map.copyOf(byName);
  }

  void add(Map<String, Integer> given) {
    byName.putAll(given);
    given.values().forEach(used::set);
  }

  void remove(String name) {
    Integer id = byName.remove(name);
    if (id != null) {
      used.clear(id);
    }
  }

  /** Lends the lowest free number that is acceptable. It is not persisted. */
  public int lend(IntPredicate acceptable) {
    int number = used.nextClearBit(0);
    while (!acceptable.test(number)) {
      number = used.nextClearBit(number + 1);
    }
    used.set(number);
    return number;
  }

  /** Returns a lent number to the free ones. */
  public void giveBack(int number) {
    used.clear(number);
  }

  /**
   * Selects the lowest free numbers one after the other for a commit that may still fail. They are
   * not in use before {@link #add}.
   */
  public final class Allocation {
    private final Map<String, Integer> given = new HashMap<>();
    private int next;

    /** Returns the lowest free number that is acceptable and not yet selected. */
    public int allocate(String name, IntPredicate acceptable) {
      next = used.nextClearBit(next);
      while (!acceptable.test(next)) {
        next = used.nextClearBit(next + 1);
      }
      given.put(name, next);
      return next++;
    }

    /** Returns the selected numbers, by name of the object. */
    public Map<String, Integer> given() {
      return given;
    }
  }

  /** Starts a selection of numbers. */
  public Allocation allocation() {
    return new Allocation();
  }
}
