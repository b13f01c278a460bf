package net.sluice.manager.ledger;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.sluice.l2tp.PseudowireProfile;
import net.sluice.l2tp.SessionProfile;
import net.sluice.l2tp.TunnelProfile;
import net.sluice.manager.desired.Change;
import net.sluice.manager.desired.Delta;

/**
 * The objects that an interrupted commit may have left in the data plane.
 *
 * @param tunnels tunnels that it would have created
 * @param sessions sessions that it would have created, by pseudowire
 * @param funnels numbers of funnels that it would have created
 */
public record Leftovers(
    List<TunnelProfile> tunnels, Map<String, SessionProfile> sessions, Set<Integer> funnels) {
  public static final Leftovers NONE = new Leftovers(List.of(), Map.of(), Set.of());

  /** Returns the objects that a commit of this difference creates. */
  public static Leftovers of(Delta delta) {
    Map<String, SessionProfile> sessions = new LinkedHashMap<>();
    for (Change<PseudowireProfile> change : delta.staticPseudowires()) {
      change.after().ifPresent(after -> sessions.put(change.name(), after.session()));
    }
    return new Leftovers(
        delta.staticTunnels().stream().flatMap(change -> change.after().stream()).toList(),
        sessions,
        Set.copyOf(delta.funnels().newIds().values()));
  }
}
