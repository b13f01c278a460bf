package net.sluice.manager.store;

import java.util.ArrayList;
import java.util.List;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier;
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

/** Mandatory nodes, and numbers of elements (RFC 7950 sections 7.6.5, 7.7.5, 7.7.6, 7.9.4). */
final class Constraints {
  private final Errors errors;

  Constraints(Errors errors) {
    this.errors = errors;
  }

  /** Checks what stands outside of units: a cost that only the schema decides. */
  void checkAboveUnits(DataNodeContainer schema, ContainerNode root) {
    checkChildren(schema, YangInstanceIdentifier.of(), root, false);
  }

  /** Checks a unit that exists. */
  void checkUnit(DataSchemaNode schema, YangInstanceIdentifier path, NormalizedNode unit) {
    if (schema instanceof ListSchemaNode list) {
      checkChildren(list, path, unit, true);
    } else if (schema instanceof ChoiceSchemaNode choice) {
      checkCase(choice, path, (ChoiceNode) unit);
    }
  }

  /**
   * @param parent the node whose children it is about; null for a container without presence that
   *     has no content
   * @param within whether it is part of a unit
   */
  private void checkChildren(
      DataNodeContainer schema,
      YangInstanceIdentifier path,
      NormalizedNode parent,
      boolean within) {
    for (DataSchemaNode child : schema.getChildNodes()) {
      if (child.effectiveConfig().orElse(true) && !errors.full()) {
        var step = YangInstanceIdentifier.NodeIdentifier.create(child.getQName());
        check(child, path, path.node(step), Nodes.child(parent, step), within);
      }
    }
  }

  private void check(
      DataSchemaNode schema,
      YangInstanceIdentifier parent,
      YangInstanceIdentifier path,
      NormalizedNode node,
      boolean within) {
    switch (schema) {
      case LeafSchemaNode leaf -> {
        if (node == null && leaf.isMandatory()) {
          errors.missingLeaf(parent, leaf.getQName().getLocalName());
        }
      }
      case ContainerSchemaNode container -> {
        if (node != null || !container.isPresenceContainer()) {
          checkChildren(container, path, node, within);
        }
      }
      case ChoiceSchemaNode choice -> {
        if (node == null && choice.isMandatory()) {
          errors.missingChoice(parent, choice.getQName().getLocalName(), nodesOf(choice));
        } else if (node != null && within) {
          checkCase(choice, path, (ChoiceNode) node);
        }
      }
      case ElementCountConstraintAware elements -> {
        checkCount(elements, path, (NormalizedNodeContainer<?>) node);
        if (within && schema instanceof ListSchemaNode list && node instanceof MapNode entries) {
          for (MapEntryNode entry : entries.body()) {
            checkChildren(list, path.node(entry.name()), entry, true);
          }
        }
      }
      default -> {}
    }
  }

  private void checkCase(ChoiceSchemaNode choice, YangInstanceIdentifier path, ChoiceNode node) {
    var first = node.body().iterator().next();
    NormalizedNodeSchemaUtils.detectCase(choice, first)
        .ifPresent(branch -> checkChildren(branch, path, node, true));
  }

  private void checkCount(
      ElementCountConstraintAware schema,
      YangInstanceIdentifier path,
      NormalizedNodeContainer<?> node) {
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
