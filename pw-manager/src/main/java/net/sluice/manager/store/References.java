package net.sluice.manager.store;

import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.opendaylight.yangtools.yang.common.QName;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier.NodeIdentifierWithPredicates;
import org.opendaylight.yangtools.yang.data.api.schema.LeafNode;
import org.opendaylight.yangtools.yang.data.api.schema.NormalizedNode;
import org.opendaylight.yangtools.yang.data.api.schema.NormalizedNodeContainer;
import org.opendaylight.yangtools.yang.data.util.DataSchemaContext;
import org.opendaylight.yangtools.yang.data.util.DataSchemaContextTree;
import org.opendaylight.yangtools.yang.model.api.ChoiceSchemaNode;
import org.opendaylight.yangtools.yang.model.api.ContainerSchemaNode;
import org.opendaylight.yangtools.yang.model.api.DataNodeContainer;
import org.opendaylight.yangtools.yang.model.api.DataSchemaNode;
import org.opendaylight.yangtools.yang.model.api.ListSchemaNode;
import org.opendaylight.yangtools.yang.model.api.TypedDataSchemaNode;
import org.opendaylight.yangtools.yang.model.api.type.LeafrefTypeDefinition;
import org.opendaylight.yangtools.yang.model.util.SchemaInferenceStack;

/**
 * The leafrefs of a schema. Each must refer to the only key of a list that is not inside another
 * list, so that a reference is resolved by one lookup in a hash table. The constructor rejects a
 * schema with other leafrefs.
 */
final class References {

  /**
   * A reference in a configuration.
   *
   * @param leaf the leaf that contains the reference
   * @param target the list entry that must exist
   */
  record Reference(YangInstanceIdentifier leaf, YangInstanceIdentifier target) {}

  private record Target(YangInstanceIdentifier list, QName key) {
    YangInstanceIdentifier entry(Object value) {
      return list.node(
          NodeIdentifierWithPredicates.of(list.getLastPathArgument().getNodeType(), key, value));
    }
  }

  private final IdentityHashMap<DataSchemaNode, Target> targets = new IdentityHashMap<>();
  private final IdentityHashMap<DataSchemaNode, Target> targetOf = new IdentityHashMap<>();

  References(DataSchemaContextTree schema) {
    collectTargets(schema.modelContext(), YangInstanceIdentifier.of());
    collectReferences(schema.modelContext(), SchemaInferenceStack.of(schema.modelContext()));
  }

  /** Visits the references in a node and below it. */
  void visit(
      DataSchemaContext context,
      YangInstanceIdentifier path,
      NormalizedNode node,
      Consumer<Reference> visitor) {
    if (node instanceof LeafNode<?> leaf) {
      Target target = targetOf.get(context.dataSchemaNode());
      if (target != null) {
        visitor.accept(new Reference(path, target.entry(leaf.body())));
      }
    } else if (node instanceof NormalizedNodeContainer<?> container) {
      for (NormalizedNode child : container.body()) {
        DataSchemaContext below = Nodes.below(context, child.name());
        if (!(child instanceof LeafNode) || targetOf.containsKey(below.dataSchemaNode())) {
          visit(below, path.node(child.name()), child, visitor);
        }
      }
    }
  }

  /** The number of references to each list entry. */
  static final class Counts {
    private final Map<YangInstanceIdentifier, Integer> byTarget = new HashMap<>();

    void add(YangInstanceIdentifier target, int number) {
      byTarget.merge(target, number, (a, b) -> a + b == 0 ? null : Integer.valueOf(a + b));
    }

    void addAll(Counts other) {
      other.byTarget.forEach(this::add);
    }

    int of(YangInstanceIdentifier target) {
      return byTarget.getOrDefault(target, 0);
    }
  }

  private void collectTargets(DataNodeContainer parent, YangInstanceIdentifier path) {
    for (DataSchemaNode child : parent.getChildNodes()) {
      YangInstanceIdentifier below = path.node(child.getQName());
      if (child instanceof ListSchemaNode list && list.getKeyDefinition().size() == 1) {
        QName key = list.getKeyDefinition().getFirst();
        Target before = targets.put(list.dataChildByName(key), new Target(below, key));
        if (before != null) {
          throw new IllegalStateException(below + " and " + before + " share a key leaf");
        }
      } else if (child instanceof ContainerSchemaNode container) {
        collectTargets(container, below);
      }
    }
  }

  private void collectReferences(DataNodeContainer parent, SchemaInferenceStack stack) {
    for (DataSchemaNode child : parent.getChildNodes()) {
      if (child instanceof ChoiceSchemaNode choice) {
        choice.getCases().forEach(branch -> collectReferences(branch, stack));
      } else if (child.effectiveConfig().orElse(true)) {
        stack.enterDataTree(child.getQName());
        if (child instanceof TypedDataSchemaNode leaf
            && leaf.getType() instanceof LeafrefTypeDefinition leafref
            && leafref.requireInstance()) {
          targetOf.put(leaf, target(leaf, leafref, stack));
        } else if (child instanceof DataNodeContainer container) {
          collectReferences(container, stack);
        }
        stack.exitToDataTree();
      }
    }
  }

  private Target target(
      TypedDataSchemaNode leaf, LeafrefTypeDefinition leafref, SchemaInferenceStack stack) {
    Object resolved = stack.copy().resolvePathExpression(leafref.getPathStatement());
    Target target = resolved instanceof DataSchemaNode node ? targets.get(node) : null;
    if (target == null) {
      throw new IllegalStateException(
          leaf.getQName() + " does not refer to the key of a list: " + leafref);
    }
    return target;
  }
}
