package net.sluice.manager.desired;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * References from named objects to targets. Each referrer has one target; a target has any number
 * of referrers.
 *
 * <p>Thread: manager.
 *
 * @param <T> type of the targets
 */
public final class Referrers<T> {
  private final Map<String, T> targets = new HashMap<>();
  private final Map<T, Set<String>> referrers = new HashMap<>();

  /** Stores a reference. It replaces the previous reference of the referrer. */
  public void put(String referrer, T target) {
    remove(referrer);
    targets.put(referrer, target);
    referrers.computeIfAbsent(target, name -> new HashSet<>()).add(referrer);
  }

  /** Removes the reference of a referrer. */
  public void remove(String referrer) {
    T target = targets.remove(referrer);
    if (target != null) {
      referrers.computeIfPresent(
          target, (name, set) -> set.remove(referrer) && set.isEmpty() ? null : set);
    }
  }

  /** Returns the referrers of a target, as a live view. */
  public Set<String> of(T target) {
    return referrers.getOrDefault(target, Set.of());
  }
}
