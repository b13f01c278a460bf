package net.sluice.manager;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Who refers to what: each referrer to one target, a target from any number of referrers. */
final class Referrers {
  private final Map<String, String> targets = new HashMap<>();
  private final Map<String, Set<String>> referrers = new HashMap<>();

  /** Notes a reference, instead of the one that the referrer had. */
  void put(String referrer, String target) {
    remove(referrer);
    targets.put(referrer, target);
    referrers.computeIfAbsent(target, name -> new HashSet<>()).add(referrer);
  }

  /** Forgets a referrer. */
  void remove(String referrer) {
    String target = targets.remove(referrer);
    if (target != null) {
      referrers.computeIfPresent(
          target, (name, set) -> set.remove(referrer) && set.isEmpty() ? null : set);
    }
  }

  /** Who refers to a target; a live view. */
  Set<String> of(String target) {
    return referrers.getOrDefault(target, Set.of());
  }
}
