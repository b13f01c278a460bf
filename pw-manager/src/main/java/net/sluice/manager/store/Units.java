package net.sluice.manager.store;

import java.util.function.Consumer;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier.NodeIdentifierWithPredicates;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier.PathArgument;
import org.opendaylight.yangtools.yang.data.api.schema.ChoiceNode;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;
import org.opendaylight.yangtools.yang.data.api.schema.DataContainerNode;
import org.opendaylight.yangtools.yang.data.api.schema.MapNode;
import org.opendaylight.yangtools.yang.data.api.schema.NormalizedNode;

/** Finds the units (see {@link Changes}) that a path or a subtree is about. */
final class Units {
  private Units() {}

  /** Whether a path leads to a unit or into one. */
  static boolean inUnit(YangInstanceIdentifier path) {
    return path.getPathArguments().stream()
        .anyMatch(NodeIdentifierWithPredicates.class::isInstance);
  }

  /** The unit that a path with a list entry on it leads to or into. */
  static YangInstanceIdentifier unitOf(YangInstanceIdentifier path) {
    YangInstanceIdentifier unit = YangInstanceIdentifier.of();
    for (PathArgument argument : path.getPathArguments()) {
      unit = unit.node(argument);
      if (argument instanceof NodeIdentifierWithPredicates) {
        return unit;
      }
    }
    throw new IllegalArgumentException("no list entry on " + path);
  }

  /** Tells the units of a subtree that is above or at units: their paths. */
  static void below(
      YangInstanceIdentifier path, NormalizedNode node, Consumer<YangInstanceIdentifier> sink) {
    switch (node) {
      case MapNode map -> map.body().forEach(entry -> sink.accept(path.node(entry.name())));
      case ContainerNode container -> children(path, container, sink);
      case ChoiceNode choice -> children(path, choice, sink);
      default -> sink.accept(path);
    }
  }

  private static void children(
      YangInstanceIdentifier path,
      DataContainerNode parent,
      Consumer<YangInstanceIdentifier> sink) {
    parent.body().forEach(child -> below(path.node(child.name()), child, sink));
  }
}
