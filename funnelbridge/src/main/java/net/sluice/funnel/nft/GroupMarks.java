package net.sluice.funnel.nft;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The marks that groups have, each another within a funnel; frames of two funnels never meet. A
 * group has the one that follows from its name, or where that is taken the next that is free.
 */
final class GroupMarks {
  private final Map<Integer, OfFunnel> funnels = new HashMap<>();

  private record OfFunnel(Map<String, Integer> marks, Set<Integer> taken) {
    OfFunnel() {
      this(new HashMap<>(), new HashSet<>());
    }

    int mark(String group, int first) {
      return marks.computeIfAbsent(group, any -> take(first));
    }

    private int take(int first) {
      int mark = first;
      while (!Policy.isGroupMark(mark) || !taken.add(mark)) {
        mark++;
      }
      return mark;
    }

    void retain(Set<String> groups) {
      marks.keySet().retainAll(groups);
      taken.retainAll(new HashSet<>(marks.values()));
    }
  }

  /**
   * The mark of a group, which it keeps.
   *
   * @param first the one that follows from its name
   */
  int of(int funnel, String group, int first) {
    return funnels.computeIfAbsent(funnel, id -> new OfFunnel()).mark(group, first);
  }

  /** Forgets all other groups of a funnel. */
  void retain(int funnel, Collection<String> groups) {
    OfFunnel known = funnels.get(funnel);
    if (known != null) {
      known.retain(new HashSet<>(groups));
    }
  }

  /** Forgets a funnel. */
  void remove(int funnel) {
    funnels.remove(funnel);
  }
}
