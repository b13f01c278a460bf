package net.sluice.northbound.netconf.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
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
  public void children(@Nullable Collection<FilterNode> filters, Data.Visitor visitor)
      throws XMLStreamException {
    for (ModelNode child : model.children()) {
      if (child.secret() && !secrets) {
        continue;
      }
      var wanted = filters == null ? null : about(filters, child);
      if (wanted != null && wanted.isEmpty()) {
        continue;
      }
      var found = find(child);
      if (found.isPresent()) {
        visit(child, found.get(), wanted, visitor);
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

  private static List<FilterNode> about(Collection<FilterNode> filters, ModelNode child) {
    return filters.stream()
        .filter(filter -> filter.matches(child.namespace(), child.name()))
        .toList();
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
      @Nullable List<FilterNode> wanted,
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
      ModelNode child, MapNode list, @Nullable List<FilterNode> wanted, Data.Visitor visitor)
      throws XMLStreamException {
    for (MapEntryNode entry : entries(child, list, wanted)) {
      if (wanted != null && wanted.stream().noneMatch(filter -> admits(filter, child, entry))) {
        continue;
      }
      // A completed entry has complete lists inside.
      visitor.visit(new TreeData(child, state.apply(entry), UnaryOperator.identity(), secrets));
    }
  }

  /** Returns the entries that can match: found by key if each filter names all keys, else all. */
  private static Collection<MapEntryNode> entries(
      ModelNode child, MapNode list, @Nullable List<FilterNode> wanted) {
    if (wanted == null) {
      return sorted(child, list);
    }
    Set<NodeIdentifierWithPredicates> named = new LinkedHashSet<>();
    for (FilterNode filter : wanted) {
      var keys = keys(child, filter);
      if (keys.isEmpty()) {
        return sorted(child, list);
      }
      named.add(keys.get());
    }
    var entries = new ArrayList<MapEntryNode>();
    for (var id : named) {
      var entry = list.childByArg(id);
      if (entry != null) {
        entries.add(entry);
      }
    }
    return entries;
  }

  /** Returns the keys of the one entry that a filter names; empty if it does not name all keys. */
  private static Optional<NodeIdentifierWithPredicates> keys(ModelNode child, FilterNode filter) {
    BinaryOperator<Object> first = (one, other) -> one;
    Map<QName, Object> values =
        filter.children().stream()
            .filter(FilterNode::isContentMatch)
            .flatMap(match -> key(child, match).stream())
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, first));
    return values.size() == child.keys().size()
        ? Optional.of(NodeIdentifierWithPredicates.of(child.qname(), inOrder(child, values)))
        : Optional.empty();
  }

  private static Map<QName, Object> inOrder(ModelNode child, Map<QName, Object> values) {
    var ordered = new LinkedHashMap<QName, Object>();
    child.keys().forEach(key -> ordered.put(key, values.get(key)));
    return ordered;
  }

  private static Optional<Map.Entry<QName, Object>> key(ModelNode child, FilterNode match) {
    for (QName key : child.keys()) {
      if (match.matches(key.getNamespace().toString(), key.getLocalName())) {
        return value(child.child(key).orElseThrow(), match.text())
            .map(value -> Map.entry(key, value));
      }
    }
    return Optional.empty();
  }

  /** Returns true unless a filter names other keys than those of an entry. */
  private static boolean admits(FilterNode filter, ModelNode child, MapEntryNode entry) {
    for (FilterNode match : filter.children()) {
      if (match.isContentMatch()) {
        for (var key : entry.name().entrySet()) {
          var leaf = child.child(key.getKey()).orElseThrow();
          if (match.matches(leaf.namespace(), leaf.name())
              && !new Value(leaf, key.getValue(), true).is(match.text(), match.prefixes())) {
            return false;
          }
        }
      }
    }
    return true;
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

  private static Optional<Object> value(ModelNode leaf, String text) {
    try {
      return Optional.of(leaf.type().parse(text));
    } catch (InvalidValueException e) {
      return Optional.empty(); // not a value of this type, so it equals none
    }
  }

  private record Value(ModelNode model, Object value, boolean isKey) implements Data.Leaf {
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
      model.codec().writeValue(xml, value);
    }

    @Override
    public boolean is(String text, NamespaceContext prefixes) {
      // Values of type binary are arrays, which equals() compares by identity.
      return TreeData.value(model, text)
          .filter(other -> Objects.deepEquals(value, other))
          .isPresent();
    }
  }
}
