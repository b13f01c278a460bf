package net.sluice.northbound.netconf.request;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.sluice.northbound.netconf.data.ModelNode;
import org.opendaylight.yangtools.yang.common.QName;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier.NodeIdentifier;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier.PathArgument;
import org.opendaylight.yangtools.yang.data.api.schema.DataContainerChild;
import org.opendaylight.yangtools.yang.data.api.schema.DataContainerNode;
import org.opendaylight.yangtools.yang.data.api.schema.LeafSetEntryNode;
import org.opendaylight.yangtools.yang.data.api.schema.MapEntryNode;
import org.opendaylight.yangtools.yang.data.api.schema.NormalizedNode;
import org.opendaylight.yangtools.yang.data.api.schema.builder.CollectionNodeBuilder;
import org.opendaylight.yangtools.yang.data.api.schema.builder.DataContainerNodeBuilder;
import org.opendaylight.yangtools.yang.data.spi.node.ImmutableNodes;

/** The children of one element, collected while they are read. */
final class Content {
  private final Map<NodeIdentifier, DataContainerChild> children = new LinkedHashMap<>();
  private final Map<ModelNode, CollectionNodeBuilder<NormalizedNode, ?>> lists =
      new LinkedHashMap<>();
  private final Map<NodeIdentifier, Content> choices = new LinkedHashMap<>();
  private final Map<NodeIdentifier, Map.Entry<QName, ModelNode>> cases = new HashMap<>();
  private final Set<Object> seen = new HashSet<>();

  /** Records that a leaf or container was read; returns false for a second one. */
  boolean first(ModelNode model) {
    return seen.add(model);
  }

  /** Records that an entry of a list or leaf-list was read; returns false for a second one. */
  boolean firstEntry(ModelNode model, PathArgument entry) {
    return seen.add(Map.entry(model, entry));
  }

  /** Returns a node of another case of the same choice that was read before. */
  Optional<ModelNode> rival(ModelNode model) {
    for (ModelNode.Case inside : model.cases()) {
      var before = cases.putIfAbsent(inside.choice(), Map.entry(inside.name(), model));
      if (before != null && !before.getKey().equals(inside.name())) {
        return Optional.of(before.getValue());
      }
    }
    return Optional.empty();
  }

  /** Adds a leaf, container, list entry or leaf-list entry. */
  void add(ModelNode model, NormalizedNode node) {
    Content target = this;
    for (ModelNode.Case inside : model.cases()) {
      target = target.choices.computeIfAbsent(inside.choice(), choice -> new Content());
    }
    switch (node) {
      case MapEntryNode entry -> target.list(model).addChild(entry);
      case LeafSetEntryNode<?> entry -> target.list(model).addChild(entry);
      case DataContainerChild child -> target.children.put(child.name(), child);
      default -> throw new IllegalArgumentException("not a child: " + node.contract());
    }
  }

  @SuppressWarnings("unchecked") // the model determines which entries a list has
  private CollectionNodeBuilder<NormalizedNode, ?> list(ModelNode model) {
    return lists.computeIfAbsent(
        model,
        list ->
            (CollectionNodeBuilder<NormalizedNode, ?>) builder(list).withNodeIdentifier(list.id()));
  }

  private static CollectionNodeBuilder<?, ?> builder(ModelNode list) {
    if (list.kind() == ModelNode.Kind.LIST) {
      return list.userOrdered()
          ? ImmutableNodes.newUserMapBuilder()
          : ImmutableNodes.newSystemMapBuilder();
    }
    return list.userOrdered()
        ? ImmutableNodes.newUserLeafSetBuilder()
        : ImmutableNodes.newSystemLeafSetBuilder();
  }

  /** Returns the node for a model node outside of choices; empty if there is none. */
  Optional<NormalizedNode> node(ModelNode model) {
    var list = lists.get(model);
    return list != null ? Optional.of(list.build()) : Optional.ofNullable(children.get(model.id()));
  }

  /** Builds a node with all of the content. */
  <N extends DataContainerNode> N into(DataContainerNodeBuilder<?, N> builder) {
    children.values().forEach(builder::withChild);
    for (var list : lists.values()) {
      builder.withChild((DataContainerChild) list.build());
    }
    choices.forEach(
        (choice, content) ->
            builder.withChild(
                content.into(ImmutableNodes.newChoiceBuilder().withNodeIdentifier(choice))));
    return builder.build();
  }
}
