package net.sluice.manager.desired;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Who refers to what: each referrer to one target, a target from any number of referrers.
 *
 * @param <T> what is referred to
 */
public final class Referrers<T> {
  private final Map<String, T> targets = new HashMap<>();
  private final Map<T, Set<String>> referrers = new HashMap<>();

  /** Notes a reference, instead of the one that the referrer had. */
  public void put(String referrer, T target) {
    remove(referrer);
    targets.put(referrer, target);
    referrers.computeIfAbsent(target, name -> new HashSet<>()).add(referrer);
  }

  /** Forgets a referrer. */
  public void remove(String referrer) {
    T target = targets.remove(referrer);
    if (target != null) {
      referrers.computeIfPresent(
          target, (name, set) -> set.remove(referrer) && set.isEmpty() ? null : set);
    }
  }

  /** Who refers to a target; a live view. */
  public Set<String> of(T target) {
    return referrers.getOrDefault(target, Set.of());
  }
}
