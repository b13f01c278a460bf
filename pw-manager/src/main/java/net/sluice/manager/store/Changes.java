package net.sluice.manager.store;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.sluice.yang.Schema;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;
import org.opendaylight.yangtools.yang.data.api.schema.NormalizedNode;
import org.opendaylight.yangtools.yang.data.spi.node.ImmutableNodes;

/**
 * The units that differ between two configurations. A unit is the topmost list entry on a path, or
 * a choice, leaf or leaf-list outside of lists. It is compared, written and stored as a whole.
 *
 * @param before the configuration before the change
 * @param after the configuration after the change
 * @param units only the units whose values differ, by path
 */
public record Changes(
    ContainerNode before, ContainerNode after, Map<YangInstanceIdentifier, Change> units) {

  /** The empty configuration. */
  public static final ContainerNode EMPTY =
      ImmutableNodes.newContainerBuilder().withNodeIdentifier(Schema.ROOT).build();

  /**
   * A unit that differs.
   *
   * @param before its value before the change; empty if it is new
   * @param after its value after the change; empty if it is removed
   */
  public record Change(Optional<NormalizedNode> before, Optional<NormalizedNode> after) {}

  /**
   * Compares two configurations at some paths only, so that the cost does not depend on the size of
   * the configurations.
   *
   * @param paths paths of units; all differences must be at these paths
   */
  static Changes at(
      Iterable<YangInstanceIdentifier> paths, ContainerNode before, ContainerNode after) {
    var units = new LinkedHashMap<YangInstanceIdentifier, Change>();
    for (YangInstanceIdentifier path : paths) {
      var change = new Change(Nodes.find(before, path), Nodes.find(after, path));
      if (!change.before.equals(change.after)) {
        units.put(path, change);
      }
    }
    return new Changes(before, after, Collections.unmodifiableMap(units));
  }

  /** Compares whole configurations. The cost is proportional to the size of both. */
  public static Changes between(ContainerNode before, ContainerNode after) {
    return at(Units.paths(before, after), before, after);
  }

  /** Returns the changes with the value before the change at some units. */
  public Changes without(Set<YangInstanceIdentifier> paths) {
    if (paths.isEmpty()) {
      return this;
    }
    var values = new LinkedHashMap<YangInstanceIdentifier, Optional<NormalizedNode>>();
    var others = new LinkedHashMap<>(units);
    for (YangInstanceIdentifier path : paths) {
      Change change = others.remove(path);
      if (change != null) {
        values.put(path, change.before);
      }
    }
    return new Changes(
        before, ConfigTree.with(Schema.get().tree(), after, values), Map.copyOf(others));
  }

  /** Returns true if the configurations are equal. */
  public boolean isEmpty() {
    return units.isEmpty();
  }
}
