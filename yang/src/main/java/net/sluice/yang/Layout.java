package net.sluice.yang;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
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
 * The data nodes below a node in JSON: in the order of the schema, without choices, by their names
 * with and without the module. Compiled once, because a search for each entry would cost more than
 * the entry.
 */
final class Layout {
  enum Kind {
    LEAF,
    LEAF_LIST,
    CONTAINER,
    LIST
  }

  /** A choice, and the case that contains a node. */
  record Branch(NodeIdentifier choice, QName branch) {}

  /**
   * A data node.
   *
   * @param index its position among its siblings, counted from 0
   * @param json its name in JSON, with the module if that differs from the module of the parent
   * @param branches the choices between parent and node, outermost first
   * @param state true for state, false for configuration
   * @param presence true for a presence container
   * @param userOrdered true for a list or leaf-list that the user orders
   * @param type the type of a leaf or leaf-list; null for other nodes
   * @param keys the keys of a list; empty for other nodes
   * @param below the layout of a container or list; null for other nodes
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
      @Nullable LeafType type,
      List<QName> keys,
      @Nullable Layout below) {
    /** Returns the type of a leaf or leaf-list. Other nodes have none. */
    @Override
    public LeafType type() {
      return Objects.requireNonNull(type, json);
    }

    /** Returns the layout of a container or list. Other nodes have none. */
    @Override
    public Layout below() {
      return Objects.requireNonNull(below, json);
    }

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

  /** Returns the child with this name in JSON; null if there is none. */
  @Nullable Child byJson(String name) {
    return byJson.get(name);
  }

  private void collect(
      Schema schema,
      DataNodeContainer parent,
      @Nullable QNameModule module,
      List<Branch> branches) {
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

  private void add(
      Schema schema, DataSchemaNode node, @Nullable QNameModule module, List<Branch> branches) {
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
    if (below != null && node instanceof DataNodeContainer container) {
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

  /** Returns the ordering of the entries of a list or leaf-list. */
  static Ordering ordering(Child child) {
    return child.userOrdered() ? Ordering.USER : Ordering.SYSTEM;
  }
}
