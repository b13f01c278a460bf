package net.sluice.yang;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.opendaylight.yangtools.yang.common.Ordering;
import org.opendaylight.yangtools.yang.common.QName;
import org.opendaylight.yangtools.yang.common.QNameModule;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier.NodeIdentifier;
import org.opendaylight.yangtools.yang.model.api.CaseSchemaNode;
import org.opendaylight.yangtools.yang.model.api.ChoiceSchemaNode;
import org.opendaylight.yangtools.yang.model.api.ContainerSchemaNode;
import org.opendaylight.yangtools.yang.model.api.DataNodeContainer;
import org.opendaylight.yangtools.yang.model.api.DataSchemaNode;
import org.opendaylight.yangtools.yang.model.api.LeafListSchemaNode;
import org.opendaylight.yangtools.yang.model.api.ListSchemaNode;
import org.opendaylight.yangtools.yang.model.api.TypedDataSchemaNode;

/**
 * The data nodes below a node as JSON shows them: in the order of the schema, without choices, by
 * name with and without module. Compiled once, since looking it up per entry would cost more than
 * the entry.
 */
final class Layout {
  enum Kind {
    LEAF,
    LEAF_LIST,
    CONTAINER,
    LIST
  }

  /** A choice, and the case of it that a node belongs to. */
  record Branch(NodeIdentifier choice, QName branch) {}

  /**
   * A data node.
   *
   * @param index its place among its siblings
   * @param json its name in JSON, with the module where that differs from the parent's
   * @param branches the choices between parent and node, outermost first
   * @param state whether it is state, not configuration
   * @param presence whether it is a container that means something when empty
   * @param userOrdered whether the order of entries is the user's
   * @param type of a leaf or leaf-list, else null
   * @param keys of a list, else empty
   * @param below of a container or list, else null
   */
  record Child(
      int index,
      Kind kind,
      NodeIdentifier id,
      String json,
      List<Branch> branches,
      boolean state,
      boolean presence,
      boolean userOrdered,
      LeafType type,
      List<QName> keys,
      Layout below) {
    QName qname() {
      return id.getNodeType();
    }
  }

  private final List<Child> children = new ArrayList<>();
  private final Map<String, Child> byJson = new HashMap<>();

  private Layout() {}

  static Layout of(Schema schema) {
    var layout = new Layout();
    layout.collect(schema, schema.context(), null, List.of());
    return layout;
  }

  List<Child> children() {
    return children;
  }

  /** The child with this name in JSON; null when there is none. */
  Child byJson(String name) {
    return byJson.get(name);
  }

  private void collect(
      Schema schema, DataNodeContainer parent, QNameModule module, List<Branch> branches) {
    for (DataSchemaNode node : parent.getChildNodes()) {
      if (node instanceof ChoiceSchemaNode choice) {
        for (CaseSchemaNode branch : choice.getCases()) {
          var inner = new ArrayList<>(branches);
          inner.add(new Branch(NodeIdentifier.create(choice.getQName()), branch.getQName()));
          collect(schema, branch, module, List.copyOf(inner));
        }
      } else {
        add(schema, node, module, branches);
      }
    }
  }

  private void add(Schema schema, DataSchemaNode node, QNameModule module, List<Branch> branches) {
    QName name = node.getQName();
    String qualified = schema.module(name.getModule()).name() + ":" + name.getLocalName();
    boolean inherited = name.getModule().equals(module);
    var below = node instanceof DataNodeContainer ? new Layout() : null;
    var child =
        new Child(
            children.size(),
            kind(node),
            NodeIdentifier.create(name),
            inherited ? name.getLocalName() : qualified,
            branches,
            !node.effectiveConfig().orElse(true),
            node instanceof ContainerSchemaNode container && container.isPresenceContainer(),
            userOrdered(node),
            node instanceof TypedDataSchemaNode leaf ? schema.leafType(leaf) : null,
            node instanceof ListSchemaNode list ? list.getKeyDefinition() : List.of(),
            below);
    children.add(child);
    byJson.put(qualified, child);
    byJson.put(child.json(), child);
    if (node instanceof DataNodeContainer container) {
      below.collect(schema, container, name.getModule(), List.of());
    }
  }

  private static Kind kind(DataSchemaNode node) {
    return switch (node) {
      case LeafListSchemaNode ignored -> Kind.LEAF_LIST;
      case TypedDataSchemaNode ignored -> Kind.LEAF;
      case ListSchemaNode ignored -> Kind.LIST;
      case ContainerSchemaNode ignored -> Kind.CONTAINER;
      default -> throw new IllegalStateException(node.getQName() + " is anydata or anyxml");
    };
  }

  private static boolean userOrdered(DataSchemaNode node) {
    return switch (node) {
      case ListSchemaNode list -> list.isUserOrdered();
      case LeafListSchemaNode leafList -> leafList.isUserOrdered();
      default -> false;
    };
  }

  /** The ordering of the entries of a list or leaf-list. */
  static Ordering ordering(Child child) {
    return child.userOrdered() ? Ordering.USER : Ordering.SYSTEM;
  }
}
