package net.sluice.manager.desired;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.sluice.funnel.Funnel;
import net.sluice.funnel.TreeChange;

/**
 * The part of a difference that is about funnels.
 *
 * @param funnels funnels that appear, disappear or change
 * @param members pseudowires whose places do, by name
 * @param trees what that means to the trees, one change for each at most; of those that have to
 *     change only
 * @param later names of the funnels of {@code trees} that are to be cleared only when the
 *     signaling's part of the difference was done: pseudowires of it are in them
 * @param newIds numbers given to the funnels that appear
 */
public record FunnelDelta(
    List<Change<Funnel>> funnels,
    List<Change<Member>> members,
    List<TreeChange> trees,
    Set<String> later,
    Map<String, Integer> newIds) {

  public static final FunnelDelta NONE =
      new FunnelDelta(List.of(), List.of(), List.of(), Set.of(), Map.of());

  /** The leaves of the pseudowires that get a place. */
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
