package net.sluice.manager.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.ArrayList;
import java.util.List;
import net.sluice.yang.Schema;
import org.junit.jupiter.api.Test;
import org.opendaylight.yangtools.yang.model.api.AugmentationTarget;
import org.opendaylight.yangtools.yang.model.api.ChoiceSchemaNode;
import org.opendaylight.yangtools.yang.model.api.ContainerSchemaNode;
import org.opendaylight.yangtools.yang.model.api.DataNodeContainer;
import org.opendaylight.yangtools.yang.model.api.DataSchemaNode;
import org.opendaylight.yangtools.yang.model.api.ListSchemaNode;
import org.opendaylight.yangtools.yang.model.api.MustConstraintAware;
import org.opendaylight.yangtools.yang.model.api.TypeDefinition;
import org.opendaylight.yangtools.yang.model.api.TypedDataSchemaNode;
import org.opendaylight.yangtools.yang.model.api.type.IdentityrefTypeDefinition;
import org.opendaylight.yangtools.yang.model.api.type.InstanceIdentifierTypeDefinition;
import org.opendaylight.yangtools.yang.model.api.type.LeafrefTypeDefinition;
import org.opendaylight.yangtools.yang.model.api.type.UnionTypeDefinition;

/** The models have no constraint that this package does not check. */
class ModelCoverageTest {
  private final List<String> found = new ArrayList<>();

  @Test
  void everyConstraintOfTheModelsIsChecked() {
    var models =
        Schema.get().context().getModules().stream()
            .filter(module -> module.getName().startsWith("sluice-"))
            .toList();
    assertFalse(models.isEmpty());
    models.forEach(model -> children(model, false));
    assertEquals(List.of(), found);
  }

  private void children(DataNodeContainer parent, boolean inList) {
    for (DataSchemaNode child : parent.getChildNodes()) {
      node(child, inList);
    }
  }

  private void node(DataSchemaNode node, boolean inList) {
    String name = node.getQName().getLocalName();
    node.getWhenCondition().ifPresent(when -> found.add(name + " has a when: evaluate it"));
    if (node instanceof AugmentationTarget target) {
      target.getAvailableAugmentations().stream()
          .filter(augment -> augment.getWhenCondition().isPresent())
          .forEach(augment -> found.add("an augment of " + name + " has a when: evaluate it"));
    }
    if (node instanceof MustConstraintAware musts && !musts.getMustConstraints().isEmpty()) {
      found.add(name + " has a must: evaluate it");
    }
    switch (node) {
      case ListSchemaNode list -> {
        if (!list.getUniqueConstraints().isEmpty()) {
          found.add(name + " has a unique: check it in ModelValidator");
        }
        if (list.effectiveConfig().orElse(true) && list.getKeyDefinition().isEmpty()) {
          found.add(name + " has no key: a unit needs one");
        }
        children(list, true);
      }
      case ContainerSchemaNode container -> {
        if (container.isPresenceContainer() && !inList) {
          found.add(name + " has presence outside of lists: make it a unit");
        }
        children(container, inList);
      }
      case ChoiceSchemaNode choice -> {
        for (var branch : choice.getCases()) {
          branch.getWhenCondition().ifPresent(when -> found.add(name + " has a when"));
          children(branch, inList);
        }
      }
      case TypedDataSchemaNode leaf -> type(name, leaf.getType());
      default -> found.add(name + " is anydata or anyxml: nothing here knows it");
    }
  }

  private void type(String name, TypeDefinition<?> type) {
    switch (type) {
      case UnionTypeDefinition union -> {
        for (TypeDefinition<?> member : union.getTypes()) {
          if (member instanceof LeafrefTypeDefinition) {
            found.add(name + " is a union with a leafref: teach References");
          }
          type(name, member);
        }
      }
      case IdentityrefTypeDefinition ignored ->
          found.add(name + " is an identityref: teach LeafType");
      case InstanceIdentifierTypeDefinition ignored ->
          found.add(name + " is an instance-identifier: teach LeafType");
      default -> {}
    }
  }
}
