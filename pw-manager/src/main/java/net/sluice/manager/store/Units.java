package net.sluice.manager.store;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier.NodeIdentifierWithPredicates;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier.PathArgument;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;
import org.opendaylight.yangtools.yang.data.api.schema.MapNode;
import org.opendaylight.yangtools.yang.data.api.schema.NormalizedNode;
import org.opendaylight.yangtools.yang.data.util.DataSchemaContext;
import org.opendaylight.yangtools.yang.data.util.DataSchemaContextTree;
import org.opendaylight.yangtools.yang.model.api.ContainerSchemaNode;
import org.opendaylight.yangtools.yang.model.api.ListSchemaNode;

/** Splits configurations into units, which {@link Changes} defines. */
final class Units {
  private Units() {}

  /** Returns the path of the unit that contains a node; empty if the node is above units. */
  static Optional<YangInstanceIdentifier> unitOf(
      DataSchemaContextTree schema, YangInstanceIdentifier path) {
    DataSchemaContext context = schema.getRoot();
    int depth = 0;
    for (PathArgument step : path.getPathArguments()) {
      context = Nodes.below(context, step);
      depth++;
      boolean above =
          context.dataSchemaNode() instanceof ContainerSchemaNode
              || context.dataSchemaNode() instanceof ListSchemaNode;
      if (!above || step instanceof NodeIdentifierWithPredicates) {
        return Optional.of(path.getAncestor(depth));
      }
    }
    return Optional.empty();
  }

  /**
   * Visits the units at and below a node.
   *
   * @param node a node above units, or a unit
   */
  static void visit(
      YangInstanceIdentifier path,
      NormalizedNode node,
      BiConsumer<YangInstanceIdentifier, NormalizedNode> visitor) {
    switch (node) {
      case ContainerNode container ->
          container.body().forEach(child -> visit(path.node(child.name()), child, visitor));
      case MapNode list ->
          list.body().forEach(entry -> visitor.accept(path.node(entry.name()), entry));
      default -> visitor.accept(path, node);
    }
  }

  /** Returns the paths of all units of some configurations. */
  static Set<YangInstanceIdentifier> paths(ContainerNode... roots) {
    var paths = new LinkedHashSet<YangInstanceIdentifier>();
    for (ContainerNode root : roots) {
      visit(YangInstanceIdentifier.of(), root, (path, unit) -> paths.add(path));
    }
    return paths;
  }
}
