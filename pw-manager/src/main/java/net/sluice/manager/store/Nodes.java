package net.sluice.manager.store;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.opendaylight.yangtools.yang.common.Ordering;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier.NodeIdentifier;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier.NodeIdentifierWithPredicates;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier.NodeWithValue;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier.PathArgument;
import org.opendaylight.yangtools.yang.data.api.schema.ChoiceNode;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;
import org.opendaylight.yangtools.yang.data.api.schema.DataContainerChild;
import org.opendaylight.yangtools.yang.data.api.schema.LeafSetNode;
import org.opendaylight.yangtools.yang.data.api.schema.MapEntryNode;
import org.opendaylight.yangtools.yang.data.api.schema.NormalizedNode;
import org.opendaylight.yangtools.yang.data.api.schema.NormalizedNodeContainer;
import org.opendaylight.yangtools.yang.data.api.schema.NormalizedNodes;
import org.opendaylight.yangtools.yang.data.api.schema.SystemLeafSetNode;
import org.opendaylight.yangtools.yang.data.api.schema.SystemMapNode;
import org.opendaylight.yangtools.yang.data.api.schema.UserLeafSetNode;
import org.opendaylight.yangtools.yang.data.api.schema.UserMapNode;
import org.opendaylight.yangtools.yang.data.api.schema.builder.NormalizedNodeContainerBuilder;
import org.opendaylight.yangtools.yang.data.spi.node.ImmutableNodes;
import org.opendaylight.yangtools.yang.data.util.DataSchemaContext;
import org.opendaylight.yangtools.yang.data.util.NormalizedNodeSchemaUtils;
import org.opendaylight.yangtools.yang.model.api.ChoiceSchemaNode;
import org.opendaylight.yangtools.yang.model.api.ContainerSchemaNode;
import org.opendaylight.yangtools.yang.model.api.DataSchemaNode;
import org.opendaylight.yangtools.yang.model.api.LeafListSchemaNode;
import org.opendaylight.yangtools.yang.model.api.ListSchemaNode;

/**
 * Changes of immutable nodes. Every method returns the new node, which shares its unchanged parts
 * with the old one. Null stands for a node that does not exist. A list, a choice, or a container
 * without presence does not exist if it has no content (RFC 7950 section 7.5.1).
 */
final class Nodes {
  private Nodes() {}

  static Optional<NormalizedNode> find(ContainerNode root, YangInstanceIdentifier path) {
    return NormalizedNodes.findNode(root, path);
  }

  /**
   * Returns the schema of a child.
   *
   * @throws IllegalArgumentException the schema has no such child
   */
  static DataSchemaContext below(DataSchemaContext context, PathArgument step) {
    DataSchemaContext child =
        context instanceof DataSchemaContext.Composite composite
            ? composite.childByArg(step)
            : null;
    if (child == null) {
      throw new IllegalArgumentException(
          context.dataSchemaNode().getQName() + " has no child " + step);
    }
    return child;
  }

  /** Returns a child of a node; null if the child or the node does not exist. */
  static @Nullable NormalizedNode child(@Nullable NormalizedNode node, PathArgument step) {
    return node == null ? null : NormalizedNodes.getDirectChild(node, step).orElse(null);
  }

  /**
   * Changes the node at a path below a node. Creates missing nodes on the path.
   *
   * @param steps the path below the node
   * @param change maps the old value to the new one; both are null for a node that does not exist
   */
  static @Nullable NormalizedNode change(
      DataSchemaContext context,
      PathArgument name,
      @Nullable NormalizedNode node,
      List<PathArgument> steps,
      UnaryOperator<@Nullable NormalizedNode> change) {
    if (steps.isEmpty()) {
      return change.apply(node);
    }
    PathArgument step = steps.getFirst();
    NormalizedNode child = child(node, step);
    NormalizedNode changed =
        change(below(context, step), step, child, steps.subList(1, steps.size()), change);
    if (changed == child) {
      return node;
    }
    var parent = new Parent(context, name, node);
    parent.put(step, changed);
    return parent.build();
  }

  /** Merges a node into another one, as RFC 6241 section 7.2 defines it. */
  static @Nullable NormalizedNode merge(
      DataSchemaContext context, @Nullable NormalizedNode node, NormalizedNode added) {
    if (node == null || !(added instanceof NormalizedNodeContainer<?> container)) {
      return normalize(context, added);
    }
    var parent = new Parent(context, added.name(), node);
    for (NormalizedNode child : container.body()) {
      PathArgument step = child.name();
      NormalizedNode merged = merge(below(context, step), child(node, step), child);
      if (merged != null) {
        parent.put(step, merged);
      }
    }
    return parent.build();
  }

  /** Removes the parts of a node that do not exist because they have no content. */
  static @Nullable NormalizedNode normalize(DataSchemaContext context, NormalizedNode node) {
    if (!(node instanceof NormalizedNodeContainer<?> container) || node instanceof LeafSetNode) {
      return node;
    }
    Parent parent = null;
    for (NormalizedNode child : container.body()) {
      if (child instanceof NormalizedNodeContainer) {
        NormalizedNode normal = normalize(below(context, child.name()), child);
        if (normal != child) {
          parent = parent == null ? new Parent(context, node.name(), node) : parent;
          parent.put(child.name(), normal);
        }
      }
    }
    return parent != null ? parent.build() : container.isEmpty() && prunable(context) ? null : node;
  }

