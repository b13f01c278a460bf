package net.sluice.manager.desired;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.sluice.funnel.TreeChange.GroupChange;

/** The changes of the groups of funnels that result from the change of a place. */
public final class GroupChanges {
  private GroupChanges() {}

  /**
   * Returns the changes by name of the funnel.
   *
   * @param before the former place; empty if it is new
   * @param after the new place; empty if it is removed
   */
  public static Map<String, List<GroupChange>> of(Optional<Member> before, Optional<Member> after) {
    Map<String, List<GroupChange>> changes = new LinkedHashMap<>();
    boolean same =
        before.map(Member::funnel).equals(after.map(Member::funnel))
            && before.map(Member::interfaceName).equals(after.map(Member::interfaceName));
    if (same) {
      before.ifPresent(
          old ->
              add(changes, old, new GroupChange(old.interfaceName(), old.group(), group(after))));
    } else {
      before.ifPresent(
          old ->
              add(
                  changes,
                  old,
                  new GroupChange(old.interfaceName(), old.group(), Optional.empty())));
      after.ifPresent(
          now ->
              add(
                  changes,
                  now,
                  new GroupChange(now.interfaceName(), Optional.empty(), now.group())));
    }
    return changes;
  }

  private static Optional<String> group(Optional<Member> member) {
    return member.flatMap(Member::group);
  }

  private static void add(
      Map<String, List<GroupChange>> changes, Member member, GroupChange change) {
    if (!change.before().equals(change.after())) {
      changes.computeIfAbsent(member.funnel(), name -> new ArrayList<>()).add(change);
    }
  }
}
