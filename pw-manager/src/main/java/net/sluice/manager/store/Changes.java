package net.sluice.manager.store;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import net.sluice.yang.Schema;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;
import org.opendaylight.yangtools.yang.data.api.schema.NormalizedNode;
import org.opendaylight.yangtools.yang.data.spi.node.ImmutableNodes;

/**
 * What differs between two configurations, by units. A unit is the topmost list entry on a path, or
 * a choice, leaf or leaf-list outside of any list; it is written, compared and stored as a whole.
 *
 * @param before the configuration that was
 * @param after the configuration that will be
 * @param units the units that really differ, by path
 */
public record Changes(
    ContainerNode before, ContainerNode after, Map<YangInstanceIdentifier, Change> units) {

  /** The configuration without any content. */
  public static final ContainerNode EMPTY =
      ImmutableNodes.newContainerBuilder().withNodeIdentifier(Schema.ROOT).build();

  /**
   * A unit that differs.
   *
   * @param before as it was; empty if it is new
   * @param after as it will be; empty if it goes
   */
  public record Change(Optional<NormalizedNode> before, Optional<NormalizedNode> after) {}

  /** Compares the units at these paths: the cost is theirs, not that of the configurations. */
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

  /** Compares whole configurations, at the cost of both. */
  public static Changes between(ContainerNode before, ContainerNode after) {
    return at(Units.paths(before, after), before, after);
  }

  /** Whether the configurations are the same. */
  public boolean isEmpty() {
    return units.isEmpty();
  }
}
