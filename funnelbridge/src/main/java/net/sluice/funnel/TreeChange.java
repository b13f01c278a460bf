package net.sluice.funnel;

import java.util.List;
import java.util.Optional;

/**
 * What happens to a funnel.
 *
 * @param before what it was; empty when it appears
 * @param after what it shall be; empty when it disappears
 * @param groups members of groups that appear, disappear or change; of funnels with {@link
 *     Isolation#GROUPS} only
 */
public record TreeChange(Optional<Tree> before, Optional<Tree> after, List<GroupChange> groups) {

  /**
   * A pseudowire's group.
   *
   * @param interfaceName name of its interface
   * @param before its group; empty when it has had none
   * @param after the group that it shall have; empty for none
   */
  public record GroupChange(String interfaceName, Optional<String> before, Optional<String> after) {
    GroupChange reversed() {
      return new GroupChange(interfaceName, after, before);
    }
  }

  /** The funnel, as it shall be if it shall be, else as it was. */
  public Funnel funnel() {
    return after.or(() -> before).orElseThrow().funnel();
  }

  /** What takes this back. */
  public TreeChange reversed() {
    return new TreeChange(after, before, groups.stream().map(GroupChange::reversed).toList());
  }
}