  private static boolean prunable(DataSchemaContext context) {
    return !(context.dataSchemaNode() instanceof ContainerSchemaNode container
        && container.isPresenceContainer());
  }

  /** A node whose children change. */
  static final class Parent {
    private final DataSchemaContext context;
    private final @Nullable NormalizedNode before;
    private final NormalizedNodeContainerBuilder<
            ?, PathArgument, NormalizedNode, ? extends NormalizedNode>
        builder;

    /**
     * Starts with the present children of a node.
     *
     * @param name the name that the node gets if it does not exist
     */
    Parent(DataSchemaContext context, PathArgument name, @Nullable NormalizedNode node) {
      this.context = context;
      this.before = node;
      this.builder = untyped(node == null ? empty(context, name) : copy(node));
    }

    /** Sets a child; null removes it. */
    void put(PathArgument step, @Nullable NormalizedNode child) {
      if (child == null) {
        builder.removeChild(step);
        return;
      }
      if (context.dataSchemaNode() instanceof ChoiceSchemaNode choice && before != null) {
        removeOtherCases(choice, (ChoiceNode) before, (DataContainerChild) child);
      }
      builder.addChild(child);
    }

    /** Returns the node with its new children; null if it does not exist any more. */
    @Nullable NormalizedNode build() {
      NormalizedNode node = builder.build();
      boolean empty = ((NormalizedNodeContainer<?>) node).isEmpty();
      return empty && prunable(context) ? null : node;
    }

    /** Removes the nodes of other cases: only one case can exist (RFC 7950 section 7.9). */
    private void removeOtherCases(
        ChoiceSchemaNode choice, ChoiceNode present, DataContainerChild added) {
      var branch = NormalizedNodeSchemaUtils.detectCase(choice, added);
      for (DataContainerChild child : present.body()) {
        if (!NormalizedNodeSchemaUtils.detectCase(choice, child).equals(branch)) {
          builder.removeChild(child.name());
        }
      }
    }
  }

  private static NormalizedNodeContainerBuilder<?, ?, ?, ?> copy(NormalizedNode node) {
    var factory = ImmutableNodes.builderFactory();
    return switch (node) {
      case ContainerNode container -> factory.newContainerBuilder(container);
      case MapEntryNode entry -> factory.newMapEntryBuilder(entry);
      case ChoiceNode choice -> factory.newChoiceBuilder(choice);
      case SystemMapNode list -> factory.newSystemMapBuilder(list);
      case UserMapNode list -> factory.newUserMapBuilder(list);
      case SystemLeafSetNode<?> leafList -> factory.newSystemLeafSetBuilder(leafList);
      case UserLeafSetNode<?> leafList -> factory.newUserLeafSetBuilder(leafList);
      default -> throw new IllegalArgumentException(node.name() + " has no children");
    };
  }

  private static NormalizedNodeContainerBuilder<?, ?, ?, ?> empty(
      DataSchemaContext context, PathArgument name) {
    return switch (name) {
      case NodeIdentifierWithPredicates entry -> {
        var builder = ImmutableNodes.newMapEntryBuilder().withNodeIdentifier(entry);
        entry
            .entrySet()
            .forEach(
                key -> builder.withChild(ImmutableNodes.leafNode(key.getKey(), key.getValue())));
        yield builder;
      }
      case NodeIdentifier id -> empty(context.dataSchemaNode(), id);
      case NodeWithValue<?> value -> throw new IllegalArgumentException(value + " has no children");
    };
  }

  private static NormalizedNodeContainerBuilder<?, ?, ?, ?> empty(
      DataSchemaNode schema, NodeIdentifier id) {
    var factory = ImmutableNodes.builderFactory();
    return switch (schema) {
      case ContainerSchemaNode ignored -> factory.newContainerBuilder().withNodeIdentifier(id);
      case ChoiceSchemaNode ignored -> factory.newChoiceBuilder().withNodeIdentifier(id);
      case ListSchemaNode list ->
          factory.newMapBuilder(ordering(list.isUserOrdered())).withNodeIdentifier(id);
      case LeafListSchemaNode leafList ->
          factory.newLeafSetBuilder(ordering(leafList.isUserOrdered())).withNodeIdentifier(id);
      default -> throw new IllegalArgumentException(id + " has no children");
    };
  }

  private static Ordering ordering(boolean user) {
    return user ? Ordering.USER : Ordering.SYSTEM;
  }

  /** Removes the type of the children, which differs between the builders of yangtools. */
  @SuppressWarnings("unchecked")
  private static NormalizedNodeContainerBuilder<
          ?, PathArgument, NormalizedNode, ? extends NormalizedNode>
      untyped(NormalizedNodeContainerBuilder<?, ?, ?, ?> builder) {
    return (NormalizedNodeContainerBuilder<
            ?, PathArgument, NormalizedNode, ? extends NormalizedNode>)
        builder;
  }
}
