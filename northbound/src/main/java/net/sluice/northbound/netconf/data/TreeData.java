package net.sluice.northbound.netconf.data;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import javax.xml.namespace.NamespaceContext;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import net.sluice.yang.InvalidValueException;
import org.jspecify.annotations.Nullable;
import org.opendaylight.yangtools.yang.common.QName;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier.NodeIdentifierWithPredicates;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;
import org.opendaylight.yangtools.yang.data.api.schema.DataContainerChild;
import org.opendaylight.yangtools.yang.data.api.schema.DataContainerNode;
import org.opendaylight.yangtools.yang.data.api.schema.LeafSetNode;
import org.opendaylight.yangtools.yang.data.api.schema.MapEntryNode;
import org.opendaylight.yangtools.yang.data.api.schema.MapNode;
import org.opendaylight.yangtools.yang.data.api.schema.UnkeyedListNode;
import org.opendaylight.yangtools.yang.data.api.schema.UserMapNode;

/**
 * A tree of normalized nodes as data: in the order of the schema, keys first, lists sorted by key.
 */
public final class TreeData implements Data.Inner {

  private final ModelNode model;
  private final DataContainerNode node;

  /** Completes a list entry with its state. It is called only for entries that a filter admits. */
  private final UnaryOperator<MapEntryNode> state;

  private final boolean secrets;

  private TreeData(
      ModelNode model, DataContainerNode node, UnaryOperator<MapEntryNode> state, boolean secrets) {
    this.model = model;
    this.node = node;
    this.state = state;
    this.secrets = secrets;
  }

  /** Returns the root of a datastore: the whole configuration, with secrets. */
  public static TreeData configuration(ModelNode model, ContainerNode root) {
    return new TreeData(model, root, UnaryOperator.identity(), true);
  }

  /**
   * Returns the root of the operational state, without secrets.
   *
   * @param state completes a list entry with its state; called only for entries that are read
   */
  public static TreeData operational(
      ModelNode model, ContainerNode root, UnaryOperator<MapEntryNode> state) {
    return new TreeData(model, root, state, false);
  }

  @Override
  public String namespace() {
    return model.namespace();
  }

  @Override
  public String name() {
    return model.name();
  }

  @Override
  public void children(@Nullable SubtreeFilter filter, Data.Visitor visitor)
      throws XMLStreamException {
    for (ModelNode child : model.children()) {
      if (child.secret() && !secrets) {
        continue;
      }
      var wanted = filter == null ? null : filter.siblings(child.namespace(), child.name());
      if (wanted != null && wanted.isEmpty()) {
        continue;
      }
      var found = find(child);
      if (found.isPresent()) {
        visit(child, found.get(), wanted == null ? null : wanted.get(), visitor);
      }
    }
  }

  @Override
  public void keys(Data.Visitor visitor) throws XMLStreamException {
    for (QName key : model.keys()) {
      var leaf = model.child(key).orElseThrow();
      var found = find(leaf);
      if (found.isPresent()) {
        visitor.visit(new Value(leaf, found.get().body(), true));
      }
    }
  }

  private Optional<DataContainerChild> find(ModelNode child) {
    DataContainerNode parent = node;
    for (ModelNode.Case inside : child.cases()) {
      if (!(parent.childByArg(inside.choice()) instanceof DataContainerNode choice)) {
        return Optional.empty();
      }
      parent = choice;
    }
    return Optional.ofNullable(parent.childByArg(child.id()));
  }

  private void visit(
      ModelNode child,
      DataContainerChild found,
      SubtreeFilter.@Nullable Siblings wanted,
      Data.Visitor visitor)
      throws XMLStreamException {
    switch (found) {
      case MapNode list -> visitEntries(child, list, wanted, visitor);
      case UnkeyedListNode list -> {
        for (var entry : list.body()) {
          visitor.visit(new TreeData(child, entry, UnaryOperator.identity(), secrets));
        }
      }
      case LeafSetNode<?> list -> {
        for (var entry : list.body()) {
          visitor.visit(new Value(child, entry.body(), false));
        }
      }
      case ContainerNode container -> visitor.visit(new TreeData(child, container, state, secrets));
      default ->
          visitor.visit(new Value(child, found.body(), model.keys().contains(child.qname())));
    }
  }

  private void visitEntries(
      ModelNode child, MapNode list, SubtreeFilter.@Nullable Siblings wanted, Data.Visitor visitor)
      throws XMLStreamException {
    var keys =
        wanted == null
            ? EntryKeys.ANY
            : wanted.derived(child, model -> EntryKeys.of(model, wanted));
    for (MapEntryNode entry : keys.entries(list).orElseGet(() -> sorted(child, list))) {
      if (keys.admits(child, entry)) {
        // A completed entry has complete lists inside.
        visitor.visit(new TreeData(child, state.apply(entry), UnaryOperator.identity(), secrets));
      }
    }
  }

  private static Collection<MapEntryNode> sorted(ModelNode child, MapNode list) {
    if (child.userOrdered() || list instanceof UserMapNode) {
      return list.body(); // the order is part of the data
    }
    var entries = list.body().toArray(MapEntryNode[]::new);
    Arrays.sort(entries, Comparator.comparing(MapEntryNode::name, byKeys(child.keys())));
    return Arrays.asList(entries);
  }

  private static Comparator<NodeIdentifierWithPredicates> byKeys(List<QName> keys) {
    return (one, other) -> {
      for (QName key : keys) {
        int order = compare(one.getValue(key), other.getValue(key));
        if (order != 0) {
          return order;
        }
      }
      return 0;
    };
  }

  @SuppressWarnings("unchecked") // both are values of one leaf; a union may mix classes
  private static int compare(Object one, Object other) {
    return one.getClass() == other.getClass() && one instanceof Comparable<?> comparable
        ? ((Comparable<Object>) comparable).compareTo(other)
        : one.toString().compareTo(other.toString());
  }

  /** Returns the value of a leaf that a text stands for; empty if it stands for none. */
  static Optional<Object> parse(ModelNode leaf, String text) {
    try {
      return Optional.of(leaf.type().parse(text));
    } catch (InvalidValueException e) {
      return Optional.empty(); // not a value of this type, so it equals none
    }
  }

  /** A leaf, or an entry of a leaf-list. */
  record Value(ModelNode model, Object stored, boolean isKey) implements Data.Leaf {
    @Override
    public String namespace() {
      return model.namespace();
    }

    @Override
    public String name() {
      return model.name();
    }

    @Override
    public void writeValue(XMLStreamWriter xml) throws XMLStreamException {
      model.codec().writeValue(xml, stored);
    }

    @Override
    public Object value() {
      return comparable(stored);
    }

    @Override
    public Object type() {
      return model;
    }

    @Override
    public Optional<Object> parse(String text, NamespaceContext prefixes) {
      return TreeData.parse(model, text).map(Value::comparable);
    }

    /** Values of type binary are arrays, which equals() compares by identity. */
    private static Object comparable(Object value) {
      return value instanceof byte[] octets ? ByteBuffer.wrap(octets) : value;
    }
  }
}
