package net.sluice.manager.desired;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntPredicate;

/**
 * The persisted numbers of objects of one kind, from which names of interfaces are made. Owned by
 * the manager's thread.
 */
public final class Numbers {
  private final Map<String, Integer> byName;
  private final BitSet used = new BitSet();

  public Numbers(Map<String, Integer> persisted) {
    byName = new HashMap<>(persisted);
    persisted.values().forEach(used::set);
  }

  /** The number of an object that has one; null for others. */
  public Integer get(String name) {
    return byName.get(name);
  }

  /** The numbers in use. */
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

  /** Lends the lowest free number that is acceptable, until it is given back. Not persisted. */
  public int lend(IntPredicate acceptable) {
    int number = used.nextClearBit(0);
    while (!acceptable.test(number)) {
      number = used.nextClearBit(number + 1);
    }
    used.set(number);
    return number;
  }

  /** Takes back a number that was lent. */
  public void giveBack(int number) {
    used.clear(number);
  }

  /** Gives out the lowest free numbers, one after the other, without taking them. */
  public final class Allocation {
    private final Map<String, Integer> given = new HashMap<>();
    private int next;

    /** The lowest free number that is acceptable. */
    public int allocate(String name, IntPredicate acceptable) {
      next = used.nextClearBit(next);
      while (!acceptable.test(next)) {
        next = used.nextClearBit(next + 1);
      }
      given.put(name, next);
      return next++;
    }

    /** What was given out. */
    public Map<String, Integer> given() {
      return given;
    }
  }

  public Allocation allocation() {
    return new Allocation();
  }
}
