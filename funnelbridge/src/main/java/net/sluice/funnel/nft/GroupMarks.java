package net.sluice.funnel.nft;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The marks of groups. Two groups of one funnel have different marks; groups of two funnels may
 * share one, because their frames never meet. A group has the mark that follows from its name, or
 * the next free one if another group of the funnel has it.
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
   * Returns the mark of a group, which the group keeps.
   *
   * @param first the mark that follows from the name of the group
   */
  int of(int funnel, String group, int first) {
    return funnels.computeIfAbsent(funnel, id -> new OfFunnel()).mark(group, first);
  }

  /** Frees the marks of all other groups of a funnel. */
  void retain(int funnel, Collection<String> groups) {
    OfFunnel known = funnels.get(funnel);
    if (known != null) {
      known.retain(new HashSet<>(groups));
    }
  }

  /** Frees all marks of a funnel. */
  void remove(int funnel) {
    funnels.remove(funnel);
  }
}
