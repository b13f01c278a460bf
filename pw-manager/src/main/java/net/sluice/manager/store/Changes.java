package net.sluice.manager.store;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier;
import org.opendaylight.yangtools.yang.data.api.schema.NormalizedNode;

/**
 * What differs between two configurations, unit by unit. A <em>unit</em> is the topmost list entry
 * on a path, or a leaf or leaf-list outside of any list. Units are what is compared, written to
 * disk and planned as a whole.
 *
 * @param units the units that differ, by path
 */
public record Changes(Map<YangInstanceIdentifier, Change> units) {

  /**
   * One unit, on both sides.
   *
   * @param before empty when it appears
   * @param after empty when it disappears
   */
  public record Change(Optional<NormalizedNode> before, Optional<NormalizedNode> after) {}

  /** Whether nothing differs. */
  public boolean isEmpty() {
    return units.isEmpty();
  }

  /** The paths of the units that differ. */
  public Set<YangInstanceIdentifier> paths() {
    return units.keySet();
  }
}
