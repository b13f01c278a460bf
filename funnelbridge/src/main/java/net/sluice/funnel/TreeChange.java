package net.sluice.funnel;

import java.util.List;
import java.util.Optional;

/**
 * A change of a funnel.
 *
 * @param before the tree before; empty for a new funnel
 * @param after the wanted tree; empty for a removed funnel
 * @param groups pseudowires whose group changes; only for funnels with {@link Isolation#GROUPS}
 */
public record TreeChange(Optional<Tree> before, Optional<Tree> after, List<GroupChange> groups) {

  /**
   * A change of a pseudowire's group.
   *
   * @param interfaceName interface of the pseudowire
   * @param before the group before; empty for none
   * @param after the wanted group; empty for none
   */
  public record GroupChange(String interfaceName, Optional<String> before, Optional<String> after) {
    GroupChange reversed() {
      return new GroupChange(interfaceName, after, before);
    }
  }

  /** Returns the wanted funnel, or the funnel before if it is removed. */
  public Funnel funnel() {
    return after.or(() -> before).orElseThrow().funnel();
  }

  /** Returns the change that undoes this one. */
  public TreeChange reversed() {
    return new TreeChange(after, before, groups.stream().map(GroupChange::reversed).toList());
  }
}
