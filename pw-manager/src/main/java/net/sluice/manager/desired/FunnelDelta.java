package net.sluice.manager.desired;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.sluice.funnel.Funnel;
import net.sluice.funnel.TreeChange;

/**
 * The part of a difference that concerns funnels.
 *
 * @param funnels the funnels that appear, disappear or change
 * @param members the pseudowires whose places in funnels appear, disappear or change
 * @param trees the resulting changes of trees, at most one for each funnel; trees that stay as they
 *     are are left out
 * @param later names of the funnels of {@code trees} that must not be cleared before the signaled
 *     sessions have been settled, because signaled pseudowires or peer sessions join or leave them
 * @param newIds the numbers of the funnels that appear
 */
public record FunnelDelta(
    List<Change<Funnel>> funnels,
    List<Change<Member>> members,
    List<TreeChange> trees,
    Set<String> later,
    Map<String, Integer> newIds) {

  /** The difference that changes nothing. */
  public static final FunnelDelta NONE =
      new FunnelDelta(List.of(), List.of(), List.of(), Set.of(), Map.of());

  /** Returns the leaves of the pseudowires that get a new place, by name of the pseudowire. */
  Map<String, Integer> newLeaves() {
    Map<String, Integer> leaves = new HashMap<>();
    for (Change<Member> change : members) {
      change
          .after()
          .filter(now -> !change.before().map(Member::funnel).equals(Optional.of(now.funnel())))
          .ifPresent(now -> leaves.put(change.name(), now.leaf()));
    }
    return leaves;
  }
}
