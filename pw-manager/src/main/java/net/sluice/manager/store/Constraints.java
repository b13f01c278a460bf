package net.sluice.manager.store;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier.NodeIdentifier;
import org.opendaylight.yangtools.yang.data.api.schema.ChoiceNode;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;
import org.opendaylight.yangtools.yang.data.api.schema.MapEntryNode;
import org.opendaylight.yangtools.yang.data.api.schema.MapNode;
import org.opendaylight.yangtools.yang.data.api.schema.NormalizedNode;
import org.opendaylight.yangtools.yang.data.api.schema.NormalizedNodeContainer;
import org.opendaylight.yangtools.yang.data.util.NormalizedNodeSchemaUtils;
import org.opendaylight.yangtools.yang.model.api.ChoiceSchemaNode;
import org.opendaylight.yangtools.yang.model.api.ContainerSchemaNode;
import org.opendaylight.yangtools.yang.model.api.DataNodeContainer;
import org.opendaylight.yangtools.yang.model.api.DataSchemaNode;
import org.opendaylight.yangtools.yang.model.api.ElementCountConstraintAware;
import org.opendaylight.yangtools.yang.model.api.LeafSchemaNode;
import org.opendaylight.yangtools.yang.model.api.ListSchemaNode;

/**
 * The check of mandatory nodes and of numbers of elements (RFC 7950 sections 7.6.5, 7.7.5, 7.7.6
 * and 7.9.4).
 *
 * <p>The children of a schema node that have such constraints are looked up once and cached,
 * because they are few.
 */
final class Constraints {
  private record Child(DataSchemaNode schema, NodeIdentifier id) {}

  private final IdentityHashMap<DataNodeContainer, List<Child>> constrained =
      new IdentityHashMap<>();

  /** Checks the nodes above units. The cost depends on the schema only. */
  void checkAboveUnits(DataNodeContainer schema, ContainerNode root, Errors errors) {
    checkChildren(schema, YangInstanceIdentifier.of(), root, false, errors);
  }

  /** Checks a unit that exists. */
  void checkUnit(
      DataSchemaNode schema, YangInstanceIdentifier path, NormalizedNode unit, Errors errors) {
    if (schema instanceof ListSchemaNode list) {
      checkChildren(list, path, unit, true, errors);
    } else if (schema instanceof ChoiceSchemaNode choice) {
      checkCase(choice, path, (ChoiceNode) unit, errors);
    }
  }

  /**
   * Checks the children of a node.
   *
   * @param parent the node; null for a container without presence that has no content
   * @param within true if the node is a part of a unit
   */
  private void checkChildren(
      DataNodeContainer schema,
      YangInstanceIdentifier path,
      @Nullable NormalizedNode parent,
      boolean within,
      Errors errors) {
    for (Child child : constrainedChildren(schema)) {
      check(child, path, Nodes.child(parent, child.id), within, errors);
    }
  }

  private void check(
      Child child,
      YangInstanceIdentifier parent,
      @Nullable NormalizedNode node,
      boolean within,
      Errors errors) {
    YangInstanceIdentifier path = parent.node(child.id);
    switch (child.schema) {
      case LeafSchemaNode leaf -> {
        if (node == null) {
          errors.missingLeaf(parent, leaf.getQName().getLocalName());
        }
      }
      case ContainerSchemaNode container -> {
        if (node != null || !container.isPresenceContainer()) {
          checkChildren(container, path, node, within, errors);
        }
      }
      case ChoiceSchemaNode choice -> {
        if (node == null && choice.isMandatory()) {
          errors.missingChoice(parent, choice.getQName().getLocalName(), nodesOf(choice));
        } else if (node != null && within) {
          checkCase(choice, path, (ChoiceNode) node, errors);
        }
      }
      case ElementCountConstraintAware elements -> {
        checkCount(elements, path, (NormalizedNodeContainer<?>) node, errors);
        if (within && child.schema instanceof ListSchemaNode list && node instanceof MapNode map) {
          for (MapEntryNode entry : map.body()) {
            checkChildren(list, path.node(entry.name()), entry, true, errors);
          }
        }
      }
      default -> {}
    }
  }

  private void checkCase(
      ChoiceSchemaNode choice, YangInstanceIdentifier path, ChoiceNode node, Errors errors) {
    var first = node.body().iterator().next();
    NormalizedNodeSchemaUtils.detectCase(choice, first)
        .ifPresent(branch -> checkChildren(branch, path, node, true, errors));
  }

  private static void checkCount(
      ElementCountConstraintAware schema,
      YangInstanceIdentifier path,
      @Nullable NormalizedNodeContainer<?> node,
      Errors errors) {
    schema
        .getElementCountConstraint()
        .ifPresent(
            constraint -> {
              int count = node == null ? 0 : node.size();
              Integer min = constraint.getMinElements();
              Integer max = constraint.getMaxElements();
              if (min != null && count < min) {
                errors.tooFew(path, count, min);
              }
              if (max != null && count > max) {
                errors.tooMany(path, count, max);
              }
            });
  }

  private List<Child> constrainedChildren(DataNodeContainer parent) {
    List<Child> known = constrained.get(parent);
    if (known == null) {
      known = new ArrayList<>();
      for (DataSchemaNode child : parent.getChildNodes()) {
        if (child.effectiveConfig().orElse(true) && isConstrained(child)) {
          known.add(new Child(child, NodeIdentifier.create(child.getQName())));
        }
      }
      constrained.put(parent, known);
    }
    return known;
  }

  private boolean isConstrained(DataSchemaNode schema) {
    return switch (schema) {
      case LeafSchemaNode leaf -> leaf.isMandatory();
      case ContainerSchemaNode container -> !constrainedChildren(container).isEmpty();
      case ListSchemaNode list ->
          list.getElementCountConstraint().isPresent() || !constrainedChildren(list).isEmpty();
      case ElementCountConstraintAware elements -> elements.getElementCountConstraint().isPresent();
      case ChoiceSchemaNode choice ->
          choice.isMandatory()
              || choice.getCases().stream()
                  .anyMatch(branch -> !constrainedChildren(branch).isEmpty());
      default -> false;
    };
  }

  private static List<String> nodesOf(ChoiceSchemaNode choice) {
    var names = new ArrayList<String>();
    choice
        .getCases()
        .forEach(
            branch ->
                branch.getChildNodes().stream()
                    .map(node -> node.getQName().getLocalName())
                    .forEach(names::add));
    return names;
  }
}
